import type { Page } from "playwright-core";
import { FAILED, failing, heading, type TestedPage, waiting } from "../states.ts";

const SETTINGS = "**/api/v1/settings";
const EMAIL = "**/api/v1/email";
const MQTT = "**/api/v1/mqtt";
const RETENTION = "**/api/v1/retention";
const ERASURES = "**/api/v1/erasures";
const ERASED = {
  id: 3,
  state: "done",
  dryRun: true,
  startedAt: "2026-02-01T08:00:00.000Z",
  endedAt: "2026-02-01T08:00:02.000Z",
  user: "admin",
  removed: [
    { kind: "sent-messages", count: 1_204 },
    { kind: "cancelled-messages", count: 2 },
    { kind: "mentions", count: 3 },
    { kind: "opt-outs", count: 1 },
    { kind: "contacts", count: 1 },
  ],
  left: [{ kind: "still-to-send", count: 1 }],
  backups: ["/var/lib/aldis/backups/aldis-20260131-020000.backup"],
  namedBy: [],
};
const KEPT = {
  kinds: [
    { kind: "sent", rows: 120_000, oldest: "2026-01-31T07:00:00.000Z", keptSeconds: 7_776_000 },
    { kind: "incoming", rows: 4_000, oldest: "2026-02-01T07:00:00.000Z" },
    { kind: "events", rows: 80_000, oldest: "2026-01-30T07:00:00.000Z" },
    { kind: "jobs", rows: 0, keptSeconds: 604_800 },
    { kind: "dead-jobs", rows: 3, oldest: "2026-01-30T07:00:00.000Z", keptSeconds: 7_776_000 },
    { kind: "audit", rows: 0 },
  ],
  database: { octets: 94_371_840, freeOctets: 4_194_304, canShrink: false },
  nextRun: "2026-02-01T03:30:00.000Z",
  last: {
    at: "2026-01-31T03:30:12.000Z",
    milliseconds: 12_000,
    removed: [
      { kind: "sent", what: "rows", count: 1_200 },
      { kind: "incoming", what: "texts", count: 30 },
    ],
    freedOctets: 1_048_576,
    whole: false,
  },
};
const BROKER = { broker: "mqtts://broker.example.org:8883", topics: "aldis/gw-1", publishesShared: true };
const RELAY = { configured: true, from: "sms@example.org" };
const answering = (path: string, json: object) => async (page: Page) => {
  await page.route(path, (route) => route.fulfill({ json }));
};
const field = (label: RegExp): TestedPage["states"][string] => ({
  async after(page) {
    await page.getByLabel(label).first().waitFor();
  },
});

