import type { Page } from "playwright-core";
import { eventually } from "../../support/eventually.ts";
import { read, send } from "../roster.ts";
import { FAILED, failing, heading, nothing, type TestedPage, waiting } from "../states.ts";
import type { Stage } from "../support.ts";

const TITLE = heading(/^(Message routing|Weiterleitung)$/);
const SENDER = "+491701234599";
const TEXT = "ACK 17: the pump in the cellar has stopped";

const RULES = [
  {
    name: "Pump to those on call",
    when: {
      and: [
        { text: { contains: "pump", ignoreCase: true } },
        // The sender alone decides, so that the trial says the same on any day.
        {
          or: [
            { sender: { group: "Operations" } },
            { not: { sender: { matches: "^\\+43" } } },
            { not: { during: { weekdays: ["sat", "sun"], from: "22:00", to: "06:00" } } },
          ],
        },
      ],
    },
    replace: [{ pattern: "ACK (\\d+)", with: "acknowledged $1" }],
    then: [
      { number: "+491707654321", text: "{senderName}: {text}" },
      { http: { url: "https://erp.example.org/hook?n={sender}", headers: { "X-Site": "cellar" } } },
    ],
    stop: true,
  },
  {
    name: "Answer out of office hours",
    when: { not: { during: { weekdays: ["mon", "tue", "wed", "thu", "fri"], from: "08:00", to: "17:00" } } },
    then: [{ autoReply: { text: "We answer on the next working day." } }],
  },
  { name: "Everything to the archive", enabled: false, then: [{ email: { to: ["archive@example.org"] } }] },
];

/** Three rules, and a message that came in; once for a gateway. */
async function fill(_page: Page, stage: Stage): Promise<void> {
  const { items } = await read<{ items: unknown[] }>(stage, "/rules");
  if (items.length > 0) return;
  for (const rule of RULES) await send(stage, "/rules", "POST", rule);
  await send(stage, "/simulator/messages", "POST", { from: SENDER, text: TEXT });
  await eventually(
    "the message came in",
    async () => (await read<{ items: unknown[] }>(stage, "/incoming?q=cellar&limit=1")).items.length === 1,
  );
}

async function open(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Pump to those on call" }).click();
  await page.getByRole("heading", { level: 1, name: "Pump to those on call" }).waitFor();
  await page.getByRole("group", { name: /“pump”|„pump“/ }).waitFor();
}

/** The page *Message routing*. */
export const ROUTING: readonly TestedPage[] = [
  {
    name: "routing",
    path: "/routing",
    states: {
      filled: {
        before: fill,
        async after(page) {
          await TITLE(page);
          await page.getByRole("link", { name: "Pump to those on call" }).waitFor();
        },
      },
      editor: { before: fill, after: open },
      trial: {
        before: fill,
        async after(page) {
          await open(page);
          await page.getByText(/^(From the inbox|Aus dem Posteingang)$/).click();
          await page
            .getByRole("button", { name: /the pump in the cellar/ })
            .first()
            .click();
          await page.getByText("acknowledged 17").first().waitFor();
        },
      },
      stored: {
        before: fill,
        async after(page) {
          await page.getByRole("link", { name: /^(Try a message|Nachricht ausprobieren)$/ }).click();
          await page.getByRole("textbox", { name: /^(Text)$/ }).fill("pump");
          await page.getByRole("button", { name: /^(Try it|Ausprobieren)$/ }).click();
          await page.locator(".outcome").first().waitFor();
        },
      },
      kinds: {
        before: fill,
        async after(page) {
          await page.goto("/routing/new?example=reply");
          for (const kind of [/^(Email|E-Mail)/, /^Webhook/, /^MQTT/, /^HTTP.*iSMS/]) {
            await page.getByRole("button", { name: /^(Destination|Ziel)$/ }).click();
            await page.getByRole("menuitem", { name: kind }).click();
          }
          await page.getByRole("textbox", { name: /^(Topic|Thema)$/ }).waitFor();
        },
      },
      refused: {
        before: fill,
        async after(page) {
          await page.goto("/routing/new?example=forward");
          await page.getByRole("button", { name: /^(Condition|Bedingung)$/ }).click();
          await page.getByRole("button", { name: /^(Save the rule|Regel speichern)$/ }).click();
          await page.locator("[aria-invalid=true]").first().waitFor();
        },
        expected: /Failed to load resource: .* 422/,
      },
      import: {
        before: fill,
        async after(page) {
          await page.getByRole("link", { name: /^(Import|Importieren)$/ }).click();
          const rules = { rules: [{ name: "Wrong", then: [{ number: "nobody" }, { email: { to: [] } }] }] };
          const dialog = page.getByRole("dialog");
          await dialog.getByRole("textbox").fill(JSON.stringify(rules, null, 2));
          await dialog.getByRole("button", { name: /^(Import|Importieren)$/ }).click();
          await dialog.getByRole("alert").waitFor();
        },
        expected: /Failed to load resource: .* 422/,
      },
      delete: {
        before: fill,
        async after(page) {
          await page
            .getByRole("button", { name: /(Move or delete|verschieben oder löschen)/ })
            .first()
            .click();
          await page.getByRole("menuitem", { name: /^(Delete|Löschen)$/ }).click();
          await page.getByRole("dialog").waitFor();
        },
      },
      empty: { before: nothing("**/api/v1/rules"), after: (page) => page.locator(".empty-state").waitFor() },
      loading: { before: waiting("**/api/v1/rules"), after: TITLE },
      failed: {
        before: failing("**/api/v1/rules"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
];
