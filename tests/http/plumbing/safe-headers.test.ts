import { expect, test } from "bun:test";
import { SAFE_HEADERS } from "../../../lib/http/plumbing/safe-headers.ts";
import { startTestGateway } from "../../support/gateway.ts";

const NAMES = Object.keys(SAFE_HEADERS);

test("every answer of every door, on every listener, says what a browser must not take it for", async () => {
  await using gateway = await startTestGateway("--http-port", "0", "--isms-port", "0");
  const asked: [string, string, string][] = gateway.routes.map(({ method, path }) => [
    gateway.url,
    method === "ALL" ? "GET" : method,
    path.replace("/:id", "/7").replace("/*", "/messages"),
  ]);
  asked.push([gateway.url, "GET", "/nothing"], [gateway.url, "PUT", "/api.php"], [gateway.url, "HEAD", "/health"]);
  for (const url of [gateway.httpUrl ?? "", gateway.ismsUrl ?? ""]) {
    asked.push([url, "GET", "/check.php"], [url, "GET", "/nothing"], [url, "GET", "/sendmsg"]);
  }
  for (const [url, method, path] of asked) {
    const response = await fetch(`${url}${path}`, { method });
    const missing = NAMES.filter((name) => !response.headers.has(name));
    expect({ url, method, path, missing }).toEqual({ url, method, path, missing: [] });
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    await response.body?.cancel();
  }
});

test("an answer with a policy of its own keeps it", async () => {
  await using gateway = await startTestGateway();
  const page = await fetch(`${gateway.url}/docs`);
  expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
  const script = await fetch(`${gateway.url}/docs/scalar.js`);
  expect(script.headers.get("cache-control")).toContain("max-age");
});
