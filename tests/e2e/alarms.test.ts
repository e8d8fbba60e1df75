import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { hasChromium } from "../support/chromium.ts";
import { eventually } from "../support/eventually.ts";
import { addGroup, read, send } from "./roster.ts";
import { contactOf } from "./states.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;
const ANNA = "+491701234567";
/** Told nothing before: a person is told at most once in a minute. */
const CARLA = "+491701234599";
const DORA = "+491701234598";

let stage: Stage;
let admins: number;
beforeAll(async () => {
  if (!hasChromium) return;
  stage = await startStage();
  await contactOf(stage, "Anna Berg", ANNA);
  await contactOf(stage, "Carla Nacht", CARLA);
  ({ id: admins } = await addGroup(stage, "admins", { members: ["Ben Kurz"] }));
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

/** What the telephone of this number has got. */
const textsOf = async (number: string) =>
  (await read<{ items: { to: string; text: string }[] }>(stage, "/simulator/messages")).items
    .filter(({ to }) => to === number)
    .map(({ text }) => text);

describe.skipIf(!hasChromium)("alarms", () => {
  test(
    "a policy made by hand calls its first; the answer from the handset is on the page without a reload; it is resolved there",
    async () => {
      await using desk = await stage.open();
      await desk.signIn();
      const { page } = desk;
      await page.goto("/alarms");
      await page.getByText("No alarms yet").waitFor();
      await page.getByRole("link", { name: "Alarm policies" }).click();
      await page.getByRole("button", { name: "New policy" }).first().click();
      const sheet = page.getByRole("dialog");
      await sheet.getByRole("button", { name: "Add the policy" }).click();
      await sheet.getByText("Give it a name.").waitFor();
      await sheet.getByText("Say whom.").first().waitFor();
      await sheet.getByLabel("Name", { exact: true }).fill("night");
      const [first, second] = [
        sheet.getByRole("group", { name: "Step 1" }),
        sheet.getByRole("group", { name: "Step 2" }),
      ];
      await first.getByLabel("Whom").first().click();
      await page.getByRole("option", { name: "Person", exact: true }).click();
      await first.getByLabel("Contact").first().fill("Anna Berg");
      await first.getByRole("checkbox", { name: "SMS", exact: true }).check();
      await second.getByLabel("Group").first().fill("admins");
      await sheet.getByRole("button", { name: "Add the policy" }).click();
      const detail = page.getByRole("complementary");
      await detail.getByText("The next in admins").or(detail.getByText("the next in admins")).waitFor();
      await detail.getByText("5 minutes to answer").first().waitFor();

      await page.goto("/alarms");
      await page.getByText("No alarm is open.").waitFor();
      const notification = {
        status: "firing",
        groupKey: '{}:{alertname="DiskFull"}',
        alerts: [
          {
            status: "firing",
            labels: { alertname: "DiskFull", instance: "db1" },
            annotations: { summary: "Disk full on db1" },
          },
        ],
      };
      await send(stage, "/alerts?policy=night", "POST", notification);
      const row = page.getByRole("option", { name: /DiskFull/ });
      await row.getByText(/^Nobody, next step:/).waitFor();
      await page.getByText("1 alarm has nobody who takes care of it.").waitFor();
      await using phone = await stage.open({ width: 390, height: 780 }, undefined);
      await phone.signIn();
      await phone.page.goto(`/simulator?number=${encodeURIComponent(ANNA)}`);
      const handset = phone.page.getByRole("region", { name: "Handset +49 170 1234567" });
      await handset.getByText(/DiskFull/).waitFor();
      await handset.getByRole("textbox").fill("1");
      await phone.page.keyboard.press("Enter");
      await handset.getByText(/^You have alarm 1/).waitFor();

      await row.getByText(/^Anna Berg has it since/).waitFor();
      await row.click();
      await detail.getByText("Anna Berg took it (SMS).").waitFor();
      await detail.getByRole("button", { name: "It is resolved" }).click();
      await page.getByText("No alarm is open.").waitFor();
      await detail.getByText("anna resolved it (this page).").waitFor();
      // The only policy there is stands in the form.
      await page.getByRole("button", { name: "Raise an alarm" }).click();
      const chosen = page.getByRole("dialog").getByLabel("Policy", { exact: true });
      await eventually("the only policy to be chosen", async () => (await chosen.inputValue()) === "night");
      await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
      // Whoever comes second was not called.
      const [ben] = (await read<{ items: { number: string }[] }>(stage, "/contacts?q=Ben")).items;
      expect(await textsOf(ben?.number ?? "")).toEqual([]);
      // The policy that names nobody was refused.
      const problems = [...desk.problems, ...phone.problems].filter((problem) => !/ 422 /.test(problem));
      expect(problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "at night on a telephone in German: it is taken with one tap, and a drill says who has answered",
    async () => {
      const policy = {
        name: "tag",
        steps: [{ notify: [{ contact: "Carla Nacht" }, { contact: "Niemand" }], by: ["sms"], waitSeconds: 86_400 }],
      };
      const { id: policyId } = (await (await send(stage, "/policies", "POST", policy)).json()) as { id: number };
      await using watched = await stage.open({ width: 390, height: 780, scheme: "dark", language: "de" });
      await watched.signIn();
      const { page } = watched;
      await page.goto("/dashboard");
      await send(stage, "/alarms", "POST", { policy: "night", text: "Backup fehlt", severity: "critical" });
      await page.getByRole("link", { name: /Backup fehlt/ }).click();
      await page.getByRole("button", { name: "Übernehmen" }).click();
      await page
        .getByText(/^anna hat ihn seit/)
        .first()
        .waitFor();
      await page.getByText("anna hat ihn übernommen (diese Seite).").waitFor();
      await page.getByRole("button", { name: "Ist erledigt" }).click();
      await page
        .getByText(/^Erledigt:/)
        .first()
        .waitFor();

      const nobody = { name: "leer", steps: [{ notify: [{ onCall: "Niemand hier" }], by: ["sms"] }] };
      const { id: emptyId } = (await (await send(stage, "/policies", "POST", nobody)).json()) as { id: number };
      await page.goto(`/policies/${emptyId}`);
      await page.getByText("Keine Gruppe heißt Niemand hier: Darüber wird niemand gerufen").waitFor();
      await page.goto(`/policies/${policyId}`);
      await page.getByRole("button", { name: "Üben" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("Sie dauert bis zu 1 T").waitFor();
      await dialog.getByRole("switch", { name: /^Schnell/ }).check();
      await dialog.getByText("Sie dauert bis zu 1 Min").waitFor();
      await dialog.getByRole("button", { name: "Übung beginnen" }).click();
      const result = page.getByRole("region", { name: "Übung" });
      await result.getByText("Carla Nacht").waitFor();
      await result.getByText("nicht verständigt: Diesen Kontakt gibt es nicht").waitFor();
      await send(stage, "/simulator/messages", "POST", { from: CARLA, text: "ok" });
      await result.getByText(/^Antwort nach/).waitFor();
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "a drill soon after a real alarm says who is told when the minute is over",
    async () => {
      await contactOf(stage, "Dora Eben", DORA);
      const policy = {
        name: "soon",
        steps: [{ notify: [{ contact: "Dora Eben" }], by: ["sms"], waitSeconds: 86_400 }],
      };
      const { id } = (await (await send(stage, "/policies", "POST", policy)).json()) as { id: number };
      await send(stage, "/alarms", "POST", { policy: "soon", text: "The pump has stopped." });
      await eventually("Dora to be told", async () => (await textsOf(DORA)).length === 1);
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto(`/policies/${id}`);
      await page.getByRole("button", { name: "Drill" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Begin the drill" }).click();
      const line = page.getByRole("region", { name: "Drill" }).getByRole("listitem").filter({ hasText: "Dora Eben" });
      await line.getByText("is told within the minute").waitFor();
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "a message from the page to a group with a policy is an alarm, and the page says so",
    async () => {
      await send(stage, "/policies", "POST", { name: "page", steps: [{ notify: [{ group: "admins" }], by: ["sms"] }] });
      await send(stage, `/groups/${admins}`, "PATCH", { policy: "page" });
      await using watched = await stage.open();
      const { page } = watched;
      await watched.signIn();
      await page.goto("/send");
      await page.locator(".recipients-pills input").fill("admins");
      await page.getByRole("option", { name: /admins/ }).click();
      await page.locator(".message-field textarea").fill("The pump has stopped.");
      await page.getByText(/^Opens an alarm of the policy page, which first calls /).waitFor();
      await page.keyboard.press("Control+Enter");
      await page.getByText(/^Alarm \d+: people are called until somebody takes it\.$/).waitFor();
      const { items } = await read<{ items: object[] }>(stage, "/alarms?policy=page");
      expect(items).toMatchObject([{ title: "The pump has stopped.", state: "open", raisedBy: "anna" }]);
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );
});
