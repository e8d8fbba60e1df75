import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { hasChromium } from "../support/chromium.ts";
import { eventually } from "../support/eventually.ts";
import { startTestProvider, type TestProvider } from "../support/oidc-provider.ts";
import { type Stage, startStage, type WatchedPage } from "./support.ts";

const HANG_MS = 180_000;
const SIGN_IN = "Sign in with single sign-on";

let provider: TestProvider;
let stage: Stage;
beforeAll(async () => {
  if (!hasChromium) return;
  provider = await startTestProvider();
  const client = ["--oidc-issuer", provider.issuer, "--oidc-client-id", "aldis", "--oidc-client-secret", "the-secret"];
  const users = ["--oidc-groups", "admins=administrator", "--oidc-create-users", "on"];
  stage = await startStage({ args: [...client, ...users] });
  await provider.serve(`${stage.url}/api/v1/single-sign-on/callback`);
  await provider.next({ account: "berta", groups: ["admins"] });
}, HANG_MS);
afterAll(async () => {
  await stage?.[Symbol.asyncDispose]();
  await provider?.[Symbol.asyncDispose]();
});

/** The sign-in is the only thing that leaves the gateway. */
const unexpected = ({ problems }: WatchedPage) =>
  problems.filter((problem) => !problem.startsWith(`asked another origin: ${provider.issuer}/`));

/** Ends the session of this browser, without the page's knowing. What the page still asks would be refused. */
async function endSession({ context, rest }: WatchedPage): Promise<void> {
  await rest();
  expect((await context.request.delete("/api/v1/sessions/current")).status()).toBe(204);
}

const button = (page: Page) => page.getByRole("button", { name: SIGN_IN });

describe.skipIf(!hasChromium)("single sign-on", () => {
  test(
    "leads back to the path that one came from; after the session has ended elsewhere a window beside signs in again, and what was typed is still there",
    async () => {
      await using watched = await stage.open();
      const { page, context } = watched;
      await page.goto("/groups?q=night");
      await button(page).click();
      await page.getByRole("heading", { level: 1, name: "Groups" }).waitFor();
      expect(page.url()).toBe(`${stage.url}/groups?q=night`);

      await page.goto("/users/new");
      const name = page.getByRole("dialog").getByLabel("Name");
      await name.fill("apiuser");
      await endSession(watched);
      await page.getByText("Your session has ended. Sign in to go on where you were.").waitFor();
      const [beside] = await Promise.all([context.waitForEvent("page"), button(page).click()]);
      await name.waitFor();
      expect(await name.inputValue()).toBe("apiuser");
      await eventually("the window beside to be closed", async () => beside.isClosed());
      expect(page.url()).toBe(`${stage.url}/users/new`);
      expect(await page.getByText("Account of berta").or(page.getByLabel("Account of berta")).count()).toBe(1);
      expect(unexpected(watched)).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "goes on in the same window where the browser opens none",
    async () => {
      await using watched = await stage.open({ width: 390, height: 780 });
      const { page } = watched;
      await page.addInitScript("window.open = () => null");
      await page.goto("/opt-outs");
      await button(page).click();
      await page.getByRole("heading", { level: 1, name: "Opt-outs" }).waitFor();
      await endSession(watched);
      await page.getByText("Your session has ended.").waitFor();
      await button(page).click();
      await page.getByRole("heading", { level: 1, name: "Opt-outs" }).waitFor();
      expect(page.url()).toBe(`${stage.url}/opt-outs`);
      expect(unexpected(watched)).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "says why a window beside signs nobody in, and leaves the page that waits as it is",
    async () => {
      await using watched = await stage.open();
      const { page, context } = watched;
      await watched.signIn();
      await page.goto("/users/new");
      const name = page.getByRole("dialog").getByLabel("Name");
      await name.fill("apiuser");
      await endSession(watched);
      await provider.next({ account: "carl", groups: ["strangers"] });
      await button(page).waitFor();
      const [beside] = await Promise.all([context.waitForEvent("page"), button(page).click()]);
      await beside.getByRole("alert").getByText("You are not a user here.").waitFor();
      await beside.close();
      await button(page).waitFor();

      await page.locator(".sign-in").getByLabel("User name").fill("anna");
      await page.locator(".sign-in").getByLabel("Password", { exact: true }).fill("correct-horse-battery");
      await page.keyboard.press("Enter");
      await name.waitFor();
      expect(await name.inputValue()).toBe("apiuser");
      expect(unexpected(watched)).toEqual([]);
    },
    HANG_MS,
  );
});
