import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { DriverContext } from "./context.ts";
import type { Indications } from "./indications.ts";
import type { MessageReceiver } from "./receive.ts";
import type { SmsSettings } from "./sms-setup.ts";
import { describeSettings } from "./start-up.ts";

/**
 * Checks whether delivery reports really arrive under the current setting: some firmware accepts `AT+CNMI` settings
 * under which it then loses every report.
 */
interface ReportWatch {
  /** The network took a part that asks for a report. */
  expected(): void;
  /** A report arrived: this setting works, and is not questioned again. */
  arrived(): void;
  /** Reports should have arrived by now; they may be stored unannounced. */
  readonly late: boolean;
  /** Enough reports are late for long enough to try another setting. */
  readonly missing: boolean;
  /** Another setting is in effect: starts counting again. */
  changed(): void;
  /** No setting delivers any, perhaps because the network sends none. Nothing counts as late until one arrives. */
  giveUp(): void;
}

/** 60 s: most reports arrive within seconds, and one that is later may wait for a telephone that is switched off. */
const LATE_MS = 60_000;
/** The search for missing reports ends 10 min after the newest part. */
const LOOKING_MS = 10 * 60_000;
/**
 * 120 s and 3 parts: several reports that are late by twice the usual limit point to the modem, not to one telephone.
 */
const MISSING_MS = 120_000;
const MISSING_PARTS = 3;

/** Creates a watch for one start of a modem. */
export function createReportWatch(clock: Clock): ReportWatch {
  /** When the first few parts were taken. */
  let waitingSince: number[] = [];
  let newestAt = 0;
  let isOver = false;

  const olderThan = (since: number | undefined, ms: number) => since !== undefined && clock.now() - since >= ms;

  return {
    expected() {
      if (isOver) return;
      newestAt = clock.now();
      if (waitingSince.length < MISSING_PARTS) waitingSince.push(newestAt);
    },
    arrived() {
      isOver = true;
      waitingSince = [];
    },
    get late() {
      return olderThan(waitingSince[0], LATE_MS) && !olderThan(newestAt, LOOKING_MS);
    },
    get missing() {
      return olderThan(waitingSince[MISSING_PARTS - 1], MISSING_MS);
    },
    changed() {
      waitingSince = [];
    },
    giveUp() {
      isOver = true;
      waitingSince = [];
    },
  };
}

/**
 * Part of every poll: searches for late reports, and tries another setting when many are missing.
 *
 * @throws ModemError as {@link tryAsk}
 */
export async function lookForReports(
  context: DriverContext,
  on: { reports: ReportWatch; receiver: MessageReceiver; indications: Indications; sms: SmsSettings },
): Promise<void> {
  const { reports, receiver, indications, sms } = on;
  if (!reports.late) return;
  await receiver.findReports("background");
  if (!reports.missing) return;
  const before = indications.current;
  const next = await indications.changeReports("background");
  if (next === undefined) {
    reports.giveUp();
    context.log.info("no delivery reports arrive under any setting that the modem offers: the network may send none");
  } else {
    reports.changed();
    context.log.warn({ before, set: next }, "no delivery reports arrive: trying another setting of the modem");
  }
  const { current: cnmi = before } = indications;
  context.update({ dialect: describeSettings(context.dialect, { ...sms, ...defined({ cnmi }) }) });
}
