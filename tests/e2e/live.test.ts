import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { hasChromium } from "../support/chromium.ts";
import { eventually } from "../support/eventually.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;
/** Of the device: long enough to be looked at. */
const AWAY_MS = 9_000;
const MEMBERS = 50;
/** Of each message on the air, so that one can watch. */
const SLOW_MS = 200;

let stage: Stage;
beforeAll(async () => {
  if (hasChromium) stage = await startStage();
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

async function call<Answer>(method: string, path: string, body: object): Promise<Answer> {
  const headers = { "content-type": "application/json" };
  const answer = await stage.call(`/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as Answer;
}

describe.skipIf(!hasChromium)("what happens while one looks", () => {
  test(
    "a modem is unplugged and plugged in again: Modems, Dashboard and Send say so in words, and so does the navigation, without a reload",
    async () => {
      await using cards = await stage.open();
      await using board = await stage.open({ width: 390, height: 780 });
      await cards.signIn();
      await board.signIn();
      await using desk = await stage.open({}, cards);
      await cards.page.goto("/modems");
      await board.page.goto("/dashboard");
      await desk.page.goto("/send");
      const card = cards.page.getByRole("article", { name: "simulated" });
      const line = board.page.locator(".dashboard-lines li", { hasText: "simulated" });
      await card.getByText("ready", { exact: true }).waitFor();
      await line.getByText("ready", { exact: true }).waitFor();
      await cards.page.getByText("1 of 1 modem is ready.").waitFor();
      await desk.page.getByText("1 modem is ready.").waitFor();
      const marked = /^Dashboard ?!? ?no modem is ready$/;
      const entry = desk.page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: marked });
      const more = board.page.getByRole("button", { name: /^More ?!? ?no modem is ready$/ });
      expect([await entry.count(), await more.count()]).toEqual([0, 0]);
      const loads: string[] = [];
      for (const { page } of [cards, board, desk]) page.on("load", () => loads.push(page.url()));

      await call("POST", "/simulator/faults", { name: "unplug", options: { backMs: AWAY_MS } });
      await Promise.all([
        card.getByText("unplugged", { exact: true }).waitFor(),
        line.getByText("unplugged", { exact: true }).waitFor(),
        cards.page.getByText("0 of 1 modem is ready.").waitFor(),
        // What to do, or what is being done, is a sentence.
        card.locator(".modem-trouble p").first().waitFor(),
        desk.page.getByText("No modem is ready.").waitFor(),
        desk.page.getByRole("main").getByRole("link", { name: "Look at the modems" }).waitFor(),
        entry.waitFor(),
        more.waitFor(),
      ]);
      await Promise.all([
        card.getByText("ready", { exact: true }).waitFor(),
        line.getByText("ready", { exact: true }).waitFor(),
        cards.page.getByText("1 of 1 modem is ready.").waitFor(),
        desk.page.getByText("1 modem is ready.").waitFor(),
        entry.waitFor({ state: "detached" }),
        more.waitFor({ state: "detached" }),
      ]);
      expect(await card.locator(".modem-trouble").count()).toBe(0);
      expect(loads).toEqual([]);
      expect([...cards.problems, ...board.problems, ...desk.problems]).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "pages that show the same modems follow each other without a reload",
    async () => {
      await using watched = await stage.open();
      const { page } = watched;
      await watched.signIn();
      await page.goto("/dashboard");
      await page.getByText("1 of 1 modem ready.").waitFor();
      const navigation = page.getByRole("navigation", { name: "Pages" });
      for (const title of ["Send", "Messages", "Dashboard", "Send", "Settings"]) {
        await navigation.getByRole("link", { name: title, exact: true }).click();
        await page.getByRole("heading", { level: 1 }).waitFor();
        if (title === "Send") await page.getByText("1 modem is ready.").waitFor();
      }
      await page.getByRole("main").getByRole("link", { name: "Modems" }).click();
      await page.getByText("1 of 1 modem is ready.").waitFor();
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "to a group of 50: one watches the progress, closes the tab, and finds it again",
    async () => {
      const contacts: number[] = [];
      for (let at = 0; at < MEMBERS; at++) {
        const number = `+4917055${String(at).padStart(5, "0")}`;
        contacts.push((await call<{ id: number }>("POST", "/contacts", { name: `Person ${at + 1}`, number })).id);
      }
      const group = await call<{ id: number }>("POST", "/groups", { name: "Fire brigade" });
      await call("POST", `/groups/${group.id}/members`, { contacts });
      await call("PATCH", "/simulator/state", { latencyMs: SLOW_MS });
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto("/send");
      await page.locator(".recipients-pills input").fill("Fire");
      await page.getByRole("option", { name: /Fire brigade/ }).click();
      await page.locator(".message-field textarea").fill("The siren is tested.");
      await page.getByRole("button", { name: "Send to 50 people" }).click();

      const sentIn = async (of: typeof page) => {
        const words = await of.locator(".send-batch [role=status]").textContent();
        return Number(/^(\d+) of 50 sent/.exec(words ?? "")?.[1]);
      };
      await page.locator(".send-batch").waitFor();
      const first = await eventually("some to be sent", async () => (await sentIn(page)) || undefined);
      await eventually("more to be sent", async () => (await sentIn(page)) > first);
      expect(await sentIn(page)).toBeLessThan(MEMBERS);
      await page.close();

      const again = await watched.context.newPage();
      const errors: string[] = [];
      again.on("pageerror", ({ message }) => errors.push(message));
      await again.goto("/send");
      await again.locator(".send-batch").getByText("The siren is tested.").waitFor();
      await again.locator(".send-batch").getByText("50 of 50 sent").waitFor();
      const delivered = again.locator(".send-batch li", { hasText: "delivered" });
      await eventually("all reports", async () => (await delivered.count()) === MEMBERS);
      expect(await again.locator(".message-field textarea").inputValue()).toBe("");
      expect([...errors, ...watched.problems]).toEqual([]);
    },
    HANG_MS,
  );
});
