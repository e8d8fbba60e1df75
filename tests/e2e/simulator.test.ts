import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { hasChromium } from "../support/chromium.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;
const ANNA = "+491701234567";

let stage: Stage;
beforeAll(async () => {
  if (!hasChromium) return;
  stage = await startStage();
  const added = await stage.aldis(["user", "add", "monitor", "--grant", "http-api", "--password-stdin"], "secret\n");
  expect(added.exit).toBe(0);
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

describe.skipIf(!hasChromium)("the simulator", () => {
  test(
    "what api.php sends is on the handset, its answer in the conversation, and the reply on the handset, all without a reload",
    async () => {
      await using phone = await stage.open();
      await using desk = await stage.open();
      await phone.signIn();
      await desk.signIn();
      await phone.page.goto(`/simulator?number=${encodeURIComponent(ANNA)}`);
      const handset = phone.page.getByRole("region", { name: "Handset +49 170 1234567" });
      await handset.getByText("What the gateway sends to this number appears here.").waitFor();
      await desk.page.goto(`/conversations/${ANNA}`);
      await desk.page.getByText("No messages yet").waitFor();

      const query = new URLSearchParams({
        username: "monitor",
        password: "secret",
        to: ANNA,
        text: "Disk full on db1",
      });
      expect((await fetch(`${stage.url}/api.php?${query}`)).status).toBe(200);
      await handset.getByText("Disk full on db1").waitFor();
      await handset.getByRole("textbox").fill("I look at it");
      await phone.page.keyboard.press("Enter");
      await handset.getByRole("log").getByText("I look at it").waitFor();
      const chat = desk.page.getByRole("article");
      await chat.getByText("I look at it").waitFor();
      const answer = handset.getByRole("textbox");
      await answer.fill("One more");
      await chat.getByRole("textbox").fill("Thank you");
      await chat.getByRole("button", { name: "Send" }).click();
      await handset.getByText("Thank you").waitFor();
      // A message that arrives does not take the field from under the hand.
      await phone.page.keyboard.type(" thing");
      expect(await answer.inputValue()).toBe("One more thing");
      expect([...phone.problems, ...desk.problems]).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "a handset that is off gets its messages once it is on, by keyboard alone, at 390 pixels",
    async () => {
      await using phone = await stage.open({ width: 390, height: 780 });
      await phone.signIn();
      const { page } = phone;
      const number = "+491719876543";
      await page.goto(`/simulator?number=${encodeURIComponent(number)}`);
      await page.getByRole("button", { name: "Switch off" }).focus();
      await page.keyboard.press("Enter");
      await page.getByText("Switched off. Messages wait in the network.").waitFor();
      const body = JSON.stringify({ to: number, text: "while it was off" });
      const headers = { "content-type": "application/json" };
      expect((await stage.call("/api/v1/messages", { method: "POST", headers, body })).status).toBe(202);
      await page.getByText("1 part waits in the network until it is on again.").waitFor();
      await page.getByRole("button", { name: "Switch on" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("log").getByText("while it was off").waitFor();
      expect(phone.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "a modem that is pulled out is seen as unplugged, and as ready once it is back; a SIM that is taken out is put back",
    async () => {
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto("/simulator");
      const state = page.getByRole("region", { name: "The modem" }).getByRole("status");
      await state.getByText("ready", { exact: true }).waitFor();
      const unplug = page.getByRole("listitem").filter({ hasText: "Somebody pulls the modem out" });
      await unplug.getByText("Options").click();
      await unplug.getByLabel("Milliseconds until it is back; −1 never").fill("8000");
      await unplug.getByRole("button", { name: "Do it now" }).click();
      await state.getByText("unplugged", { exact: true }).waitFor();
      await state.getByText("ready", { exact: true }).waitFor({ timeout: 60_000 });
      const sim = page.getByRole("switch", { name: /sim-removed/ });
      await sim.press("Space");
      await page.getByText("1 thing goes wrong at the moment.").waitFor();
      await page.getByRole("button", { name: "Take all away" }).click();
      await page.getByText("Nothing goes wrong at the moment.").waitFor();
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );
});
