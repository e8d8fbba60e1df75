import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { hasChromium } from "../support/chromium.ts";
import { freePort } from "../support/free-port.ts";
import { hasNginx, startNginx } from "../support/nginx.ts";
import { startStage, type WatchedPage } from "./support.ts";

const HANG_MS = 180_000;
/** Whether anybody is signed in is asked this way. */
const ASKS_WHO = /\/api\/v1\/me$/;

/** One visit as people make it, at whatever address the gateway has. Everything is below `base`. */
async function visit({ page, context, problems }: WatchedPage, base: string): Promise<void> {
  const refused: string[] = [];
  page.on("response", (response) => {
    const is401OfNobody = response.status() === 401 && ASKS_WHO.test(response.url());
    if (response.status() >= 400 && !is401OfNobody) refused.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(`${base}/send`);
  await page.getByLabel("User name").fill("anna");
  await page.getByLabel("Password", { exact: true }).fill("correct-horse-battery");
  await page.keyboard.press("Enter");

  await page.locator(".recipients-pills input").fill("0170 5555555");
  await page.locator(".message-field textarea").fill("From the new address");
  await page.getByRole("button", { name: "Send to +49 170 5555555" }).click();
  // The stream tells of each step.
  await page.locator(".send-batch li").getByText("delivered", { exact: true }).waitFor();

  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Messages" }).click();
  await page.getByRole("option", { name: /From the new address/ }).click();
  await page.waitForURL(`${base}/messages/**/*`);
  const deep = page.url();
  expect(deep).toStartWith(`${base}/messages/`);
  await page.reload();
  await page.getByRole("article").getByText("From the new address").waitFor();
  expect(page.url()).toBe(deep);

  await page.goto(`${base}/messages/sent`);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Save as CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toEndWith(".csv");
  expect(readFileSync(await download.path(), "utf8")).toContain("From the new address");

  await page.getByRole("button", { name: "Account of anna" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByText("You have signed out.").waitFor();
  expect(await context.cookies()).toEqual([]);
  await page.reload();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(refused).toEqual([]);
  expect(problems).toEqual([]);
}

/** The cookies while somebody is signed in. */
async function cookiesOf({ context }: WatchedPage, base: string) {
  const data = { name: "anna", password: "correct-horse-battery" };
  const signedIn = await context.request.post(`${base}/api/v1/sessions`, { data });
  expect(signedIn.status()).toBe(201);
  const cookies = (await context.cookies()).map(({ name, path, secure, httpOnly, sameSite }) => ({
    ...{ name, path, secure, httpOnly, sameSite },
  }));
  await context.clearCookies();
  return cookies;
}

const SAFE = { secure: true, httpOnly: true, sameSite: "Lax" as const };

describe.skipIf(!hasChromium)("the page at other addresses", () => {
  test.skipIf(!hasNginx()).each([
    ["that it hands on", ""],
    ["that it leaves out", "/"],
  ])(
    "behind nginx with TLS, under a sub-path %s",
    async (_, slash) => {
      const port = await freePort();
      const base = `https://127.0.0.1:${port}/sms`;
      await using stage = await startStage({
        args: ["--public-url", `${base}/`, "--trusted-proxies", "127.0.0.1"],
      });
      await using _nginx = await startNginx({ target: `${stage.url}${slash}`, tlsPort: port });
      await using watched = await stage.open({ at: base });
      expect(await cookiesOf(watched, base)).toEqual([{ name: `__Secure-aldis-${port}`, path: "/sms/", ...SAFE }]);
      await visit(watched, base);
    },
    HANG_MS,
  );

  test(
    "with TLS from the gateway itself",
    async () => {
      await using stage = await startStage({ args: ["--tls", "self-signed"] });
      expect(stage.url).toStartWith("https://");
      await using watched = await stage.open();
      expect(await cookiesOf(watched, stage.url)).toEqual([
        { name: `__Host-aldis-${new URL(stage.url).port}`, path: "/", ...SAFE },
      ]);
      await visit(watched, stage.url);
    },
    HANG_MS,
  );
});
