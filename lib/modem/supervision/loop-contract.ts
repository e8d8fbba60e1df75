import type { StatusPatch } from "../driver/index.ts";
import type { ModemStatus, RecoveryStep } from "../types.ts";
import type { LadderPosition, Rung } from "./ladder.ts";

/** Why something must be done about a modem. */
export interface SupervisionEvent {
  /** `recheck`: something about the SIM or the modem changed; starting again tells what. */
  why: "gone" | "stalled" | "restart" | "recheck" | "stop";
  reason: string;
  /** Milder steps would not help. */
  atLeast?: Rung;
}

/**
 * The supervision of one modem: what is being done about it now, and what is remembered for what comes next.
 *
 *     open ─▶ start ─▶ watch ──restart, recheck──▶ finish ─▶ start, or the ladder
 *      ▲        │ ▲      └──gone, stalled──▶ the ladder: start again, reset, reopen, power
 *      │        ▼ │
 *      │     wait (for a person)             any ──stop──▶ close ─▶ end
 *      └─ pause ◀─ power ◀─ close ◀─ the ladder
 */
export interface Supervision {
  doing: Doing;
  /** A way to switch the modem's power is there. */
  hasPower: boolean;
  /** Ends in a row, since the modem was last ready. */
  failures: number;
  /** Since when the port cannot be used; since the last switching of the power, if that is later. */
  awaySince: number | undefined;
  /** How often a person has been waited for since the port was opened or something changed. */
  checks: number;
  ladder: LadderPosition;
}

export type Doing =
  /** Opens the port and makes the driver. */
  | { type: "open" }
  | { type: "start" }
  /** Waits for an event from the driver that works, or from its watchdog. */
  | { type: "watch" }
  /** Lets the command on the wire end, since the modem is to be started again. */
  | { type: "finish"; because: SupervisionEvent }
  /** Waits for an event, or until the modem is looked at again. */
  | { type: "wait"; ms: number }
  | { type: "power"; before: "close" | "pause" }
  | { type: "close"; leaving: Leaving }
  /** Waits for an event, at most for `ms`, and in all until `until`. */
  | { type: "pause"; ms: number; until: number; isAbsent: boolean }
  | { type: "end" };

/** Why a port is closed: the next one may be opened after a pause. */
export type Leaving = "stop" | "lost" | "recovering";

/** What is to be seen when {@link Doing} has ended. */
export interface Seen {
  now: number;
  isStopping: boolean;
  status: Pick<ModemStatus, "state" | "problem">;
  /** An event that nobody has waited for yet. */
  pending: SupervisionEvent | undefined;
  /** False while there is surely no port to open; undefined when that cannot be told. */
  isPresent: boolean | undefined;
}

/** What came of {@link Doing}. */
export type Result =
  | { type: "done" }
  /** What was waited for; without it the time is over. */
  | { type: "event"; event: SupervisionEvent | undefined }
  | { type: "failed"; error: unknown };

export type Outcome = Result & Seen;

export type SupervisionEffect =
  | { type: "status"; patch: StatusPatch }
  /** A step of the recovery ladder is taken. */
  | { type: "count"; step: RecoveryStep; reason: string }
  /** The modem is told to restart. */
  | { type: "reset" }
  /** What is pending has been dealt with. */
  | { type: "clear" }
  | { type: "log"; level: "debug" | "warn" | "error"; error: unknown; text: string };

export interface SupervisionStep {
  state: Supervision;
  effects: readonly SupervisionEffect[];
}
