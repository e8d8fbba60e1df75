import { FAILED, failing, heading, nothing, type TestedPage, waiting } from "../states.ts";

const MODEMS = "**/api/v1/modems";

const HOUR_MS = 3_600_000;

/** A day with a cable pulled and a SIM that was locked at the end; the budget is nearly spent. */
function illDay() {
  const until = Date.now();
  const at = (hoursAgo: number) => new Date(until - hoursAgo * HOUR_MS).toISOString();
  const states = [
    { state: "ready", from: at(24), until: at(15) },
    { state: "gone", from: at(15), until: at(13.5), problem: "The modem's port is gone." },
    { state: "searching", from: at(13.5), until: at(13) },
    { state: "ready", from: at(13), until: at(2) },
    { state: "out-of-service", from: at(2), until: at(0), problem: "The SIM is locked: enter its PUK." },
  ];
  const budgets = [{ period: "day", parts: 87, limit: 100, until: at(-5) }];
  return { since: at(24), items: [{ modem: "simulated", states, budgets }] };
}

/** The modems: all of them, one opened, one that is ill, a form. */
export const MODEM_PAGES: readonly TestedPage[] = [
  {
    name: "modems",
    path: "/modems",
    states: {
      filled: {
        async after(page) {
          await page
            .getByText(/^(ready|bereit)$/)
            .first()
            .waitFor();
        },
      },
      ill: {
        async before(page) {
          await page.route(MODEMS, async (route) => {
            const answer = await route.fetch();
            const { items } = (await answer.json()) as { items: object[] };
            const ill = { state: "out-of-service", simLock: "SIM PUK", problem: "The SIM is locked: enter its PUK." };
            await route.fulfill({ json: { items: items.map((modem) => ({ ...modem, ...ill })) } });
          });
          await page.route("**/api/v1/modem-history", (route) => route.fulfill({ json: illDay() }));
        },
        async after(page) {
          await page.getByText(/PUK/).first().waitFor();
        },
      },
      adding: {
        async after(page) {
          await page.getByRole("button", { name: /^(Add a modem|Modem hinzufügen)$/ }).click();
          await page
            .getByRole("dialog")
            .getByLabel(/^(Device|Gerät)$/)
            .waitFor();
        },
      },
      empty: {
        before: nothing(MODEMS),
        async after(page) {
          await page.getByText(/^(Your modems will be here|Hier stehen Ihre Modems)$/).waitFor();
        },
      },
      loading: { before: waiting(MODEMS), after: heading(/^Modems$/) },
      failed: {
        before: failing(MODEMS),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
  {
    name: "modem",
    path: "/modems/simulated",
    states: {
      filled: {
        async after(page) {
          await page.getByRole("heading", { level: 2, name: "simulated" }).last().waitFor();
          await page.getByText("IMEI").waitFor();
        },
      },
    },
  },
  {
    name: "modem-trace",
    path: "/modems/simulated/trace",
    states: {
      filled: {
        async after(page) {
          await page.getByText("AT+CSQ").first().waitFor();
        },
      },
    },
  },
];
