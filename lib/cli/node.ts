import { COMMON_SETTINGS } from "../config/index.ts";
import { type SeenNode, seenNodes } from "../gateway/index.ts";
import { columns } from "../table.ts";
import { visible } from "../visible.ts";
import { type Command, defineCommand } from "./command.ts";
import { json } from "./list-options.ts";
import { timeText } from "./message-text.ts";
import { withStore } from "./with-store.ts";

const ONE_NODE = "The database is SQLite, which belongs to one gateway: see aldis health.\n";
/** 5 s, from which on a gateway says so in its event log. */
const CLOCK_OFF_MS = 5_000;

/** `aldis node …`: the gateways that share a database. */
export const nodeCommands: readonly Command[] = [
  defineCommand({
    path: ["node", "list"],
    operands: [],
    summary: "list the gateways that share the database",
    details:
      "With version, state, modems, what each does for all, how far its clock is off, and whether announcements of others reach it. A gateway that was not heard of for 15 s is gone.",
    settings: COMMON_SETTINGS,
    flags: { json },
    async run({ config, flags, io }) {
      const [database, nodes] = await withStore(
        config,
        io,
        async (store) => [store.database, await seenNodes(store.nodes)] as const,
      );
      if (flags.json) io.out.write(`${JSON.stringify(nodes.map(shown), null, 2)}\n`);
      else io.out.write(database === "sqlite" ? ONE_NODE : listText(nodes));
      return 0;
    },
  }),
];

const shown = ({ node, isThis: _, ...rest }: SeenNode) => ({ id: node, ...rest });

function listText(nodes: readonly SeenNode[]): string {
  if (nodes.length === 0) return "No gateway has worked on the database yet.\n";
  const lines = nodes.map((each) => [
    visible(each.name),
    visible(each.node),
    each.version,
    each.state,
    timeText(each.stateSince),
    Math.abs(each.aheadMs) < CLOCK_OFF_MS
      ? "right"
      : `${each.aheadMs > 0 ? "+" : ""}${Math.round(each.aheadMs / 1_000)} s`,
    each.hears ? "notify" : "polling",
    each.modems.map(({ name, state }) => `${visible(name)} ${state}`).join(", ") || "-",
    each.holds.join(", ") || "-",
  ]);
  const head = ["MACHINE", "NODE", "VERSION", "STATE", "SINCE", "CLOCK", "WAKE-UPS", "MODEMS", "DOES FOR ALL"];
  const problems = nodes.flatMap(({ name, problem }) =>
    problem === undefined ? [] : [`${visible(name)}: ${visible(problem)}\n`],
  );
  return `${columns([head, ...lines])}${problems.length === 0 ? "" : `\n${problems.join("")}`}`;
}
