import { afterEach, expect, test } from "bun:test";
import { createProxyHint } from "../../../lib/http/access/proxy-hint.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

let gateway: TestGateway | undefined;
afterEach(async () => {
  await gateway?.[Symbol.asyncDispose]();
  gateway = undefined;
});

async function start(...options: string[]) {
  const started = await startTestGateway(...options);
  gateway = started;
  await started.addUser("clerk", "rest-api", "http-api");
  return {
    ask: (path: string, headers: Record<string, string>) => started.as("clerk")(path, { headers }),
    hints: () => started.log().filter(({ msg }) => String(msg).includes("proxy that is not trusted")),
  };
}

test("a proxy that is not trusted is reported once, with its address and the option", async () => {
  const { ask, hints } = await start();
  await ask("/api/v1/me", {});
  expect(hints()).toEqual([]);
  for (const path of ["/api/v1/me", "/api.php?username=clerk", "/api/contacts"]) {
    await ask(path, { "x-forwarded-for": "203.0.113.9" });
  }
  await ask("/api/v1/me", { "x-forwarded-prefix": "/sms" });
  expect(hints()).toMatchObject([
    { level: "warn", address: "127.0.0.1", header: "x-forwarded-for", option: "--trusted-proxies 127.0.0.1" },
  ]);
  expect(JSON.stringify(hints())).not.toContain("203.0.113.9");
});

test.each([
  ["forwarded", "for=203.0.113.9"],
  ["x-forwarded-prefix", "/sms"],
])("%s alone tells too", async (header, value) => {
  const { ask, hints } = await start();
  await ask("/api/v1/me", { [header]: value });
  expect(hints()).toMatchObject([{ header }]);
});

test("a trusted proxy is not reported", async () => {
  const { ask, hints } = await start("--trusted-proxies", "127.0.0.1");
  await ask("/api/v1/me", { "x-forwarded-for": "203.0.113.9", "x-forwarded-prefix": "/sms" });
  expect(hints()).toEqual([]);
});

test("clients that pretend to be proxies cannot fill the log or the memory", () => {
  const lines: unknown[] = [];
  const hint = createProxyHint({ warn: (...line: unknown[]) => void lines.push(line) });
  const request = new Request("http://gateway/", { headers: { forwarded: "for=203.0.113.9" } });
  for (let client = 0; client < 50_000; client++) hint(request, `2001:db8:${client.toString(16)}::1`);
  for (let client = 0; client < 1_000; client++) hint(request, `2001:db8::${client.toString(16)}`);
  expect(lines).toHaveLength(200);
});
