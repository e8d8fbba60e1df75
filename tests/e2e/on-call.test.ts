import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { hasChromium } from "../support/chromium.ts";
import { addGroup, read } from "./roster.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;

let stage: Stage;
beforeAll(async () => {
  if (hasChromium) stage = await startStage();
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

/** A week far ahead: a Monday, without a change of the clock. */
const MONDAY = "2030-01-07";
const WEEK = `from=${MONDAY}T00:00:00Z&until=2030-01-14T00:00:00Z`;
const SHIFTS = [
  { who: 0, days: ["tue"], from: "08:00", to: "16:00" },
  { who: 1, days: ["wed"], from: "08:00", to: "16:00" },
  { who: 1, days: ["fri"], from: "22:00", to: "06:00" },
];

/** `Anna Tue`, of the duties of the week. */
async function week(id: number, asked = WEEK): Promise<string[]> {
  const { duties } = await read<{ duties: { name: string; from: string }[] }>(stage, `/groups/${id}/on-call?${asked}`);
  return duties.map(({ name, from }) => `${name} ${from.slice(8, 10)}`);
}

describe.skipIf(!hasChromium)("on call", () => {
  test(
    "a shift dropped on another's is swapped for its date, seen elsewhere without a reload, and taken back",
    async () => {
      const { id } = await addGroup(stage, "swaps", { members: ["Anna", "Ben"], shifts: SHIFTS });
      await using watched = await stage.open();
      await watched.signIn();
      await using other = await stage.open();
      await other.signIn();
      const { page } = watched;
      for (const each of [page, other.page]) {
        await each.goto(`/on-call?group=${id}&week=${MONDAY}`);
        await each.getByRole("button", { name: "Anna, Tue 08:00–16:00", exact: true }).waitFor();
      }
      // A night is on both of its days.
      expect(await page.getByRole("button", { name: "Ben, Fri 22:00–Sat 06:00" }).count()).toBe(2);
      await page.getByText("Nobody Tue 16:00–Wed 08:00").waitFor();

      const anna = page.getByRole("button", { name: "Anna, Tue 08:00–16:00", exact: true });
      await anna.dragTo(page.getByRole("button", { name: "Ben, Wed 08:00–16:00", exact: true }));
      await page.getByText("Anna and Ben swapped Tue 08:00–16:00").waitFor();
      expect(await week(id)).toEqual(["Ben 08", "Anna 09", "Ben 11"]);
      await page.getByRole("button", { name: "Ben, Tue 08:00–16:00, not as in the schedule" }).waitFor();
      await other.page.getByRole("button", { name: "Ben, Tue 08:00–16:00, not as in the schedule" }).waitFor();
      expect(await week(id, "from=2030-01-14T00:00:00Z&until=2030-01-17T00:00:00Z")).toEqual(["Anna 15", "Ben 16"]);

      await page.getByRole("button", { name: "Undo" }).click();
      await anna.waitFor();
      await other.page.getByRole("button", { name: "Anna, Tue 08:00–16:00", exact: true }).waitFor();
      expect(await week(id)).toEqual(["Anna 08", "Ben 09", "Ben 11"]);

      await page.getByRole("button", { name: "Next week" }).click();
      await page.waitForURL(/week=2030-01-14/);
      await page.getByRole("button", { name: "Today" }).click();
      await page.waitForURL((url) => !url.searchParams.has("week"));
      expect([...watched.problems, ...other.problems]).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "by keyboard: the menu of a block, taking over, and the weekly shift",
    async () => {
      const { id } = await addGroup(stage, "keys", { members: ["Anna", "Ben", "Carl"], shifts: SHIFTS.slice(0, 1) });
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto(`/on-call?group=${id}&week=${MONDAY}`);
      await page.getByRole("button", { name: "Anna, Tue 08:00–16:00", exact: true }).focus();
      await page.keyboard.press("Enter");
      const item = page.getByRole("menuitem", { name: "Taken over by …" });
      await item.waitFor();
      await item.press("Enter");
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Carl" }).press("Enter");
      await page.getByText("Carl is on call Tue 08:00–16:00").waitFor();
      expect(await week(id)).toEqual(["Carl 08"]);
      await page.getByRole("button", { name: "Carl, Tue 08:00–16:00, not as in the schedule" }).press("Enter");
      await page.getByRole("menuitem", { name: "As in the schedule again" }).press("Enter");
      const anna = page.getByRole("button", { name: "Anna, Tue 08:00–16:00", exact: true });
      await anna.press("Enter");
      await page.getByRole("menuitem", { name: "Change the weekly shift" }).press("Enter");
      await dialog.getByLabel("Until").fill("12:00");
      await dialog.getByText("Thu", { exact: true }).click();
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.getByText("The shift of Anna is saved").waitFor();
      await page.getByRole("button", { name: "Anna, Thu 08:00–12:00", exact: true }).waitFor();
      expect(await week(id)).toEqual(["Anna 08", "Anna 10"]);

      await page.getByText("Nobody Mon 00:00–Tue 08:00").waitFor();
      await page.getByRole("button", { name: "Put somebody on call" }).first().click();
      await dialog
        .getByRole("combobox", { name: "Who" })
        .or(dialog.getByLabel("Who", { exact: true }))
        .first()
        .fill("Ben");
      await page.getByRole("option", { name: "Ben" }).click();
      await dialog.getByRole("button", { name: "Put on call" }).click();
      await page.getByText("Ben is on call Mon 00:00–Tue 08:00").waitFor();
      expect(await week(id)).toEqual(["Ben 06", "Anna 08", "Anna 10"]);
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "on a telephone, in German: swapped by the menu",
    async () => {
      const { id } = await addGroup(stage, "telefon", { members: ["Anna", "Ben"], shifts: SHIFTS });
      await using watched = await stage.open({ width: 390, language: "de" });
      await watched.signIn();
      const { page } = watched;
      await page.goto(`/on-call?group=${id}&week=${MONDAY}`);
      await page.getByRole("button", { name: /^Anna hat Di/ }).click();
      await page.getByRole("menuitem", { name: "Tauschen mit …" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("Nur dieses eine Mal; danach gilt wieder der Plan.").waitFor();
      await dialog.getByRole("button", { name: /^Ben.*9\. Jan.*Mi/ }).click();
      await page.getByText(/^Anna und Ben haben Di.* getauscht/).waitFor();
      expect(await week(id)).toEqual(["Ben 08", "Anna 09", "Ben 11"]);
      await page.getByRole("button", { name: /^Ben hat Di.*abweichend vom Plan/ }).waitFor();
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "another zone is named, and who may not manage contacts only looks",
    async () => {
      const { id } = await addGroup(stage, "abroad", {
        members: ["Anna", "Ben"],
        shifts: SHIFTS,
        timeZone: "America/New_York",
      });
      const password = "a-long-passphrase";
      await stage.call("/api/v1/users", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: "looker", password, permissions: ["web", "groups"] }),
      });
      await using watched = await stage.open();
      await watched.signIn({ name: "looker", password });
      const { page } = watched;
      await page.goto(`/on-call?group=${id}&week=${MONDAY}`);
      await page.getByText("By the clock of America/New_York").waitFor();
      await page.getByText(/You can look, and change nothing here/).waitFor();
      await page.getByRole("button", { name: "Anna, Tue 08:00–16:00", exact: true }).click();
      await page.getByRole("menuitem", { name: "Show Anna" }).waitFor();
      expect(await page.getByRole("menuitem").count()).toBe(1);
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );
});
