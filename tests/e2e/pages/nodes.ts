import type { Page } from "playwright-core";
import { FAILED, failing, heading, type TestedPage, waiting } from "../states.ts";

const TITLE = heading(/^(Nodes|Knoten)$/);
const NODES = "**/api/v1/nodes";

const NORTH = {
  id: "north-1",
  name: "north",
  version: "1.0.0",
  state: "ready",
  since: "2026-01-31T07:00:00.000Z",
  startedAt: "2026-01-31T07:00:00.000Z",
  seenAt: "2026-01-31T08:00:00.000Z",
  clockAheadMs: 3,
  wakeUps: "notify",
  modems: [{ name: "gsm1", state: "ready" }],
  holds: ["backup", "mqtt", "telegram:7"],
  isThis: true,
};
const OTHERS = [
  { id: "south-1", name: "south", state: "outdated", problem: "The modem is not ready.", clockAheadMs: -600_000 },
  { id: "east-1", name: "east", state: "not-ready", problem: "No modem was found.", wakeUps: "polling", modems: [] },
  { id: "west-1", name: "west", state: "gone" },
].map((other) => ({ ...NORTH, holds: [], isThis: false, ...other }));

/** As on PostgreSQL: the gateway of these pictures has SQLite. */
async function share(page: Page): Promise<void> {
  await page.route("**/api/v1/me", async (route) => {
    const response = await route.fetch();
    const me = await response.json();
    await route.fulfill({ response, json: { ...me, nodes: true } });
  });
}

export const NODE_PAGES: readonly TestedPage[] = [
  {
    name: "nodes",
    path: "/nodes",
    states: {
      filled: {
        async before(page) {
          await share(page);
          await page.route(NODES, (route) => route.fulfill({ json: { items: [NORTH, ...OTHERS] } }));
        },
        async after(page) {
          await TITLE(page);
          // Two of one machine are told apart by their IDs, which the log names.
          await page.getByRole("heading", { name: /^north-1 \((this node|dieser Knoten)\)$/ }).waitFor();
          await page.getByRole("heading", { name: "south-1" }).waitFor();
          await page.getByText(/^(Waits for its upgrade|Wartet auf sein Upgrade)$/).waitFor();
        },
      },
      one: {
        async after(page) {
          await page.getByText(/^(No further nodes|Keine weiteren Knoten)$/).waitFor();
        },
      },
      loading: {
        async before(page) {
          await share(page);
          await waiting(NODES)(page);
        },
        after: TITLE,
      },
      failed: {
        async before(page) {
          await share(page);
          await failing(NODES)(page);
        },
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").first().waitFor();
        },
      },
    },
  },
];
