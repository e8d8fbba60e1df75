import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { sendRaw } from "../../support/raw-http.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway("--http-port", "0", "--isms-port", "0");
  await gateway.addUser("anna", "http-api", "rest-api", "command-api", "contacts", "groups");
});
afterAll(() => gateway[Symbol.asyncDispose]());

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];
const BASIC = `Authorization: Basic ${btoa("anna:secret")}`;
/** Everything that a door wants to send or to obey. */
const QUERY = new URLSearchParams({
  ...{ username: "anna", password: "secret", user: "anna", passwd: "secret" },
  ...{ to: "+491701234567", text: "x", cat: "1", mode: "restart-everything" },
});

async function ask(url: string, method: string, path: string) {
  const port = Number(new URL(url).port);
  const { status, head } = await sendRaw(
    port,
    `${method} ${path} HTTP/1.1\r\nHost: gateway\r\n${BASIC}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
  return { status, allow: /^allow: *(.*)$/im.exec(head)?.[1]?.trim() };
}

test("a path that is there answers other methods with 405 and the methods that it takes", async () => {
  const paths = new Set(gateway.routes.filter(({ path }) => !path.includes("*")).map(({ path }) => path));
  for (const path of paths) {
    const taken = gateway.routes.filter((route) => route.path === path).map(({ method }) => method);
    for (const method of METHODS) {
      if (taken.includes(method) || method === "HEAD") continue;
      const { status, allow } = await ask(gateway.url, method, path.replace(":id", "7"));
      expect({ method, path, status }).toEqual({ method, path, status: 405 });
      expect(allow?.split(", ").filter((one) => one !== "HEAD")).toEqual(taken.toSorted());
    }
  }
});

test("a path that is not there is 404 by every method that Bun knows", async () => {
  for (const path of ["/nothing", "/api/nothing", "/api/contacts/1/2", "/sendmsg/x"]) {
    for (const method of METHODS) {
      const { status, allow } = await ask(gateway.url, method, path);
      expect({ method, path, status, allow }).toEqual({ method, path, status: 404, allow: undefined });
    }
  }
});

describe("HEAD", () => {
  test("sends and obeys nothing at any door, on any listener", async () => {
    for (const url of [gateway.url, gateway.httpUrl ?? "", gateway.ismsUrl ?? ""]) {
      for (const path of ["/api.php", "/commands.php", "/sendmsg", "/querymsg"]) {
        const { status, allow } = await ask(url, "HEAD", `${path}?${QUERY}`);
        const isServed = url !== gateway.ismsUrl || path.endsWith("msg");
        expect({ url, path, status }).toEqual({ url, path, status: isServed ? 405 : 404 });
        if (isServed) expect(allow).toStartWith("GET");
      }
    }
    for (const path of ["/api/messages", "/api/contacts", "/api/v1/alerts?to=1"]) await ask(gateway.url, "HEAD", path);
    const counts = await Promise.all(
      ["que", "total"].map(async (key) => (await fetch(`${gateway.url}/check.php?option=${key}`)).text()),
    );
    expect(counts).toEqual(["0", "0"]);
  });

  test("asks as GET does where that only reads, without the body", async () => {
    for (const path of ["/health", "/check.php", "/docs", "/api/state/spec.json"]) {
      const answer = await fetch(`${gateway.url}${path}`, { method: "HEAD" });
      expect({ path, status: answer.status, body: await answer.text() }).toEqual({ path, status: 200, body: "" });
    }
    expect((await gateway.as("anna")("/api/contacts", { method: "HEAD" })).status).toBe(200);
    expect((await fetch(`${gateway.url}/api/contacts`, { method: "HEAD" })).status).toBe(401);
  });
});
