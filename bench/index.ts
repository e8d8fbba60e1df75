/** `bun run bench NAME…`: runs the named figures of the goals, or lists them. One file per figure, loaded when asked for. */
import { argv, exit } from "node:process";

const figures = new Map<string, () => Promise<{ run: () => Promise<void> }>>([
  ["api", () => import("./api.ts")],
  ["claim", () => import("./claim.ts")],
  ["flood", () => import("./flood.ts")],
  ["messages", () => import("./messages.ts")],
  ["modems", () => import("./modems.ts")],
  ["pdu", () => import("./pdu.ts")],
  ["peers", () => import("./peers.ts")],
  ["programs", () => import("./programs.ts")],
  ["strangers", () => import("./strangers.ts")],
]);

const asked = argv.slice(2);
const loaders = asked.flatMap((name) => figures.get(name) ?? []);
if (asked.length === 0 || loaders.length < asked.length) {
  console.log(`bun run bench ${[...figures.keys()].join(" | ")}`);
  exit(asked.length === 0 ? 0 : 2);
}
for (const load of loaders) {
  const { run } = await load();
  await run();
}
