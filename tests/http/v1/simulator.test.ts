import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { basic, callRoute, createAnswerCheck, problemOf, readDocument } from "../../support/v1.ts";
import { signInToV1, tokenOfV1 } from "../../support/v1-sign-in.ts";

/** The control of the simulated modems keeps to the rules of the API. */

const ANNA = "+491701234567";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("page", "web,sim");
  await gateway.addUser("viewer", "web");
  await gateway.addUser("sender", "rest-api");
  await gateway.addUser("old", "http-api,sim");
});
afterAll(() => gateway[Symbol.asyncDispose]());

const call = (method: string, path: string, headers: Record<string, string>, body?: object) =>
  fetch(`${gateway.url}/api/v1/simulator${path}`, {
    method,
    headers: { ...headers, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });

test("a password, a token and a session reach it with the permission sim, and see lists as everywhere", async () => {
  const token = await tokenOfV1(gateway, "tester");
  const session = await signInToV1(gateway, "page");
  const text = { from: ANNA, text: "Hello" };
  for (const headers of [basic("tester"), token.headers, session.headers]) {
    expect((await call("POST", "/messages", headers, text)).status).toBe(202);
    expect(await (await call("GET", "/messages", headers)).json()).toEqual({ items: [] });
    expect((await call("HEAD", "/messages", headers)).status).toBe(200);
  }
});

test("without the permission sim, or that of the API, it answers 403 and names what is missing", async () => {
  const narrow = await tokenOfV1(gateway, "tester", { permissions: ["rest-api"] });
  const viewer = await signInToV1(gateway, "viewer");
  for (const headers of [basic("sender"), narrow.headers, viewer.headers]) {
    expect(await problemOf(await call("GET", "/messages", headers), 403)).toMatchObject({ permission: "sim" });
  }
  expect(await problemOf(await call("GET", "/messages", basic("old")), 403)).toMatchObject({ permission: "rest-api" });
});

test("who brings nothing, something wrong or an ended session gets 401, and a page of another site 403", async () => {
  const { headers } = await signInToV1(gateway, "page");
  const foreign = { ...headers, "sec-fetch-site": "cross-site" };
  await problemOf(await call("POST", "/messages", foreign, { from: ANNA, text: "x" }), 403);
  await fetch(`${gateway.url}/api/v1/sessions/current`, { method: "DELETE", headers });
  for (const wrong of [{}, basic("tester", "wrong!"), { authorization: "Bearer abc" }, headers]) {
    const response = await call("GET", "/messages", wrong);
    expect(response.headers.has("www-authenticate")).toBe(true);
    await problemOf(response, 401);
  }
});

test("what is wrong is a problem that says so", async () => {
  const headers = basic("tester");
  const { errors } = await problemOf(await call("PATCH", "/state?colour=red", headers, { signal: "loud" }), 422);
  expect(errors).toMatchObject([{ pointer: "/colour" }]);
  expect(await problemOf(await call("PATCH", "/state", headers, { reports: "never" }), 422)).toMatchObject({
    errors: [{ pointer: "/reports" }],
  });
  expect(await problemOf(await call("PATCH", "/state", headers, { signal: 5 }), 422)).toMatchObject({
    detail: "Signal must be a number from -113 to -51.",
  });
  await problemOf(await call("POST", "/faults", headers, { name: "nothing" }), 422);
  await problemOf(await call("DELETE", "/faults?id=77", headers), 404);
  await problemOf(await call("GET", "/messages?modem=nowhere", headers), 404);
  await problemOf(await call("GET", "/nothing", headers), 404);
  const wrongMethod = await call("DELETE", "/messages", headers);
  expect(wrongMethod.headers.get("allow")).toBe("GET, POST");
  await problemOf(wrongMethod, 405);
});

test("each example of the document is taken, and answered as documented", async () => {
  const { document } = await readDocument(gateway);
  const check = createAnswerCheck(document);
  const described = Object.entries(document.paths).filter(([path]) => path.startsWith("/api/v1/simulator/"));
  expect(described.length).toBe(10);
  for (const [path, methods] of described) {
    for (const [method, operation] of Object.entries(methods)) {
      const name = `${method.toUpperCase()} ${path}`;
      const query = path.endsWith("/handset") ? "number=%2B491701234567" : "modem=simulated";
      const response = await callRoute(gateway, { name, operation, right: { needs: ["sim"], query } }, basic("tester"));
      expect({ name, status: response.status, ok: response.ok }).toEqual({ name, status: response.status, ok: true });
      expect(operation.security).toEqual([{ basic: [] }, { bearer: [] }, { cookie: [] }]);
      await check(operation, response);
    }
  }
});

test("without a simulated modem there is nothing", async () => {
  const added = await gateway.as("tester")("/api/v1/modems", {
    method: "POST",
    body: JSON.stringify({ name: "real", device: "/dev/serial/by-id/nothing" }),
  });
  expect(added.status).toBe(201);
  await problemOf(await call("GET", "/messages", basic("tester")), 404);
});
