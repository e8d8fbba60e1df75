import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { hasChromium } from "../support/chromium.ts";
import { eventually } from "../support/eventually.ts";
import { send as sendTo } from "./roster.ts";
import { speaking, VIEWS } from "./speaking.ts";
import { type Stage, startStage, type WatchedPage } from "./support.ts";

const HANG_MS = 180_000;
const ANNA = "+491701234567";
const BEN = "+491701234568";
const TOMORROW = () => new Date(Date.now() + 24 * 3_600_000).toISOString();

describe.skipIf(!hasChromium)("the page Messages", () => {
  let stage: Stage;
  let watched: WatchedPage;
  let page: Page;
  beforeAll(async () => {
    stage = await startStage();
    await post("/contacts", { name: "Anna Berg", number: ANNA });
    watched = await stage.open();
    page = watched.page;
    page.setDefaultTimeout(15_000);
    await watched.signIn();
  }, HANG_MS);
  afterAll(async () => {
    await watched?.[Symbol.asyncDispose]();
    await stage?.[Symbol.asyncDispose]();
  });

  async function post(path: string, body: object): Promise<{ messages?: { id: number }[] }> {
    return (await (await sendTo(stage, path, "POST", body)).json()) as { messages?: { id: number }[] };
  }

  /** Sends and gives the ID. */
  async function send(to: string, text: string, rest: object = {}): Promise<number> {
    return (await post("/messages", { to, text, ...rest })).messages?.[0]?.id ?? 0;
  }

  const stateOf = async (id: number) =>
    ((await (await stage.call(`/api/v1/messages/${id}`)).json()) as { state: string }).state;
  const becomes = (id: number, state: string) =>
    eventually(`message ${id} to be ${state}`, async () => (await stateOf(id)) === state, 30_000);
  const row = (text: string) => page.getByRole("option").filter({ hasText: text });
  const mark = (text: string) => row(text).locator(".list-mark").click();
  const bar = () => page.getByRole("toolbar");
  const dialog = () => page.getByRole("dialog");

  test(
    "a row shows name, text and state, and changes while one looks",
    async () => {
      await page.goto("/messages/sent");
      await page.getByText("What was sent will be here").waitFor();
      const id = await send(ANNA, "Pump 4 stands still");
      await row("Pump 4").filter({ hasText: "Anna Berg" }).waitFor();
      await becomes(id, "delivered");
      await row("Pump 4").filter({ hasText: "delivered" }).waitFor();
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "the detail has an address of its own, and tells the story in words",
    async () => {
      const id = await send("+4917055501021", "To a barred number");
      await becomes(id, "failed");
      await page.goto(`/messages/sent/${id}`);
      await page
        .getByRole("status")
        .filter({ hasText: /^Not sent: the network refused it; .* \(CMS 21\)/ })
        .waitFor();
      expect(await page.title()).toStartWith("Message to +49 170");
      await page.locator(".timeline-line").getByRole("button", { name: "Details" }).first().click();
      await page
        .getByText(/CMS ERROR: 21/)
        .first()
        .waitFor();
      await page.keyboard.press("Escape");
      await page.waitForURL(/\/messages\/sent$/);
    },
    HANG_MS,
  );

  test(
    "search and filters narrow the list, stand in the address, and survive a reload",
    async () => {
      await page.goto("/messages/sent");
      await page.getByRole("searchbox").fill("barred");
      await page.waitForURL(/\?q=barred$/);
      await eventually("one row", async () => (await page.getByRole("option").count()) === 1);
      await page.getByRole("searchbox").fill("");
      await page.waitForURL(/\/sent$/);
      await page.getByRole("button", { name: "State" }).click();
      await page.getByRole("menuitemcheckbox", { name: "delivered", exact: true }).click();
      await page.waitForURL(/state=delivered/);
      await row("barred").waitFor({ state: "detached" });
      await page.reload();
      await row("Pump 4").waitFor();
      expect(await row("barred").count()).toBe(0);
      await page.goto("/messages/sent?since=2020-01-01&until=2020-12-31");
      await page.getByText("No message fits").waitFor();
      await page.getByRole("button", { name: "Show all" }).click();
      await row("Pump 4").waitFor();
    },
    HANG_MS,
  );

  for (const view of VIEWS) {
    describe(`at ${view.width} px, in ${view.language}`, () => {
      const t = speaking(view.language);
      const textOf = (what: string) => `${what} at ${view.width}`;
      let wide: WatchedPage;
      beforeAll(async () => {
        wide = watched;
        watched = await stage.open(view);
        page = watched.page;
        await watched.signIn();
      }, HANG_MS);
      afterAll(async () => {
        const { problems } = watched;
        await watched[Symbol.asyncDispose]();
        watched = wide;
        page = wide.page;
        expect(problems.filter((problem) => !/ (409|412) /.test(problem))).toEqual([]);
      });

      test(
        "what waits is changed and cancelled; what came too late says so",
        async () => {
          const id = await send(BEN, textOf("Meeting"), { sendAt: TOMORROW() });
          await page.goto(`/messages/queue/${id}`);
          await page.getByRole("button", { name: t("messages.edit"), exact: true }).click();
          await dialog()
            .getByRole("textbox", { name: t("messages.text") })
            .fill(textOf("Later meeting"));
          await dialog()
            .getByRole("button", { name: t("common.save") })
            .click();
          await page.getByRole("article").getByText(textOf("Later meeting")).first().waitFor();
          if (view.width > 390) await row(textOf("Later meeting")).waitFor();
          await page.getByRole("button", { name: t("messages.cancelOne") }).click();
          await stage.call(`/api/v1/messages/${id}/cancel`, { method: "POST" });
          await dialog()
            .getByRole("button", { name: t("messages.do.cancel", { count: 1 }) })
            .click();
          await dialog()
            .getByText(t("messages.tooLate", { state: t("parts.state.cancelled") }))
            .waitFor();
          await dialog()
            .getByRole("button", { name: t("common.cancel"), exact: true })
            .click();
          await row(textOf("Later meeting")).waitFor({ state: "detached" });
        },
        HANG_MS,
      );

      test(
        "what was cancelled is searched, sent again, and its copy is opened",
        async () => {
          await page.goto("/messages/sent?state=cancelled");
          await page.getByRole("searchbox").fill(textOf("Later meeting"));
          await page.waitForURL(/q=Later/);
          await eventually("one row", async () => (await page.getByRole("option").count()) === 1);
          await row(textOf("Later meeting")).click();
          await page.getByRole("button", { name: t("messages.sendAgain") }).click();
          await page.waitForURL(/\/messages\/queue\/\d+/);
          const [before = "", after = ""] = t("messages.story.copy", { id: "|" }).split("|");
          await page.getByText(before).filter({ hasText: after.trim() }).first().waitFor();
        },
        HANG_MS,
      );
    });
  }

  test(
    "many are cancelled and deleted at once, after a question",
    async () => {
      const ids = [];
      for (const text of ["Batch one", "Batch two", "Batch three"])
        ids.push(await send(BEN, text, { sendAt: TOMORROW() }));
      await page.goto("/messages/queue");
      for (const text of ["Batch one", "Batch two"]) await mark(text);
      await bar().getByRole("button", { name: "Cancel 2 messages" }).click();
      await dialog().getByRole("button", { name: "Cancel 2 messages" }).click();
      await page.getByText("2 messages were cancelled.").waitFor();
      await row("Batch one").waitFor({ state: "detached" });
      await mark("Batch three");
      await bar().getByRole("button", { name: "Delete 1 message" }).click();
      await dialog().getByText("for good").waitFor();
      await dialog().getByRole("button", { name: "Delete 1 message" }).click();
      await row("Batch three").waitFor({ state: "detached" });
      expect((await stage.call(`/api/v1/messages/${ids[2]}`)).status).toBe(404);
    },
    HANG_MS,
  );

  test(
    "what comes in while one reads waits behind a bar",
    async () => {
      for (let at = 0; at < 40; at++) await send(BEN, `Filling ${at}`, { sendAt: TOMORROW() });
      await page.goto("/messages/queue");
      await row("Filling 39").waitFor();
      await page.locator(".list-scroller").evaluate((list) => list.scrollTo(0, 400));
      const first = await page.getByRole("option").nth(14).textContent();
      await send(BEN, "New one", { sendAt: TOMORROW() });
      await page.getByRole("button", { name: "1 new" }).waitFor();
      expect(await row("New one").count()).toBe(0);
      expect(await page.getByRole("option").nth(14).textContent()).toBe(first);
      await page.getByRole("button", { name: "1 new" }).click();
      await row("New one").waitFor();
    },
    HANG_MS,
  );

  test(
    "the oldest are one click away",
    async () => {
      await page.goto("/messages/sent");
      await page.getByRole("button", { name: "To the oldest" }).click();
      await page.waitForURL(/order=oldest/);
      await eventually("the first message on top", async () =>
        ((await page.getByRole("option").first().textContent()) ?? "").includes("Pump 4"),
      );
    },
    HANG_MS,
  );

  test(
    "what came in is read, noted and answered",
    async () => {
      await post("/simulator/messages", { from: ANNA, text: "On my way" });
      await page.goto("/messages/incoming");
      await page.getByRole("link", { name: "1 message is not read." }).waitFor();
      await row("On my way").filter({ hasText: "not read" }).waitFor();
      await mark("On my way");
      await bar().getByRole("button", { name: "Mark 1 as read" }).click();
      await page.getByText("All messages are read.").waitFor();
      await page.getByRole("button", { name: "Kind" }).click();
      await page.getByRole("menuitemcheckbox", { name: "Call", exact: true }).click();
      await page.waitForURL(/kind=call/);
      await page.getByText("No message fits").waitFor();
      await page.getByRole("menuitemcheckbox", { name: "Text", exact: true }).click();
      await page.keyboard.press("Escape");
      await row("On my way").click();
      await page.getByRole("textbox", { name: "Note" }).fill("Called back");
      await page.getByRole("button", { name: "Save the note" }).click();
      await page.getByText("The note was saved.").waitFor();

      // What somebody else notes is shown, but never in place of what is being written.
      const note = page.getByRole("textbox", { name: "Note" });
      const noteIs = (text: string) => eventually(`the note ${text}`, async () => (await note.inputValue()) === text);
      const at = `/api/v1/incoming/${new URL(page.url()).pathname.split("/").at(-1)}`;
      const stored = async () => ((await (await stage.call(at)).json()) as { note?: string }).note;
      const noteElsewhere = async (body: object) => {
        const headers = { "content-type": "application/json" };
        expect((await stage.call(at, { method: "PATCH", headers, body: JSON.stringify(body) })).status).toBe(200);
      };
      await noteElsewhere({ note: "Ben drives there" });
      await noteIs("Ben drives there");
      await note.fill("Called back, nobody there");
      await noteElsewhere({ note: "Ben is there" });
      await page.getByRole("button", { name: "Save the note" }).click();
      await page.getByText("Somebody else has changed this to “Ben is there” in the meantime.").waitFor();
      expect(await note.inputValue()).toBe("Called back, nobody there");
      expect(await stored()).toBe("Ben is there");
      // Another change of the message is no reason to ask.
      await noteElsewhere({ read: false });
      await page.getByRole("button", { name: "Save the note" }).click();
      await eventually("the note to be stored", async () => (await stored()) === "Called back, nobody there");
      expect(await page.getByRole("link", { name: "Answer" }).getAttribute("href")).toBe(
        "/conversations/%2B491701234567",
      );
    },
    HANG_MS,
  );

  test(
    "what is filtered is saved as a file",
    async () => {
      await page.goto("/messages/sent?state=failed");
      await row("barred").waitFor();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: "Save as CSV" }).click(),
      ]);
      const lines = readFileSync(await download.path(), "utf8")
        .trimEnd()
        .split("\r\n");
      expect(lines).toHaveLength(2);
      expect(lines[1]).toContain("To a barred number;failed;sms;");
    },
    HANG_MS,
  );

  test("nothing went wrong in the console on the way", () => {
    expect(watched.problems.filter((problem) => !/ (409|412) /.test(problem))).toEqual([]);
  });
});
