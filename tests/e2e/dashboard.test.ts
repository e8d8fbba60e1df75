import { expect, test } from "bun:test";
import { brokenWords, layoutFaults } from "./in-page.js";
import { startStage } from "./support.ts";

test("the dashboard tells how things are, counts what is sent, and links to the lists", async () => {
  await using stage = await startStage();
  await using watched = await stage.open({ language: "en" });
  const { page } = watched;
  await watched.signIn();
  await page.goto("/dashboard");
  await page.getByText("1 of 1 modem ready.").waitFor();
  await page.getByText("No message waits.").waitFor();

  const answer = await stage.call("/api/v1/messages", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ to: "+491701234567", text: "Disk full on db1" }),
  });
  expect(answer.status).toBe(202);
  const sent = page.getByRole("link", { name: "1 sent" }).first();
  await sent.waitFor();
  expect(await sent.getAttribute("href")).toStartWith("/messages/sent?since=");
  for (const language of ["English", "Deutsch"]) {
    await page.getByRole("button", { name: /anna$|^Konto von anna|^Account of anna/ }).click();
    await page.getByRole("menuitem", { name: language }).click();
    await page.getByRole("heading", { level: 1, name: language === "English" ? "Dashboard" : "Übersicht" }).waitFor();
    for (const width of [390, 360]) {
      await page.setViewportSize({ width, height: 780 });
      await page.locator(".bottom-entry").nth(1).waitFor();
      const broken = await page.evaluate(brokenWords, ".bottom-bar, .dashboard-counts");
      expect({ language, width, broken, faults: await page.evaluate(layoutFaults) }).toEqual({
        language,
        width,
        broken: [],
        faults: [],
      });
    }
  }
  await page.locator(".chart-box svg").first().waitFor();
  // Read in the same turn as the change, so before the drawings have heard of it.
  const sideways = await page.locator("main").evaluate((main) => {
    main.style.width = "340px";
    const { scrollWidth, clientWidth } = main;
    main.style.width = "";
    return scrollWidth - clientWidth;
  });
  expect(sideways).toBe(0);
  await page.getByRole("link", { name: /^Unterhaltungen/ }).click();
  await page.locator(".bottom-entry[aria-current=page]", { hasText: "Unterhaltungen" }).waitFor();
  expect(await page.evaluate(brokenWords, ".bottom-bar")).toEqual([]);
  expect(watched.problems).toEqual([]);
}, 180_000);

test("states of modems end at one line, also that of a modem without a network", async () => {
  await using stage = await startStage();
  expect(await stage.aldis(["modem", "add", "/dev/ttyUSB7?name=absent"])).toMatchObject({ exit: 0 });
  await using watched = await stage.open({ language: "en" });
  await watched.signIn();
  await watched.page.goto("/dashboard");
  await watched.page.getByText("The modem is not there.").waitFor();
  await watched.page.getByText("Aldis Test Network").waitFor();
  const ends = await watched.page
    .locator(".dashboard-lines .state")
    .evaluateAll((badges) => badges.map((badge) => Math.round(badge.getBoundingClientRect().right)));
  expect(ends).toHaveLength(2);
  expect(new Set(ends).size).toBe(1);
  expect(watched.problems).toEqual([]);
}, 180_000);
