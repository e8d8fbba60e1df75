import { expect, test } from "bun:test";
import { hasChromium } from "../support/chromium.ts";
import { send } from "./roster.ts";
import { speaking, VIEWS } from "./speaking.ts";
import { startStage } from "./support.ts";

const HANG_MS = 180_000;
const [, TELEPHONE] = VIEWS;

test.if(hasChromium)(
  "on a telephone, in German: “Auswählen” shows marks, a tap on a row sets its mark, and the marked are cancelled at once",
  async () => {
    const t = speaking(TELEPHONE.language);
    await using stage = await startStage();
    const sendAt = new Date(Date.now() + 24 * 3_600_000).toISOString();
    for (const text of ["Batch one", "Batch two", "Batch three"])
      await send(stage, "/messages", "POST", { to: "+491701234568", text, sendAt });
    await using watched = await stage.open(TELEPHONE);
    await watched.signIn();
    const { page } = watched;
    const row = (text: string) => page.getByRole("option").filter({ hasText: text });
    await page.goto("/messages/queue");
    await row("Batch one").waitFor();

    const select = page.getByRole("button", { name: t("parts.list.select"), exact: true });
    const isPressed = (value: boolean) => page.locator(`.list-select[aria-pressed="${value}"]`).waitFor();
    await isPressed(false);
    expect(await page.locator(".list-row .list-mark").count()).toBe(0);
    await select.click();
    await isPressed(true);
    expect(await page.locator(".list-row .list-mark").count()).toBe(3);
    // Once more: a tap opens again.
    await select.click();
    await isPressed(false);
    await row("Batch three").click();
    await page.waitForURL(/\/queue\/\d+$/);
    await page.keyboard.press("Escape");
    await page.waitForURL(/\/queue$/);

    await select.click();
    for (const text of ["Batch one", "Batch two"]) await row(text).click();
    expect(new URL(page.url()).pathname).toBe("/messages/queue");
    expect(await page.getByRole("option", { selected: true }).count()).toBe(2);
    const bar = page.getByRole("toolbar", { name: t("parts.list.bulk") });
    await bar.getByText(t("parts.list.selected", { count: 2 })).waitFor();
    const cancel = t("messages.do.cancel", { count: 2 });
    await bar.getByRole("button", { name: cancel }).click();
    await page.getByRole("dialog").getByRole("button", { name: cancel }).click();
    await page.getByText(t("messages.done.cancel", { count: 2 })).waitFor();
    await row("Batch one").waitFor({ state: "detached" });
    expect(await page.getByRole("option").count()).toBe(1);
    await row("Batch three").waitFor();
    expect(watched.problems).toEqual([]);
  },
  HANG_MS,
);
