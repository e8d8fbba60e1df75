import { Type } from "@sinclair/typebox";
import { operation, type Route, route } from "../operations/operation.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { showInstant } from "./schemas.ts";

const STATES = ["ready", "not-ready", "outdated", "stopped", "gone"] as const;

/** A node of the database. Times in milliseconds since 1970. */
interface NodeView {
  node: string;
  name: string;
  version: string;
  state: (typeof STATES)[number];
  problem?: string;
  startedAt: number;
  stateSince: number;
  seenAt: number;
  aheadMs: number;
  hears: boolean;
  modems: readonly { name: string; state: string }[];
  holds: readonly string[];
  isThis: boolean;
}

/** What there is to know of the nodes on the database. */
interface NodeDesk {
  readonly isShared: boolean;
  /** @throws StoreFailure */
  list(): Promise<NodeView[]>;
}

const strict = { additionalProperties: false };
const instant = (description: string) => Type.String({ format: "date-time", description });

const Node = named(
  "Node",
  Type.Object(
    {
      id: Type.String({ description: "Its name on the database, the same after a restart." }),
      name: Type.String({ description: "Of its machine." }),
      version: Type.String(),
      state: oneOf(STATES, {
        description:
          "`not-ready`: it works, but not all of it; `problem` says why. `outdated`: it does nothing until it is upgraded. `stopped`: it was stopped. `gone`: it has not been heard of for 15 s.",
      }),
      since: instant("When this state began."),
      problem: Type.Optional(Type.String({ description: "Why it is not ready, in sentences." })),
      startedAt: instant("When its program was started."),
      seenAt: instant("When it was last heard of, by the database's clock."),
      clockAheadMs: Type.Integer({
        description: "How far its machine's clock is ahead of the database's, by which all nodes go; negative: behind.",
      }),
      wakeUps: oneOf(["notify", "polling"], {
        description:
          "`notify`: it hears at once what others announce. `polling`: it looks from time to time, as through PgBouncer in transaction pooling.",
      }),
      modems: Type.Array(Type.Object({ name: Type.String(), state: Type.String() }, strict), {
        description: "Those plugged in at it.",
      }),
      holds: Type.Array(Type.String(), {
        description:
          "What it does for all nodes: `backup`, `contacts-import`, `gateway-alarms`, `mqtt`, `telegram:` and the bot's ID.",
      }),
      isThis: Type.Boolean({ description: "It is the node that answers." }),
    },
    strict,
  ),
);

const LIST = operation({
  method: "GET",
  path: "/api/v1/nodes",
  operationId: "listNodes",
  tag: "Nodes",
  permissions: ["network"],
  summary: "The nodes that share the database",
  description:
    "One on SQLite. Nodes that stopped or went away are listed for seven days. They are few, so there are no pages.",
  answer: Type.Object({ items: Type.Array(Node) }, strict),
  example: {
    items: [
      {
        id: "gw-1-3f2a91c0",
        name: "gw-1",
        version: "1.0.0",
        state: "ready",
        since: "2026-01-31T07:00:00.000Z",
        startedAt: "2026-01-31T06:59:58.000Z",
        seenAt: "2026-01-31T08:00:00.000Z",
        clockAheadMs: 3,
        wakeUps: "notify",
        modems: [{ name: "gsm1", state: "ready" }],
        holds: ["mqtt"],
        isThis: true,
      },
    ],
  },
});

/** Several gateways on one database. */
export const NODES = {
  operations: [LIST],
  routes: ({ nodes }: { nodes: NodeDesk }): Route[] => [
    route(LIST, async () => ({ items: (await nodes.list()).map(showNode) })),
  ],
} as const;

function showNode({ node, stateSince, startedAt, seenAt, aheadMs, hears, problem, ...rest }: NodeView) {
  return {
    id: node,
    name: rest.name,
    version: rest.version,
    state: rest.state,
    since: showInstant(stateSince),
    ...(problem === undefined ? {} : { problem }),
    startedAt: showInstant(startedAt),
    seenAt: showInstant(seenAt),
    clockAheadMs: aheadMs,
    wakeUps: hears ? ("notify" as const) : ("polling" as const),
    modems: rest.modems.map(({ name, state }) => ({ name, state })),
    holds: [...rest.holds],
    isThis: rest.isThis,
  };
}
