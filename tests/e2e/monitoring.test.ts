import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { hasChromium } from "../support/chromium.ts";
import { eventually } from "../support/eventually.ts";
import { type Receiver, startReceiver } from "../support/receivers.ts";
import { read } from "./roster.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;

let stage: Stage;
let shop: Receiver;
let isWell = false;
beforeAll(async () => {
  if (!hasChromium) return;
  shop = await startReceiver((_request, response) => response.writeHead(isWell ? 200 : 503).end("The shop: Cart"));
  stage = await startStage({ args: ["--allow-targets", "127.0.0.1"] });
}, HANG_MS);
afterAll(async () => {
  await stage?.[Symbol.asyncDispose]();
  await shop?.[Symbol.asyncDispose]();
});

describe.skipIf(!hasChromium)("monitoring", () => {
  test(
    "a check is made by hand, seen to fail, changed, run again, and seen to be well; what is wrong stands at its field",
    async () => {
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      const dialog = page.getByRole("dialog");
      await page.goto("/monitoring");
      await page.getByText("No checks yet").waitFor();
      await page.getByRole("button", { name: "New check" }).first().click();
      await dialog.getByLabel("Name").first().fill("shop");
      await dialog.getByRole("textbox", { name: "Address" }).fill("shop.example.org");
      await dialog.getByLabel("Failures in a row that count").fill("1");
      await dialog.getByRole("combobox", { name: "Who is told" }).click();
      await page.getByRole("option", { name: "Nobody" }).click();
      await dialog.getByRole("button", { name: "New check" }).click();
      await dialog.getByText("must be a URL with http:// or https://").waitFor();
      await dialog.getByRole("textbox", { name: "Address" }).fill(shop.url);
      await dialog.getByRole("button", { name: "New check" }).click();
      await page.getByRole("heading", { level: 2, name: "shop" }).waitFor();
      await page.getByText("answered 503").first().waitFor();
      await page
        .getByText(/^Down since /)
        .first()
        .waitFor();

      await page.getByRole("button", { name: "Change" }).click();
      await dialog.getByLabel("The answer must hold").fill("Cart");
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.getByText("The check shop is saved").waitFor();
      isWell = true;
      await eventually("the check is up", async () => {
        const run = page.getByRole("button", { name: "Run now" });
        if (await run.isEnabled()) await run.click();
        const { items } = await read<{ items: { state: string }[] }>(stage, "/checks");
        return items[0]?.state === "up";
      });
      await page.getByText("answered 200").first().waitFor();
      await page.getByText("1 check, and it is well.").waitFor();

      await page.getByRole("button", { name: "Change" }).click();
      await dialog.getByRole("combobox", { name: "Who is told" }).click();
      await page.getByRole("option", { name: "A group" }).click();
      await dialog.getByLabel("Name of the group").fill("watchers");
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.getByText("No group is called watchers: nobody is told").waitFor();
      expect(watched.problems.filter((problem) => !problem.includes("422"))).toEqual([]);
    },
    HANG_MS,
  );
});
