import type { CommandPriority } from "../at/command-queue.ts";
import { fieldsOf, offersNumber, splitGroups, toInteger } from "../at/fields.ts";
import { type DriverContext, query, tryAsk } from "./context.ts";

/** How the modem tells of what it receives: the parameters of `AT+CNMI=` that are set. */
export interface Indications {
  /** Absent when the modem accepted none. */
  readonly current: string | undefined;
  /** Sets them again when the modem has dropped them. */
  restore(priority: CommandPriority): Promise<void>;
  /**
   * Goes on to the next way in which the modem offers delivery reports. Once all were tried, back to the one of the
   * start.
   *
   * @returns the way that is set now; undefined when there was none that had not been tried
   */
  changeReports(priority: CommandPriority): Promise<string | undefined>;
}

/**
 * Owns the indications that the start has chosen.
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
      context.log.warn({ found: now, set: current }, "the modem had dropped its indications for new messages");
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
 * Tries the dialect's settings among those offered, best first; gives the one that was accepted, as read back.
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

/** One setting for each other `<ds>` that brings reports at all: 1 directly, 2 by way of a memory. */
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
