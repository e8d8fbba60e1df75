import { describe, expect, test } from "bun:test";
import { hasChromium, openWatchedPage, startChromium } from "../support/chromium.ts";
import { startTestGateway } from "../support/gateway.ts";
import { hasNginx, startNginx } from "../support/nginx.ts";
import { basic } from "../support/v1.ts";

const PUBLIC = ["--public-url", "https://town.example/sms/", "--trusted-proxies", "127.0.0.1"];
const serversOf = async (url: string) =>
  ((await (await fetch(`${url}/docs/json`)).json()) as { servers: { url: string }[] }).servers.map(
    (server) => server.url,
  );

describe.skipIf(!hasNginx())("behind nginx, under a sub-path", () => {
  test.each([
    ["that it hands on", "", PUBLIC, "https://town.example/sms"],
    ["that it leaves out", "/", PUBLIC, "https://town.example/sms"],
    ["that it leaves out and tells of", "/", ["--trusted-proxies", "127.0.0.1"], "/sms"],
  ])("%s", async (_, slash, options, expected) => {
    await using gateway = await startTestGateway(...options);
    await gateway.addUser("clerk", "rest-api", "http-api");
    await using nginx = await startNginx({
      target: `${gateway.url}${slash}`,
      more: "proxy_set_header X-Forwarded-Prefix /sms/;",
    });
    const base = `${nginx.url}/sms`;
    expect(await (await fetch(`${base}/health`)).json()).toMatchObject({ live: true });
    expect(await (await fetch(`${base}/api/v1/me`, { headers: basic("clerk") })).json()).toMatchObject({
      name: "clerk",
    });
    const sent = await fetch(`${base}/api.php?username=clerk&password=secret&to=%2B491701234567&text=Test`);
    expect([sent.status, await sent.text()]).toEqual([200, "OK"]);
    expect(await serversOf(base)).toEqual([expected]);
    expect((await fetch(`${base}/docs/json`, { method: "HEAD" })).status).toBe(200);
    // Directly, as programs in the house do.
    expect((await fetch(`${gateway.url}/api/v1/me`, { headers: basic("clerk") })).status).toBe(200);
    for (const path of ["/smsx/health", "/smshealth"]) expect((await fetch(`${gateway.url}${path}`)).status).toBe(404);
  });

  test.if(hasChromium)(
    "the documentation finds its script and its document",
    async () => {
      await using gateway = await startTestGateway(...PUBLIC);
      await using nginx = await startNginx({ target: gateway.url });
      await using browser = await startChromium();
      const { page, elsewhere } = await openWatchedPage(browser);
      await page.goto(`${nginx.url}/sms/docs`);
      await page.getByRole("button", { name: "Session" }).first().waitFor();
      expect(elsewhere(nginx.url)).toEqual([]);
    },
    180_000,
  );
});

test("a prefix that a stranger tells counts for nothing, nor one that is none", async () => {
  await using gateway = await startTestGateway();
  const tell = (prefix: string, url = gateway.url) =>
    fetch(`${url}/docs/json`, { headers: { "x-forwarded-prefix": prefix } }).then(
      async (response) => ((await response.json()) as { servers: { url: string }[] }).servers,
    );
  const usual = [{ url: "/", description: "This gateway" }];
  expect(await tell("/evil")).toEqual(usual);
  await using trusting = await startTestGateway("--trusted-proxies", "127.0.0.1");
  for (const prefix of ["//evil.example", "/a b", "https://evil.example", "/<script>", `/${"x".repeat(500)}`]) {
    expect(await tell(prefix, trusting.url)).toEqual(usual);
  }
  expect(await tell("/sms", trusting.url)).toMatchObject([{ url: "/sms" }]);
});

test.each([
  ["ftp://host/", "must be an address"],
  ["https://user:pw@host/", "must be an address"],
  ["https://host/?a=b", "must be an address"],
  ["https://host/a b", "letters, digits"],
  ["https://host/api/sms", "gateway's own"],
])("--public-url %s is refused", async (url, why) => {
  const problem = await startTestGateway("--public-url", url).then(
    async (gateway) => {
      await gateway[Symbol.asyncDispose]();
      return "it was taken";
    },
    (error: unknown) => String(error),
  );
  expect(problem).toContain(why);
});
