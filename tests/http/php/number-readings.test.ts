import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway("--country", "DE");
  await gateway.addUser("apiuser", "http-api", "rest-api");
});
afterAll(() => gateway[Symbol.asyncDispose]());

const send = (to: string) =>
  fetch(`${gateway.url}/api.php`, {
    method: "POST",
    body: new URLSearchParams({ username: "apiuser", password: "secret", text: `to ${to}`, to }),
  });

test("a number goes to the telephone that was meant, or nowhere", async () => {
  const numbers = {
    "371300000000123": "+371300000000123",
    "345900000000096": "+345900000000096",
    "4671900000000": "+4671900000000",
    "491700000001.0": "+491700000001",
  };
  for (const [to, number] of Object.entries(numbers)) {
    expect((await send(to)).status).toBe(200);
    expect(await deliveredTo(`to ${to}`)).toBe(number);
  }
  const count = (await gateway.delivered(1)).length;
  for (const to of ["3123456789", "4.9E+11"]) expect((await send(to)).status).toBe(400);
  expect(await gateway.delivered(1)).toHaveLength(count);
});

test("one that can be read in more than one way is refused with how to write it", async () => {
  const response = await gateway.as("apiuser")("/api/messages", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ recipients: [{ to: "3123456789" }], text: "x" }),
  });
  expect(response.status).toBe(422);
  expect(await response.text()).toContain("write it with + and the country's code, or with the national prefix");
});

async function deliveredTo(text: string): Promise<string | undefined> {
  for (let count = 1; ; count++) {
    const found = (await gateway.delivered(count)).find((message) => message.text === text);
    if (found) return found.to;
  }
}
