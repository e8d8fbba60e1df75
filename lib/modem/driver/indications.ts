import type { CommandPriority } from "../at/command-queue.ts";
import { fieldsOf, offersNumber, splitGroups, toInteger } from "../at/fields.ts";
import { type DriverContext, query, tryAsk } from "./context.ts";

/** How the modem announces what it receives: the parameters of `AT+CNMI=` in effect. */
export interface Indications {
  /** Absent if the modem accepted no setting. */
  readonly current: string | undefined;
  /** Sets them again if the modem has lost them. @throws ModemError as {@link tryAsk} */
  restore(priority: CommandPriority): Promise<void>;
  /**
   * Switches to the next way in which the modem offers delivery reports, and back to the first one when all were tried.
   *
   * @returns the setting in effect now; undefined when all were tried
   * @throws ModemError as {@link tryAsk}
   */
  changeReports(priority: CommandPriority): Promise<string | undefined>;
}

/**
 * Owns the indications chosen at the start.
 *
 * @param options.offered  the answer to `AT+CNMI=?`
 */
export function createIndications(
  context: DriverContext,
  options: { chosen: string | undefined; offered: string | undefined },
): Indications {
  const { chosen } = options;
  let current = chosen;
  const untried = otherReportWays(context, options);

  async function set(setting: string, priority: CommandPriority): Promise<boolean> {
    const { result } = await tryAsk(context, `AT+CNMI=${setting}`, { priority });
    if (!result.ok) return false;
    const readBack = await readIndications(context, priority);
    if (readBack !== undefined && !sameSetting(readBack, setting)) return false;
    current = setting;
    return true;
  }

  return {
    get current() {
      return current;
    },
    async restore(priority) {
      if (current === undefined) return;
      const now = await readIndications(context, priority);
      if (now === undefined || sameSetting(now, current)) return;
      context.log.warn(
        { found: now, set: current },
        "the modem had lost its settings for announcing new messages; they are set again",
      );
      await tryAsk(context, `AT+CNMI=${current}`, { priority });
    },
    async changeReports(priority) {
      for (let next = untried.shift(); next !== undefined; next = untried.shift()) {
        if (await set(next, priority)) return current;
      }
      if (chosen !== undefined && current !== chosen) await set(chosen, priority);
      return undefined;
    },
  };
}

/**
 * Tries the dialect's settings that the modem offers, best first; returns the accepted one, as read back.
 *
 * @throws ModemError as {@link tryAsk}
 */
export async function chooseIndications(
  context: DriverContext,
  offered: string | undefined,
): Promise<string | undefined> {
  let accepted: string | undefined;
  for (const candidate of offeredSettings(context, offered)) {
    const { result } = await tryAsk(context, `AT+CNMI=${candidate}`);
    if (!result.ok) continue;
    const readBack = await readIndications(context, "normal");
    if (readBack === undefined || sameSetting(readBack, candidate)) return candidate;
    accepted = readBack;
  }
  return accepted;
}

function offeredSettings(context: DriverContext, offered: string | undefined): string[] {
  const groups = splitGroups(offered ?? "");
  return context.dialect.cnmi.filter(
    (candidate) =>
      groups.length === 0 ||
      candidate.split(",").every((value, index) => offersNumber(groups[index] ?? value, Number(value))),
  );
}

/** One setting for each other `<ds>` that delivers reports: 1 directly, 2 through a memory. */
function otherReportWays(
  context: DriverContext,
  { chosen, offered }: { chosen: string | undefined; offered: string | undefined },
): string[] {
  if (chosen === undefined) return [];
  const seen = new Set(["0", reportRouting(chosen)]);
  return offeredSettings(context, offered).filter((candidate) => {
    const routing = reportRouting(candidate);
    if (seen.has(routing)) return false;
    seen.add(routing);
    return true;
  });
}

const reportRouting = (setting: string) => setting.split(",")[3] ?? "0";

async function readIndications(context: DriverContext, priority: CommandPriority): Promise<string | undefined> {
  const lines = await query(context, "AT+CNMI?", "+CNMI:", { priority });
  const values = fieldsOf(lines?.[0] ?? "");
  return values.length >= 2 && values.every((value) => toInteger(value) !== undefined) ? values.join(",") : undefined;
}

/** Only mode, mt and ds decide what arrives; `bfr` is often not kept. */
function sameSetting(one: string, other: string): boolean {
  const parts = (setting: string) =>
    setting
      .split(",")
      .filter((_, index) => index !== 2 && index !== 4)
      .join();
  return parts(one) === parts(other);
}
