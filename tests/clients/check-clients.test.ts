import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { sendRaw } from "../support/raw-http.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const ask = (head: string[]) => sendRaw(Number(new URL(gateway.url).port), `${head.join("\r\n")}\r\n\r\n`);
const host = () => `Host: ${new URL(gateway.url).host}`;

/** NETWAYS check_brevisone 3 on Python 3: reads lines by their position, and a signal that is no integer as 0. */
async function checkBrevisone() {
  const answer = await ask([
    "GET /check.php HTTP/1.1",
    "Accept-Encoding: identity",
    host(),
    "User-Agent: Python-urllib/3.11",
    "Connection: close",
  ]);
  expect(answer.status).toBe(200);
  expect(answer.body).toContain("que:");
  const values = answer.body
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.trim().split(":").slice(1).join(":").trim());
  const [que, failed, signal = "", total] = values;
  const read = (text = "") => (/^[+-]?\d+$/.test(text.trim()) ? Number(text) : 0);
  return {
    lines: values.length,
    que: read(que),
    failed: read(failed),
    signal: read(signal.replaceAll("db", "").replaceAll("dBm", "")),
    total: read(total),
  };
}

describe("NETWAYS check_brevisone", () => {
  test("reads four counters by their position", async () => {
    const read = await eventually("a signal", async () => {
      const found = await checkBrevisone();
      return found.lines === 9 && found;
    });
    expect(read).toMatchObject({ que: 0, failed: 0, total: 0 });
  });

  test("older releases, on Python 2, ask by HTTP/1.0", async () => {
    const answer = await ask(["GET /check.php HTTP/1.0", host(), "User-Agent: Python-urllib/1.17", "Accept: */*"]);
    expect(answer.status).toBe(200);
    expect(answer.body).toStartWith("que:");
    for (const line of answer.body.split("\n").slice(0, 4)) expect(line.split(":")).toHaveLength(2);
  });
});

test("comNET's Checkmk plug-in finds none of the words that make it fail", async () => {
  const answer = await eventually("a modem that is registered", async () => {
    const asked = await ask([
      "GET /check.php?option=state HTTP/1.1",
      host(),
      "User-Agent: python-requests/2.28.1",
      "Accept-Encoding: gzip, deflate",
      "Accept: */*",
      "Connection: keep-alive",
    ]);
    return asked.body.startsWith("SIGNAL") && asked;
  });
  expect(answer.status).toBe(200);
  expect(answer.body).not.toMatch(/Blocked|Trouble|Unknown/);
});
