import { createHash } from "node:crypto";
import type { EventRecorder } from "../messages/index.ts";
import type { ModemStatus } from "../modem/index.ts";
import { nodeOf } from "./data-directory.ts";

/** This gateway's name; when its data directory is a copy, people are told. */
export function recordedNode(
  directory: string,
  { events, database }: { events: EventRecorder; database: "sqlite" | "postgres" },
): string {
  const { name, before } = nodeOf(directory);
  if (before === undefined) return name;
  events.record({ kind: "gateway.copied", node: name, before, database });
  return name;
}

/** A gateway's name as a number of 48 bits, where only a number fits. */
export const nodeIdOf = (node: string): number => createHash("sha256").update(node).digest().readUIntBE(0, 6);

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

/** A health check: passes without a problem. @throws Error with the problem */
export const failWith = (problem: string | undefined): Promise<void> =>
  problem === undefined ? Promise.resolve() : Promise.reject(new Error(problem));
