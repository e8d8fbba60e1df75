import type { Page } from "playwright-core";
import { addGroup, hasGroup, read, send } from "../roster.ts";
import { FAILED, failing, heading, nothing, type TestedPage, waiting } from "../states.ts";
import type { Stage } from "../support.ts";

const TITLE = heading(/^(Alarms|Alarme)$/);
const POLICIES_TITLE = heading(/^(Alarm policies|Regelungen für Alarme)$/);

/** A policy of three steps, with an alarm in each state but *unanswered*; once for a gateway. */
async function fill(_page: Page, stage: Stage): Promise<void> {
  const { items } = await read<{ items: { name: string }[] }>(stage, "/policies");
  if (items.some(({ name }) => name === "night")) return;
  if (!(await hasGroup(stage, "Night watch"))) {
    const members = ["Nadia Wache", "Otto Bereit"];
    await addGroup(stage, "Night watch", { members });
  }
  await send(stage, "/policies", "POST", {
    name: "night",
    steps: [
      { notify: [{ contact: "Nadia Wache" }], by: ["auto", "ring"], waitSeconds: 86_400 },
      { notify: [{ next: "Night watch" }], by: ["sms", "ring", "email"], waitSeconds: 5_400 },
      { notify: [{ contact: "Otto Bereit" }, { group: "Night watch" }], by: ["sms"], waitSeconds: 600 },
    ],
    rounds: 2,
    unanswered: [{ email: { to: ["it@example.org", "head@example.org"] } }],
    notResolvedAfterSeconds: 7_200,
  });
  const raise = async (body: object) =>
    (await (await send(stage, "/alarms", "POST", { policy: "night", ...body })).json()) as { id: number };
  const over = await raise({ title: "Certificate of the shop ends in 3 days", text: "shop.example.org" });
  await send(stage, `/alarms/${over.id}/resolve`, "POST", {});
  const taken = await raise({ text: "The backup of last night has not run", severity: "info" });
  await send(stage, `/alarms/${taken.id}/take`, "POST", {});
  await raise({
    key: "disk:db1",
    title: "Disk full on db1",
    text: "Disk full on db1: 2 % left on /var\nThe database stops when nothing is left.",
    severity: "critical",
  });
}

const row = (page: Page, name: string) => page.getByRole("option").filter({ hasText: name }).first();
const openDisk = async (page: Page) => {
  await row(page, "Disk full on db1").click();
  await page.getByRole("heading", { level: 2, name: "Disk full on db1" }).waitFor();
  await page.getByRole("button", { name: /^(Take it|Übernehmen)$/ }).waitFor();
};
const openNight = async (page: Page) => {
  await row(page, "night").click();
  await page.getByRole("heading", { level: 2, name: "night" }).waitFor();
  await page.locator(".policy-picture").waitFor();
};

/** The pages *Alarms* and *Alarm policies*. */
export const ALARMS: readonly TestedPage[] = [
  {
    name: "alarms",
    path: "/alarms",
    states: {
      filled: {
        before: fill,
        async after(page) {
          await TITLE(page);
          await row(page, "Disk full on db1").waitFor();
        },
      },
      detail: { before: fill, after: openDisk },
      raise: {
        before: fill,
        async after(page) {
          await page.getByRole("button", { name: /^(Raise an alarm|Alarm auslösen)$/ }).click();
          await page.getByRole("dialog").getByRole("textbox").first().waitFor();
        },
      },
      empty: {
        before: nothing("**/api/v1/alarms?*"),
        async after(page) {
          await page.getByText(/^(No alarms yet|Noch keine Alarme)$/).waitFor();
        },
      },
      loading: { before: waiting("**/api/v1/alarms?*"), after: TITLE },
      failed: {
        before: failing("**/api/v1/alarms?*"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
  {
    name: "policies",
    path: "/policies",
    states: {
      filled: {
        before: fill,
        async after(page) {
          await POLICIES_TITLE(page);
          await row(page, "night").waitFor();
        },
      },
      detail: { before: fill, after: openNight },
      new: {
        before: fill,
        async after(page) {
          await page.getByRole("button", { name: /^(New policy|Neue Regelung)$/ }).click();
          await page.getByRole("dialog").getByRole("textbox").first().waitFor();
        },
      },
      change: {
        before: fill,
        async after(page) {
          await openNight(page);
          await page.getByRole("button", { name: /^(Change|Ändern)$/ }).click();
          await page.getByRole("dialog").getByRole("textbox").first().waitFor();
        },
      },
      drill: {
        before: fill,
        async after(page) {
          await openNight(page);
          await page.getByRole("button", { name: /^(Drill|Üben)$/ }).click();
          await page.getByRole("dialog").waitFor();
        },
      },
      empty: {
        before: nothing("**/api/v1/policies"),
        async after(page) {
          await page.getByText(/^(No policies yet|Noch keine Regelungen)$/).waitFor();
        },
      },
      loading: { before: waiting("**/api/v1/policies"), after: POLICIES_TITLE },
      failed: {
        before: failing("**/api/v1/policies"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
];
