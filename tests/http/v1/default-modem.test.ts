import { expect, test } from "bun:test";
import { startTestGateway } from "../../support/gateway.ts";
import { problemOf } from "../../support/v1.ts";

interface Modem {
  name: string;
  source: string;
}

test("the modem that is simulated by default goes with the first that is added, and does not come back", async () => {
  await using gateway = await startTestGateway();
  await gateway.addUser("clerk", "rest-api", "sim");
  const call = (path: string, method = "GET", body?: object) =>
    gateway.as("clerk")(`/api/v1/modems${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const list = async () =>
    ((await (await call("")).json()) as { items: Modem[] }).items.map(({ name, source }) => `${name} ${source}`);
  expect(await list()).toEqual(["simulated default"]);
  const refused = await problemOf(await call("/simulated", "DELETE"), 409);
  expect(refused.detail).toBe("The modem simulated is there as long as no other is: add a modem, and it goes.");
  expect((await call("", "POST", { name: "real", device: "tcp://127.0.0.1:9" })).status).toBe(201);
  expect(await list()).toEqual(["real database"]);
  expect((await call("/real", "DELETE")).status).toBe(204);
  expect(await list()).toEqual([]);
  await gateway.restart();
  expect(await list()).toEqual([]);
  expect(gateway.output()).toContain("none: aldis modem add adds one");
});
