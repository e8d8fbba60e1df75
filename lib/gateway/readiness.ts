import { systemClock, within } from "../clock.ts";
import type { StartConfig } from "../config/index.ts";
import type { NotReady } from "../http/index.ts";
import type { ModemStatus } from "../modem/index.ts";
import type { Store } from "../store/index.ts";
import type { GatewayContext } from "./context.ts";
import type { Messaging } from "./messaging.ts";
import type { Nodes } from "./nodes.ts";

/** What keeps this node from its work; nothing when it can do all of it. Costs the database nothing. Never rejects. */
type Readiness = () => Promise<NotReady[]>;

/** 2 s: what asks here asks every few seconds, and takes no answer for a no. */
const DATABASE_MS = 2_000;

/** 3 different ones: enough to begin with; the pages have the rest. */
const MOST_PROBLEMS = 3;

/** Makes what says whether this node can do its work, and has the other nodes told of it. */
export function followReadiness(
  config: Pick<StartConfig, "modems">,
  options: Pick<GatewayContext, "store" | "nodes" | "lifecycle"> &
    Pick<Messaging, "outbox" | "park"> & { modems: () => readonly ModemStatus[] },
): Readiness {
  const { store, nodes, lifecycle, outbox, park, modems } = options;
  const readiness = createReadiness({
    check: store.check,
    nodes,
    sending: () => outbox.problem,
    modems,
    hasModems: () => config.modems.length > 0 || park.list().length > 0,
    onEnding: lifecycle.onEnding,
  });
  nodes.describe(async () => {
    const reasons = await readiness();
    return {
      state: reasons.length === 0 ? "ready" : "not-ready",
      ...(reasons.length === 0 ? {} : { problem: reasons.map(({ reason }) => reason).join(" ") }),
      modems: modems().map(({ name, state }) => ({ name, state })),
    };
  });
  return readiness;
}

/**
 * Makes what says whether this node can do its work.
 *
 * @param options.sending  why nothing is sent at all, as a sentence; absent while messages are sent
 * @param options.nodes  say why this version of the program may not work on the database
 * @param options.hasModems  a modem is configured or was added, whether it is there or not
 */
function createReadiness({
  check,
  nodes,
  sending,
  modems,
  hasModems,
  onEnding,
}: {
  check: Store["check"];
  nodes: Pick<Nodes, "outdated">;
  sending: () => string | undefined;
  modems: () => readonly Pick<ModemStatus, "state" | "problem">[];
  hasModems: () => boolean;
  onEnding: (end: () => void) => void;
}): Readiness {
  let isStopping = false;
  onEnding(() => {
    isStopping = true;
  });
  return async () => {
    const reasons = {
      stopping: isStopping ? "The node is stopping." : undefined,
      database: await databaseProblem(check),
      version: nodes.outdated,
      sending: sending(),
      modems: hasModems() ? modemsReason(modems()) : undefined,
    };
    return Object.entries(reasons).flatMap(([name, reason]) => (reason === undefined ? [] : [{ check: name, reason }]));
  };
}

/** The reason itself may name hosts: it is in the log. */
async function databaseProblem(check: Store["check"]): Promise<string | undefined> {
  const works = check().then(
    () => true,
    () => false,
  );
  return (await within(systemClock, works, DATABASE_MS)) === true
    ? undefined
    : "The database cannot be used: the log of this node says why.";
}

function modemsReason(modems: readonly Pick<ModemStatus, "state" | "problem">[]): string | undefined {
  if (modems.some(({ state }) => state === "ready")) return undefined;
  if (modems.length === 0) return "No modem was found.";
  const said = modems.length === 1 ? "The modem is not ready." : `None of ${modems.length} modems is ready.`;
  // Anybody may ask: what is wrong with a port names devices and hosts, what is wrong with a SIM or its network does not.
  const told = modems.filter(({ state }) => state === "out-of-service" || state === "searching");
  const problems = [...new Set(told.flatMap(({ problem }) => problem ?? []))].slice(0, MOST_PROBLEMS);
  return [said, ...problems].join(" ");
}
