import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { hasChromium } from "../support/chromium.ts";
import { eventually } from "../support/eventually.ts";
import { addGroup, read, send } from "./roster.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;

let stage: Stage;
beforeAll(async () => {
  if (hasChromium) stage = await startStage();
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

const order = async (id: number) => (await read<{ contacts: number[] }>(stage, `/groups/${id}/escalation`)).contacts;
const members = async (id: number) =>
  (await read<{ items: { name: string }[] }>(stage, `/groups/${id}/members`)).items.map(({ name }) => name);

describe.skipIf(!hasChromium)("groups", () => {
  test(
    "a group is made, gets members by completion, and its order by the keyboard alone",
    async () => {
      const { contacts } = await addGroup(stage, "others", { members: ["Anna Berg", "Ben Kurz", "Carla Wolf"] });
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto("/groups");
      await page.getByRole("button", { name: "New group" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Name").fill("others");
      await dialog.getByRole("button", { name: "New group" }).click();
      await dialog.getByText("Another group has this name.").waitFor();
      await dialog.getByLabel("Name").fill("Operations");
      await dialog.getByRole("button", { name: "New group" }).click();
      await page.getByRole("heading", { level: 2, name: "Operations" }).waitFor();
      const id = Number(new URL(page.url()).pathname.split("/").at(-1));

      const adding = page.getByRole("combobox", { name: "Add a member" });
      for (const name of ["Anna Berg", "Ben Kurz", "Carla Wolf"]) {
        await adding.fill(name.slice(0, 4));
        await page.getByRole("option", { name, exact: true }).waitFor();
        await adding.press("Enter");
        await page.getByText(`${name} is a member now`).waitFor();
      }
      expect(await members(id)).toEqual(["Anna Berg", "Ben Kurz", "Carla Wolf"]);
      await adding.fill("Berta");
      await adding.press("Enter");
      await page.getByText("Nobody in the address book is called “Berta”.").waitFor();
      expect(await adding.inputValue()).toBe("Berta");
      const bookPath = await page.getByRole("link", { name: "Add “Berta” to the address book" }).getAttribute("href");
      expect(bookPath).toBe("/address-book/new?name=Berta");
      await adding.fill("Ben Kurz");
      await adding.press("Enter");
      await page.getByText("“Ben Kurz” is a member already.").waitFor();
      await adding.fill("");

      const toOrder = page.getByRole("combobox", { name: "Add to the order" });
      for (const name of ["Anna", "Ben", "Carla"]) {
        await toOrder.fill(name);
        await toOrder.press("ArrowDown");
        await toOrder.press("Enter");
        await page.getByRole("button", { name: new RegExp(`^${name} .*: move with`) }).waitFor();
      }
      const [anna = 0, ben = 0, carla = 0] = contacts;
      await eventually("the order is stored", async () => (await order(id)).join() === [anna, ben, carla].join());
      const grip = page.getByRole("button", { name: /^Carla Wolf, \d of 3/ });
      await grip.focus();
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("ArrowUp");
      await page.getByRole("status").getByText("Carla Wolf is now 1 of 3").waitFor();
      await eventually("the new order is stored", async () => (await order(id)).join() === [carla, anna, ben].join());
      await page.getByRole("button", { name: "Move Anna Berg down" }).click();
      await eventually("the button moves too", async () => (await order(id)).join() === [carla, ben, anna].join());
      await page.getByRole("listitem").filter({ hasText: "Anna Berg" }).last().dragTo(grip);
      await eventually("and the mouse", async () => (await order(id)).join() === [anna, carla, ben].join());

      await page.getByRole("button", { name: "Take Anna Berg out of the group" }).click();
      await page.getByText("Anna Berg is no longer a member").waitFor();
      expect(await order(id)).toEqual([carla, ben]);
      await page.getByRole("button", { name: "Undo" }).last().click();
      await eventually(
        "the member is back in place",
        async () => (await order(id)).join() === [anna, carla, ben].join(),
      );
      expect(watched.problems.filter((problem) => !problem.includes("409"))).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "on a telephone: the schedule is turned on, the group is written to, and goes with its question",
    async () => {
      const { id } = await addGroup(stage, "Nachtdienst", { members: ["Dora Lang"] });
      await using watched = await stage.open({ width: 390, language: "de" });
      await watched.signIn();
      const { page } = watched;
      await page.goto("/groups");
      await page.getByRole("option", { name: /^Nachtdienst/ }).click();
      await page.getByText("Aus: Nachrichten gehen jederzeit an alle Mitglieder.").waitFor();
      await page.getByRole("switch").click();
      await page.getByText("Der Plan ist an").waitFor();
      expect(await read(stage, `/groups/${id}/shifts`)).toEqual({ timeZone: "Europe/Berlin", shifts: [] });
      await page.getByRole("link", { name: "Erste Schicht anlegen" }).waitFor();

      await page.getByRole("link", { name: "An die Gruppe schreiben" }).click();
      await page.getByText("Nachtdienst · 1 Person").waitFor();
      expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe("/send");

      await page.goto(`/groups/${id}`);
      await page.getByRole("button", { name: "Löschen", exact: true }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText(/Ihr Bereitschaftsplan und ihre Eskalationsfolge gehen verloren/).waitFor();
      // As high as what it says, at the lower edge: the page behind stays in sight.
      const box = await dialog.boundingBox();
      expect(box?.height).toBeLessThan(400);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBe(800);
      await dialog.getByRole("button", { name: "Gruppe löschen" }).click();
      await page.getByText("Die Gruppe Nachtdienst ist gelöscht").waitFor();
      expect((await stage.call(`/api/v1/groups/${id}`)).status).toBe(404);
      expect(watched.problems).toEqual([]);
      // Its address says so, and offers no other try.
      await page.goto(`/groups/${id}`);
      await page.getByText("Es wurde gelöscht, oder der Link stimmt nicht.").waitFor();
      expect(await page.getByRole("article").getByRole("button").count()).toBe(1);
    },
    HANG_MS,
  );

  test(
    "a policy of alarms is found by typing, taken back, and read by whoever may not choose one",
    async () => {
      const { id } = await addGroup(stage, "Server room", { members: ["Emil Ernst"] });
      const steps = [{ notify: [{ group: "Server room" }], by: ["sms"], waitSeconds: 300 }];
      for (const name of ["night", "weekend"]) await send(stage, "/policies", "POST", { name, steps });
      const policy = async () => (await read<{ policy?: string }>(stage, `/groups/${id}`)).policy;
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto(`/groups/${id}`);
      const alarms = page.getByRole("region", { name: "Alarms", exact: true });
      const field = alarms.getByRole("combobox", { name: "Alarm policy" });
      await field.waitFor();
      expect(await field.inputValue()).toBe("None: messages are only sent");
      // As fast as a machine: before the list is drawn.
      await field.fill("week");
      await field.press("Enter");
      await page.getByText("Messages to the group open alarms of weekend").waitFor();
      expect(await policy()).toBe("weekend");
      await page.getByRole("button", { name: "Undo" }).last().click();
      await eventually("it is taken back", async () => (await policy()) === undefined);
      await eventually("and shown", async () => (await field.inputValue()) === "None: messages are only sent");

      await send(stage, `/groups/${id}`, "PATCH", { policy: "night" });
      await eventually("what is chosen elsewhere", async () => (await field.inputValue()) === "night");
      await field.click();
      await page.getByRole("option", { name: "None: messages are only sent" }).click();
      await page.getByText("Messages to the group open no alarms any more").waitFor();
      expect(await policy()).toBeUndefined();

      await send(stage, `/groups/${id}`, "PATCH", { policy: "night" });
      const reader = { name: "reader", password: "a-long-passphrase" };
      await send(stage, "/users", "POST", { ...reader, permissions: ["web", "groups"] });
      await using other = await stage.open();
      await other.signIn(reader);
      await other.page.goto(`/groups/${id}`);
      await other.page.getByText("A message to the group opens an alarm of the policy night.").waitFor();
      expect(await other.page.getByRole("combobox", { name: "Alarm policy" }).count()).toBe(0);
      expect([...watched.problems, ...other.problems]).toEqual([]);
    },
    HANG_MS,
  );
});