/** The list of the pages, and the settings that are drawn from what the gateway says that it has. */
export const SETTINGS_PAGES: readonly TestedPage[] = [
  { name: "settings", path: "/settings", states: { filled: { after: heading(/^(Settings|Einstellungen)$/) } } },
  {
    name: "settings-general",
    path: "/settings/general",
    states: {
      filled: field(/^(Size of a request|Größe einer Anfrage)$/),
      changed: {
        async after(page) {
          await page.getByLabel(/^(Size of a request|Größe einer Anfrage)$/).fill("2MiB");
          await page.getByRole("button", { name: /^(Save|Speichern)$/ }).waitFor();
        },
      },
      loading: { before: waiting(SETTINGS), after: heading(/^(General|Allgemein)$/) },
      failed: {
        before: failing(SETTINGS),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
  {
    name: "settings-network",
    path: "/settings/network",
    states: { filled: field(/^(Public address|Öffentliche Adresse)$/) },
  },
  {
    name: "settings-email",
    path: "/settings/email",
    states: {
      filled: field(/^(Accepted domains|Angenommene Domains)$/),
      listening: {
        before: answering(EMAIL, { server: { enabled: true, port: 2525 }, relay: RELAY }),
        async after(page) {
          await page.getByText(/port 2525|Port 2525/).waitFor();
        },
      },
      refused: {
        async before(page) {
          await answering(EMAIL, { server: { enabled: true, problem: "port 25 is in use" }, relay: RELAY })(page);
          const problem = "the mail server mail.example.org answered 550 relay not permitted";
          await answering(`${EMAIL}/test`, { taken: false, milliseconds: 80, problem })(page);
        },
        async after(page) {
          await page.getByLabel(/^(Address for a test mail|Adresse für eine Testmail)$/).fill("it@example.org");
          await page.getByRole("button", { name: /^(Send a test mail|Testmail senden)$/ }).click();
          await page.getByText("relay not permitted").waitFor();
        },
      },
      loading: { before: waiting(EMAIL), after: field(/^(Accepted domains|Angenommene Domains)$/).after },
      failed: {
        before: failing(EMAIL),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
  {
    name: "settings-mqtt",
    path: "/settings/mqtt",
    states: {
      filled: field(/^(Client ID|Client-ID)$/),
      connected: {
        async before(page) {
          await answering(MQTT, { ...BROKER, state: "connected", user: "aldis", waiting: 0, dropped: 0 })(page);
          await answering(`${MQTT}/test`, { taken: true, milliseconds: 4, topic: "aldis/gw-1/test" })(page);
        },
        async after(page) {
          await page.getByRole("button", { name: /^(Publish a test message|Testnachricht veröffentlichen)$/ }).click();
          await page.getByText("aldis/gw-1/test").waitFor();
        },
      },
      trouble: {
        before: answering(MQTT, {
          ...BROKER,
          state: "trouble",
          problem: "its name cannot be resolved",
          waiting: 12,
          dropped: 3,
        }),
        async after(page) {
          await page.getByText(/its name cannot be resolved|sein Name lässt sich nicht auflösen/).waitFor();
        },
      },
      loading: { before: waiting(MQTT), after: field(/^(Client ID|Client-ID)$/).after },
      failed: {
        before: failing(MQTT),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
  {
    name: "settings-storage",
    path: "/settings/storage",
    states: {
      filled: {
        before: answering(RETENTION, KEPT),
        async after(page) {
          await page.getByText(/^(Sent messages: 1,200|Gesendete Nachrichten: 1\.200)$/).waitFor();
        },
      },
      asked: {
        async before(page) {
          await answering(RETENTION, KEPT)(page);
          await answering(`${RETENTION}/preview`, { removed: KEPT.last.removed })(page);
        },
        async after(page) {
          await page.getByRole("button", { name: /^(Delete old data now|Altes jetzt löschen)$/ }).click();
          await page.getByRole("dialog").getByRole("listitem").first().waitFor();
        },
      },
      erasing: {
        async before(page) {
          await answering(RETENTION, KEPT)(page);
          await answering(ERASURES, ERASED)(page);
          await answering(`${ERASURES}?*`, { items: [ERASED, { ...ERASED, id: 2, dryRun: false }] })(page);
          await answering(`${ERASURES}/3`, ERASED)(page);
        },
        async after(page) {
          await page.getByLabel(/^(Telephone number|Telefonnummer)$/).fill("0170 1234567");
          await page.getByRole("button", { name: /^(Show what would be removed|Zeigen, was gelöscht würde)$/ }).click();
          await page.getByText(/^(Contacts|Kontakte): 1$/).waitFor();
          await page.getByText(/^(Erasure|Löschung) 2, /).waitFor();
        },
      },
      new: {
        before: answering(RETENTION, { ...KEPT, last: undefined, nextRun: undefined }),
        async after(page) {
          await page.getByText(/^(Nothing has been deleted yet|Es wurde noch nichts gelöscht)/).waitFor();
        },
      },
      loading: { before: waiting(RETENTION), after: heading(/^(Storage|Speicherplatz)$/) },
      failed: {
        before: failing(RETENTION),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
  {
    name: "settings-telegram",
    path: "/settings/telegram",
    states: { filled: field(/^(Token of the bot|Token des Bots)$/) },
  },
];
