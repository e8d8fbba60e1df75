import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { words } from "../../web/words/en.ts";
import { hasChromium } from "../support/chromium.ts";
import { CALLS, closedPages } from "./closed-pages.ts";
import { speaking, VIEWS } from "./speaking.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;
const GUEST = { name: "guest", password: "a-long-passphrase" };
/** Of the pages, those that are looked at on a telephone, too: in the navigation, in the settings, with two permissions. */
const ON_TELEPHONE: readonly string[] = ["/conversations", "/address-book", "/users", "/settings/network"];

let stage: Stage;
beforeAll(async () => {
  if (hasChromium) stage = await startStage();
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

async function add(user: { name: string; password: string; permissions: string[] }): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await stage.call("/api/v1/users", { method: "POST", headers, body: JSON.stringify(user) });
  expect(answer.status).toBe(201);
}

describe.skipIf(!hasChromium)("who holds nothing but access to the page", () => {
  beforeAll(() => add({ ...GUEST, permissions: ["web"] }), HANG_MS);

  for (const view of VIEWS) {
    test(
      `the other pages are hidden, say what is missing, and their calls are refused: at ${view.width} px, in ${view.language}`,
      async () => {
        const t = speaking(view.language);
        const lacks = (permissions: string) => t("app.notAllowedHelp", { name: GUEST.name, permissions });
        await using watched = await stage.open(view);
        const { page, context } = watched;
        await watched.signIn(GUEST);
        await page.goto("/settings");
        await page.getByRole("heading", { level: 1 }).waitFor();
        const links = page.locator("nav a, main a");
        const shown = await Promise.all((await links.all()).map((link) => link.getAttribute("href")));
        expect(shown).toContain("/developers");

        const all = await closedPages(view.language);
        expect(all.length).toBeGreaterThan(6);
        for (const { path } of all) expect(shown).not.toContain(path);
        const closed = view.width > 390 ? all : all.filter(({ path }) => ON_TELEPHONE.includes(path));
        expect(closed.length).toBeGreaterThanOrEqual(ON_TELEPHONE.length);
        for (const { path, title, missing } of closed) {
          await page.keyboard.press("Control+k");
          await page.getByRole("combobox", { name: t("app.search") }).fill(title);
          await page.getByText(t("palette.nothing")).waitFor();
          await page.keyboard.press("Escape");
          await page.getByRole("dialog").waitFor({ state: "detached" });

          await page.goto(path);
          const main = page.getByRole("main");
          await main.getByText(t("app.notAllowed", { page: title })).waitFor();
          await main.getByText(lacks(missing)).waitFor();

          const [method, route, data] = CALLS[path] ?? ["GET", `: say which call ${path} makes`];
          const answer = await context.request.fetch(`/api/v1${route}`, {
            method,
            ...(data === undefined ? {} : { data }),
          });
          expect([path, answer.status()]).toEqual([path, 403]);
        }
        // A tab of a page that everybody may use.
        await page.goto("/messages/incoming");
        await page.getByText(lacks(t("permission.incoming-messages"))).waitFor();
        expect((await context.request.get("/api/v1/incoming")).status()).toBe(403);
        expect(watched.problems).toEqual([]);
      },
      HANG_MS,
    );
  }
});

test.if(hasChromium)(
  "who may not use the page at all is not let in, and is told so",
  async () => {
    const monitor = { name: "monitor", password: GUEST.password };
    await add({ ...monitor, permissions: ["http-api"] });
    await using watched = await stage.open();
    const { page } = watched;
    await page.goto("/send");
    await page.getByLabel("User name").fill(monitor.name);
    await page.getByLabel("Password", { exact: true }).fill(monitor.password);
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText(words["signIn.noPermission"]).waitFor();
    expect(words["signIn.noPermission"]).toContain(words["permission.web"]);
    const monitorId = (
      (await (await stage.call("/api/v1/users")).json()) as { items: { id: number; name: string }[] }
    ).items.find(({ name }) => name === monitor.name)?.id;
    const change = async (path: string, method: string, body: object) => {
      const headers = { "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json" };
      const init = { method, headers: { ...headers, "if-match": "*" }, body: JSON.stringify(body) };
      expect((await stage.call(`/api/v1/users/${monitorId}${path}`, init)).status).toBe(200);
    };
    await change("/permissions", "PUT", { permissions: ["http-api", "web"] });
    await change("", "PATCH", { networks: ["192.0.2.0/24"] });
    await page.getByLabel("Password", { exact: true }).fill(monitor.password);
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText(words["signIn.forbidden"]).waitFor();
    expect(await page.getByRole("navigation").count()).toBe(0);
    expect(watched.problems.filter((problem) => !/ 403 /.test(problem))).toEqual([]);
  },
  HANG_MS,
);
