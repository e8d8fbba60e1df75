import type { EventLog, Log } from "../log.ts";
import type { ModemStatus } from "../modem/index.ts";
import { nodeOf } from "./data-directory.ts";

/** This gateway's name; when its data directory is a copy, people are told. */
export function recordedNode(
  directory: string,
  { events, log, database }: { events: EventLog; log: Log; database: "sqlite" | "postgres" },
): string {
  const { name, before } = nodeOf(directory);
  if (before === undefined) return name;
  const queue =
    database === "sqlite"
      ? " If the gateway there still runs, messages that were queued when it was copied are sent by both."
      : "";
  const message = `The data directory was copied, restored or moved here from another place, where the gateway is called ${before}: this one is called ${name} from now on.${queue}`;
  log.warn({ node: name, before }, "the data directory comes from another place: this gateway has a new name");
  events.record({ severity: "warning", kind: "gateway.copied", message });
  return name;
}

/** A modem as others see it while the gateway sends nothing at all. */
export const withProblem = (status: ModemStatus, problem: string | undefined): ModemStatus =>
  problem === undefined || status.state !== "ready" ? status : { ...status, state: "out-of-service", problem };

/** Why no modem can send; nothing when one is ready, even if its budget is spent for now. */
export function modemsProblem(modems: readonly ModemStatus[]): string | undefined {
  if (modems.some(({ state }) => state === "ready")) return undefined;
  return modems.length === 0
    ? "no modem was found"
    : `no modem is ready: ${modems.map(({ name, state }) => `${name} is ${state}`).join(", ")}`;
}

/** A health check: passes without a problem. */
export const failWith = (problem: string | undefined): Promise<void> =>
  problem === undefined ? Promise.resolve() : Promise.reject(new Error(problem));
