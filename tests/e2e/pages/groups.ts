import type { Page } from "playwright-core";
import { addGroup, hasGroup, read, send } from "../roster.ts";
import { FAILED, failing, heading, nothing, type TestedPage, waiting } from "../states.ts";
import type { Stage } from "../support.ts";

const TITLE = heading(/^(Groups|Gruppen)$/);

const WORKDAYS = ["mon", "tue", "wed", "thu", "fri"];

/** Two groups, one with a schedule; once for a gateway. */
export async function fillGroups(_page: Page, stage: Stage): Promise<void> {
  if (await hasGroup(stage, "Operations")) return;
  const { id, contacts } = await addGroup(stage, "Operations", {
    members: ["Anna Berg", "Ben Kurz", "Carla Wolf"],
    shifts: [
      { who: 0, days: WORKDAYS, from: "08:00", to: "17:00" },
      { who: 1, days: WORKDAYS, from: "17:00", to: "08:00" },
      { who: 2, days: ["sat"], from: "08:00", to: "20:00" },
      { who: 2, days: ["wed"], from: "16:00", to: "20:00" },
    ],
  });
  await send(stage, `/groups/${id}/escalation`, "PUT", { contacts: contacts.slice(0, 2) });
  await addGroup(stage, "Building", { members: ["Dora Lang"] });
}

/** {@link fillGroups}, and a policy that a group may have. */
async function fillWithPolicy(page: Page, stage: Stage): Promise<void> {
  await fillGroups(page, stage);
  const { items } = await read<{ items: { name: string }[] }>(stage, "/policies");
  if (items.some(({ name }) => name === "weekend")) return;
  const steps = [{ notify: [{ group: "Operations" }], by: ["sms"], waitSeconds: 300 }];
  await send(stage, "/policies", "POST", { name: "weekend", steps });
}

const row = (page: Page, name: string) => page.getByRole("option", { name: new RegExp(`^${name}`) });

async function open(page: Page): Promise<void> {
  await row(page, "Operations").click();
  await page.getByRole("heading", { level: 2, name: "Operations" }).waitFor();
  await page.getByRole("button", { name: /Anna Berg, 1/ }).waitFor();
}

export const GROUPS: readonly TestedPage[] = [
  {
    name: "groups",
    path: "/groups",
    states: {
      filled: {
        before: fillGroups,
        async after(page) {
          await TITLE(page);
          await row(page, "Operations").waitFor();
        },
      },
      detail: {
        before: fillWithPolicy,
        async after(page) {
          await open(page);
          await page.getByRole("combobox", { name: /^(Alarm policy|Regelung für Alarme)$/ }).waitFor();
        },
      },
      new: {
        before: fillGroups,
        async after(page) {
          await page.getByRole("button", { name: /^(New group|Neue Gruppe)$/ }).click();
          await page.getByRole("dialog").getByRole("textbox").waitFor();
        },
      },
      delete: {
        before: fillGroups,
        async after(page) {
          await open(page);
          await page.getByRole("button", { name: /^(Delete|Löschen)$/ }).click();
          await page.getByRole("dialog").waitFor();
        },
      },
      empty: {
        before: nothing("**/api/v1/groups?*"),
        async after(page) {
          await page.getByText(/^(No groups yet|Noch keine Gruppen)$/).waitFor();
        },
      },
      loading: { before: waiting("**/api/v1/groups?*"), after: TITLE },
      failed: {
        before: failing("**/api/v1/groups?*"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
];
