import type { UnknownPolicy } from "../../messages/index.ts";
import type { Language } from "../../pdu/index.ts";
import type { Budget } from "../selection/calendar.ts";

/** What the outbox does where people may differ. */
export interface OutboxSettings {
  /** National language tables that may be used; none by default. */
  languages: readonly Language[];
  /** Ask the network for delivery reports; default `true`. */
  requestReports: boolean;
  /** Attempts that count before a message fails; default 20, which is about three hours of refusals. */
  maxAttempts: number;
  /** How long a telephone rings; default 20 s. */
  ringSeconds: number;
  /** What becomes of a message of which nobody knows whether the network took it; default `resend`. Read each time. */
  unknownPolicy: UnknownPolicy;
  /** How long a delivery report may settle an unknown outcome before the policy does; default 15 s. */
  unknownGraceMs: number;
  /** How long a gateway that has died keeps its messages; default 30 s. */
  leaseMs: number;
  /** No other gateway works on this database: what was claimed under any other name is free at once; default `false`. */
  alone: boolean;
  /** How long a part on the wire may take when the outbox stops; default 20 s. */
  stopGraceMs: number;
  /** How long nothing may have been fit on the ways of a rule before the next way is taken; default 5 min. */
  routePatienceMs: number;
  /** How long the rest of a long message waits for the SIM that sent its first parts; default 2 min. */
  simPatienceMs: number;
  /** What each SIM may send; no limit by default. */
  budget: Budget;
  /** Whose days and months budgets follow; default UTC. */
  timeZone: string;
}

/** Nobody else looks at the lease: it is renewed every eight hours, since each renewal wears an SD card. */
export const LONE_GATEWAY: Pick<OutboxSettings, "alone" | "leaseMs"> = { alone: true, leaseMs: 24 * 3_600_000 };

const DEFAULT_OUTBOX_SETTINGS: OutboxSettings = {
  languages: [],
  requestReports: true,
  maxAttempts: 20,
  ringSeconds: 20,
  unknownPolicy: "resend",
  unknownGraceMs: 15_000,
  leaseMs: 30_000,
  alone: false,
  stopGraceMs: 20_000,
  routePatienceMs: 300_000,
  simPatienceMs: 120_000,
  budget: {},
  timeZone: "UTC",
};

/** With the defaults; a getter stays one. */
export const withDefaults = (given: Partial<OutboxSettings> = {}): OutboxSettings =>
  Object.defineProperties({ ...DEFAULT_OUTBOX_SETTINGS }, Object.getOwnPropertyDescriptors(given));
