import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startStage } from "./support.ts";

test("a backup is made, fetched, checked and deleted on the page, and the schedule is set there", async () => {
  await using stage = await startStage();
  await using watched = await stage.open({ language: "en" });
  const { page } = watched;
  await watched.signIn();
  await page.goto("/backup");
  await page.getByText("No backups yet").waitFor();
  await page.getByText("If the disk fails now, all data is lost: there is no backup, and none is made").waitFor();
  await page.getByText("Set times below to have backups made automatically.").waitFor();
  await page.getByRole("button", { name: "Back up now" }).click();
  await page.getByText("Made by hand,").waitFor();

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: /^Download the backup of/ }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^aldis-.*-by-hand\.backup$/);
  const octets = new Uint8Array(await Bun.file(await download.path()).arrayBuffer());
  expect([...octets.subarray(0, 4)]).toEqual([0x28, 0xb5, 0x2f, 0xfd]);

  await page.getByLabel("Times of backups").fill("0 3 * * *");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The settings are saved.").waitFor();
  await page.getByText(/Next: .*\d\d:00/).waitFor();

  await page.getByRole("button", { name: /^Check the backup of/ }).click();
  await page.getByText(/^checked /).waitFor();
  await page.getByRole("button", { name: /^Delete the backup of/ }).click();
  await page.getByRole("button", { name: "Delete the backup", exact: true }).click();
  await page.getByText("No backups yet").waitFor();
  // The times are set: the next one comes.
  await page.getByText(/^There is no backup yet\. Next: /).waitFor();
  expect(await page.getByText("Set times below").count()).toBe(0);
  expect(watched.problems).toEqual([]);
}, 180_000);

test("a configuration is exported on the page, and a file is looked at before it is imported", async () => {
  await using stage = await startStage();
  await using watched = await stage.open({ language: "en" });
  const { page } = watched;
  await watched.signIn();
  await page.goto("/backup");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export the configuration" }).click(),
  ]);
  const exported = await Bun.file(await download.path()).json();
  expect(exported).toMatchObject({ aldis: "configuration", version: 1 });

  const file = join(stage.data, "changed.json");
  const contacts = [{ name: "Anna Berg", number: "+491701234567" }];
  const groups = [{ name: "night", members: [{ contact: "Nobody" }] }];
  writeFileSync(file, JSON.stringify({ ...exported, contacts, groups }));
  await page.getByLabel("File with a configuration").setInputFiles(file);
  await page.getByRole("button", { name: "Show what would change" }).click();
  await page.getByText("1 would be added and 0 changed.").waitFor();
  await page.getByText("New: Anna Berg").waitFor();
  await page.getByText(/Groups night names the contact Nobody/).waitFor();
  await page.getByRole("button", { name: "Import as planned" }).click();
  await page.getByText("The configuration is imported").waitFor();
  const { items } = (await (await stage.call("/api/v1/contacts")).json()) as { items: { name: string }[] };
  expect(items.map(({ name }) => name)).toEqual(["Anna Berg"]);
  expect(watched.problems).toEqual([]);
}, 180_000);
