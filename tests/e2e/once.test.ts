import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page, Route } from "playwright-core";
import { hasChromium } from "../support/chromium.ts";
import { eventually } from "../support/eventually.ts";
import { type Stage, startStage, type WatchedPage } from "./support.ts";

/** What is pressed twice is done once, and what got no answer is not said to be undone. */

const HANG_MS = 180_000;
const BEN = "+491701234568";
const TOMORROW = () => new Date(Date.now() + 24 * 3_600_000).toISOString();

let stage: Stage;
beforeAll(async () => {
  if (hasChromium) stage = await startStage();
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

interface Sent {
  to: string;
  text: string;
}
const sent = async (query: string) =>
  ((await (await stage.call(`/api/v1/messages?${query}`)).json()) as { items: Sent[] }).items;

/** A message that was cancelled before it was sent. Gives its ID. */
async function cancelled(message: string): Promise<number> {
  const body = JSON.stringify({ to: BEN, text: message, sendAt: TOMORROW() });
  const headers = { "content-type": "application/json" };
  const answer = await stage.call("/api/v1/messages", { method: "POST", headers, body });
  const { messages } = (await answer.json()) as { messages: { id: number }[] };
  const id = messages[0]?.id ?? 0;
  expect((await stage.call(`/api/v1/messages/${id}/cancel`, { method: "POST" })).status).toBe(200);
  return id;
}

const recipients = (page: Page) => page.locator(".recipients-pills input");
const text = (page: Page) => page.locator(".message-field textarea");
const submit = (page: Page) => page.locator(".send-form button[type=submit]");

describe.skipIf(!hasChromium)("sending again", () => {
  let watched: WatchedPage;
  let page: Page;
  beforeAll(async () => {
    watched = await stage.open();
    page = watched.page;
    await watched.signIn();
  }, HANG_MS);
  afterAll(() => watched?.[Symbol.asyncDispose]());
  const mark = (wanted: string) => page.getByRole("option").filter({ hasText: wanted }).locator(".list-mark").click();
  const dialog = () => page.getByRole("dialog");

  test(
    "sending again while the answer is slow, and again after it got lost, makes one copy",
    async () => {
      const id = await cancelled("Once only");
      await page.goto(`/messages/sent/${id}`);
      const keys: (string | undefined)[] = [];
      const held = Promise.withResolvers<void>();
      await page.route("**/resend", async (route) => {
        keys.push(route.request().headers()["idempotency-key"]);
        if (keys.length > 1) return route.continue();
        await route.fetch();
        await held.promise;
        return route.abort();
      });
      const again = page.getByRole("button", { name: "Send again" });
      await again.dblclick();
      expect(await again.isDisabled()).toBe(true);
      held.resolve();
      const told = page.getByRole("alert").filter({ hasText: "The outcome is not known" });
      await told.getByText("It is not known whether this was done").waitFor();
      await again.click();
      await page.waitForURL(/\/messages\/queue\/\d+/);
      await page.unroute("**/resend");
      expect(keys).toHaveLength(2);
      expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
      expect(keys[1]).toBe(keys[0]);
      expect(await sent("q=Once+only")).toHaveLength(2);
    },
    HANG_MS,
  );

  test(
    "many are sent again with one key for each step, and the same when the answer got lost",
    async () => {
      for (const each of ["Again one", "Again two"]) await cancelled(each);
      await page.goto("/messages/sent?q=Again");
      const keys: (string | undefined)[] = [];
      await page.route("**/api/v1/messages/bulk", async (route) => {
        keys.push(route.request().headers()["idempotency-key"]);
        if (keys.length > 1) return route.continue();
        await route.fetch();
        return route.fulfill({ status: 200, contentType: "text/html", body: "<p>from a proxy</p>" });
      });
      for (const each of ["Again one", "Again two"]) await mark(each);
      await page.getByRole("toolbar").getByRole("button", { name: "Send 2 messages again" }).click();
      const confirm = dialog().getByRole("button", { name: "Send 2 messages again" });
      await confirm.click();
      await dialog().getByText("It is not known whether this was done").waitFor();
      await confirm.click();
      await dialog().waitFor({ state: "detached" });
      await page.unroute("**/api/v1/messages/bulk");
      expect(keys).toHaveLength(2);
      expect(keys[0]).toMatch(/^[0-9a-f]{32}-0$/);
      expect(keys[1]).toBe(keys[0]);
      expect(await sent("q=Again")).toHaveLength(4);
    },
    HANG_MS,
  );
});

test.skipIf(!hasChromium)(
  "Enter twice while the answer is slow sends one message",
  async () => {
    await using phone = await stage.open();
    await phone.signIn();
    await phone.page.goto("/simulator?number=%2B491701234599");
    const handset = phone.page.getByRole("region", { name: "Handset +49 170 1234599" });
    let calls = 0;
    const held = Promise.withResolvers<void>();
    await phone.page.route("**/api/v1/simulator/messages?*", async (route) => {
      calls += 1;
      await held.promise;
      return route.continue();
    });
    await handset.getByRole("textbox").fill("Just once");
    await phone.page.keyboard.press("Enter");
    await phone.page.keyboard.press("Enter");
    held.resolve();
    await handset.getByRole("log").getByText("Just once").waitFor();
    await eventually("the field to be empty", async () => (await handset.getByRole("textbox").inputValue()) === "");
    expect(calls).toBe(1);
    expect(phone.problems).toEqual([]);
  },
  HANG_MS,
);

/** How an answer gets lost although the message was taken. */
const LOST: readonly [string, (route: Route) => Promise<void>][] = [
  ["the connection breaks", (route) => route.abort()],
  ["502 of a proxy", (route) => route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" })],
  ["200 with HTML", (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<p>Sign in</p>" })],
  ["202 with nothing", (route) => route.fulfill({ status: 202, body: "" })],
];

describe.skipIf(!hasChromium)("an answer that gets lost", () => {
  /** Opens the page with a message whose first answer gets lost after the gateway took it. */
  async function lose(message: string, lost: (route: Route) => Promise<void>) {
    const watched = await stage.open();
    const { page } = watched;
    await watched.signIn();
    await page.goto("/send");
    let isFirst = true;
    await page.route("**/api/v1/messages", async (route) => {
      if (route.request().method() !== "POST" || !isFirst) return route.continue();
      isFirst = false;
      await route.fetch();
      return lost(route);
    });
    await recipients(page).fill("0170 9999999");
    await text(page).fill(message);
    await submit(page).click();
    await page.getByRole("alert").getByText("It is not known whether it was sent").waitFor();
    return watched;
  }

  test.each([...LOST])(
    "%s: nobody says that nothing was sent, and sending it again sends nothing twice",
    async (how, lost) => {
      const message = `Lost: ${how}`;
      await using watched = await lose(message, lost);
      const { page } = watched;
      expect(await page.getByText("Nothing was sent").count()).toBe(0);
      await page.getByText("Send it again unchanged").waitFor();
      await submit(page).click();
      await page.locator(".send-batch").getByText(message).waitFor();
      expect(await sent(`q=${encodeURIComponent(message)}`)).toHaveLength(1);
    },
    HANG_MS,
  );

  test(
    "what is changed after that is sent after a question, also when the page was loaded again",
    async () => {
      await using watched = await lose("Perhaps gone", (route) => route.abort());
      const { page } = watched;
      await page.reload();
      await page.getByRole("alert").getByText("It is not known whether it was sent").waitFor();
      await text(page).fill("Perhaps gone, changed");
      await page.getByText("before you changed it").waitFor();
      await submit(page).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("it may have gone out").waitFor();
      expect(await sent("q=changed")).toHaveLength(0);
      await dialog.getByRole("button", { name: "Send it too" }).click();
      await page.locator(".send-batch").getByText("Perhaps gone, changed").waitFor();
      expect(await sent("q=Perhaps")).toHaveLength(2);
      expect(await page.getByText("It is not known").count()).toBe(0);
    },
    HANG_MS,
  );
});

test.skipIf(!hasChromium)(
  "two tabs are two forms: the second begins with what was written last, and then each has its own",
  async () => {
    await using one = await stage.open();
    await one.signIn();
    await one.page.goto("/send");
    await recipients(one.page).fill("0170 1111111");
    await text(one.page).fill("To the first");
    await using two = await stage.open({}, one);
    await two.page.goto("/send");
    expect(await text(two.page).inputValue()).toBe("To the first");
    await two.page.getByRole("button", { name: "Remove +49 170 1111111" }).click();
    await recipients(two.page).fill("0170 2222222");
    await text(two.page).fill("To the second");
    await two.page.locator(".recipient", { hasText: "+49 170 2222222" }).waitFor();
    expect(await text(one.page).inputValue()).toBe("To the first");
    await text(one.page).fill("To the first alone");
    expect(await text(two.page).inputValue()).toBe("To the second");
    for (const { page } of [one, two]) {
      await page.reload();
      await submit(page).click();
      await page.locator(".send-batch").waitFor();
    }
    expect(await sent("q=first+alone")).toMatchObject([{ to: "+491701111111", text: "To the first alone" }]);
    expect(await sent("q=To+the+second")).toMatchObject([{ to: "+491702222222", text: "To the second" }]);
    expect([...one.problems, ...two.problems]).toEqual([]);
  },
  HANG_MS,
);
