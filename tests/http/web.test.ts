import { afterAll, beforeAll, expect, test } from "bun:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";

/** From source: the first who asks has it built. */
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway("--trusted-proxies", "127.0.0.1");
});
afterAll(() => gateway[Symbol.asyncDispose]());

const PAGE = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${gateway.url}${path}`, { headers, decompress: false } as RequestInit);
const scriptIn = (html: string) => /src="([^"]+)"/.exec(html)?.[1] ?? "";

test("browsers get the shell at / and at the paths of pages, never from a cache", async () => {
  for (const path of ["/", "/account", "/account/anything/below"]) {
    const response = await get(path, PAGE);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(await response.text()).toContain('data-base="/"');
  }
}, 180_000);

test("programs get what they got before there was a page, and so does everybody at other paths", async () => {
  for (const path of ["/", "/account"]) expect((await get(path, { accept: "*/*" })).status).toBe(404);
  for (const path of ["/nothing", "/assets/nothing.js", "/assets/..%2Fpackage.json", "/assets/constructor"]) {
    expect((await get(path, PAGE)).status).toBe(404);
  }
});

test("an asset is kept forever, comes in the coding that is taken, and is the same in each", async () => {
  const path = scriptIn(await (await get("/", PAGE)).text());
  const plain = await get(path, { "accept-encoding": "identity" });
  expect(plain.headers.get("content-encoding")).toBeNull();
  expect(plain.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(plain.headers.get("content-type")).toContain("javascript");
  const bytes = Buffer.from(await plain.arrayBuffer());
  const brotli = await get(path, { "accept-encoding": "gzip, deflate, br" });
  expect(brotli.headers.get("content-encoding")).toBe("br");
  expect(brotliDecompressSync(Buffer.from(await brotli.arrayBuffer())).equals(bytes)).toBe(true);
  const gzip = await get(path, { "accept-encoding": "gzip, br;q=0" });
  expect(gzip.headers.get("content-encoding")).toBe("gzip");
  expect(gunzipSync(Buffer.from(await gzip.arrayBuffer())).equals(bytes)).toBe(true);
  const etag = brotli.headers.get("etag") ?? "";
  const again = await get(path, { "accept-encoding": "br", "if-none-match": etag });
  expect([again.status, await again.text()]).toEqual([304, ""]);
});

test("behind a proxy that says so, everything is below the prefix", async () => {
  const html = await (await get("/account", { ...PAGE, "x-forwarded-prefix": "/sms" })).text();
  expect(html).toContain('data-base="/sms/"');
  expect(scriptIn(html)).toStartWith("/sms/assets/");
});
