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

export const NODE_PAGES: readonly TestedPage[] = [
  {
    name: "nodes",
    path: "/nodes",
    states: {
      filled: {
        async before(page) {
          await page.route(NODES, (route) => route.fulfill({ json: { items: [NORTH, ...OTHERS] } }));
        },
        async after(page) {
          await TITLE(page);
          await page.getByText(/^(Waits for its upgrade|Wartet auf sein Upgrade)$/).waitFor();
        },
      },
      loading: { before: waiting(NODES), after: TITLE },
      failed: {
        before: failing(NODES),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").first().waitFor();
        },
      },
    },
  },
];
