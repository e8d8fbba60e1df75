import type { Clock } from "../../clock.ts";
import type { DriverContext } from "./context.ts";
import type { Indications } from "./indications.ts";
import type { MessageReceiver } from "./receive.ts";
import type { SmsSettings } from "./sms-setup.ts";
import { describeSettings } from "./start-up.ts";

/**
 * Judges by what really arrives whether delivery reports come by the way that is set: `AT+CNMI` accepts ways in which
 * some firmware then loses every report.
 */
export interface ReportWatch {
  /** The network took a part that asks for a report. */
  expected(): void;
  /** One came: this way works, and is not doubted again. */
  arrived(): void;
  /** Reports should have come by now: they may lie in a memory unannounced. */
  readonly late: boolean;
  /** So many are late for so long that another way is worth trying. */
  readonly missing: boolean;
  /** Another way is set: counts from the beginning. */
  changed(): void;
  /** No way brings any: perhaps the network has none to give. Nothing is late until one arrives. */
  giveUp(): void;
}

/** Most come within seconds of the message; a telephone that is switched off says nothing about the modem. */
const LATE_MS = 60_000;
/** What has not come so long after the newest part is not looked for any more. */
const LOOKING_MS = 10 * 60_000;
const MISSING_MS = 120_000;
const MISSING_PARTS = 3;

/** Makes a watch for one start of a modem. */
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
 * Part of every poll: looks for reports that are late, and tries another way when many stay away.
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
    context.log.info("no delivery reports come in any way that the modem offers: the network may give none");
  } else {
    reports.changed();
    context.log.warn({ before, set: next }, "no delivery reports come: the modem is to give them in another way");
  }
  const { current: cnmi = before } = indications;
  context.update({ dialect: describeSettings(context.dialect, { ...sms, ...(cnmi === undefined ? {} : { cnmi }) }) });
}
