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
  shop = await startReceiver((request, response) => {
    if (request.url !== "/guarded") return response.writeHead(isWell ? 200 : 503).end("The shop: Cart");
    const { authorization, "x-team": team, "x-key": key } = request.headers;
    const isRight = authorization === `Basic ${btoa("watcher:s3cret")}` && team === "admins" && key === "k3y";
    return response.writeHead(isRight && request.method === "HEAD" ? 204 : 401).end();
  });
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

  test(
    "a check signs in, sends headers and says when it flaps; its secrets are shown to nobody, and stay when it is changed",
    async () => {
      await using watched = await stage.open({ width: 390 });
      await watched.signIn();
      const { page } = watched;
      const dialog = page.getByRole("dialog");
      const details = dialog.getByText("Method, sign-in, headers, pattern, certificate");
      await page.goto("/monitoring");
      await page.getByRole("button", { name: "New check" }).first().click();
      await dialog.getByLabel("Name").first().fill("guarded");
      await dialog.getByRole("textbox", { name: "Address" }).fill(new URL("/guarded", shop.url).href);
      await details.click();
      await dialog.getByRole("combobox", { name: "Method" }).click();
      await page.getByRole("option", { name: "HEAD" }).click();
      await dialog.getByLabel("User name").fill("watcher");
      await dialog.getByRole("textbox", { name: "Password" }).fill("s3cret");
      const headers: [string, string][] = [
        ["X-Team", "admins"],
        ["X Key", "k3y"],
      ];
      for (const [at, [name, value]] of headers.entries()) {
        await dialog.getByRole("button", { name: "Header", exact: true }).click();
        await dialog.getByLabel("Name of the header").nth(at).fill(name);
        await dialog.getByLabel("Value of the header").nth(at).fill(value);
      }
      await dialog.getByLabel("Secret: nobody is shown it again").nth(1).check();
      await dialog.getByLabel("Failures in a row that count").fill("1");
      await dialog.getByLabel("Flapping: more changes than").fill("1");
      await dialog.getByLabel("within minutes").fill("15");
      await dialog.getByRole("combobox", { name: "Who is told" }).click();
      await page.getByRole("option", { name: "Nobody" }).click();
      await dialog.getByRole("button", { name: "New check" }).click();
      await dialog.getByText("is not the name of a header").waitFor();
      await dialog.getByText("must be a whole number from 2 to 20").waitFor();
      await dialog.getByLabel("Name of the header").nth(1).fill("X-Key");
      await dialog.getByLabel("Flapping: more changes than").fill("4");
      await dialog.getByRole("button", { name: "New check" }).click();
      await page.getByRole("heading", { level: 2, name: "guarded" }).waitFor();
      await page.getByText("answered 204").first().waitFor();

      await page.getByRole("button", { name: "Change" }).click();
      expect(await dialog.getByLabel("Value of the header").nth(1).inputValue()).toBe("•••");
      expect(await dialog.getByLabel("within minutes").inputValue()).toBe("15");
      await dialog.getByLabel("within minutes").fill("20");
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.getByText("The check guarded is saved").waitFor();
      await page.getByRole("button", { name: "Run now" }).click();
      type Items = { items: { name: string; state: string; flapping: unknown; last?: { text: string } }[] };
      await eventually("it has run as it was changed", async () => {
        const { items } = await read<Items>(stage, "/checks");
        const guarded = items.find(({ name }) => name === "guarded");
        return guarded?.state === "up" && JSON.stringify(guarded.flapping) === '{"changes":4,"minutes":20}';
      });
      expect(JSON.stringify(await read(stage, "/checks"))).not.toMatch(/s3cret|k3y/);
      expect(watched.problems.filter((problem) => !problem.includes("422"))).toEqual([]);
    },
    HANG_MS,
  );
});
