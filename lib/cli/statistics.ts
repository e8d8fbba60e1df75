import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS, parseOneOf, parseText } from "../config/index.ts";
import { defined } from "../defined.ts";
import { STATISTICS_OUTCOMES, type StatisticsDimension } from "../messages/index.ts";
import { no, ok } from "../result.ts";
import {
  readStatistics,
  resetStatistics,
  STATISTICS_PERIODS,
  type StatisticsItem,
  USUAL_SPAN_MS,
} from "../routing/index.ts";
import { columns } from "../table.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { boundsOf, json, since, until } from "./list-options.ts";
import { option } from "./options.ts";
import { userNamed } from "./user-named.ts";
import { withStore } from "./with-store.ts";

const DIMENSIONS = { modem: "modem", user: "userId", channel: "channel" } as const satisfies Record<
  string,
  StatisticsDimension
>;

const per = option("per", STATISTICS_PERIODS.join("|"), {
  documentation: "The length of a period; day by default.",
  parse: parseOneOf(STATISTICS_PERIODS),
});
const by = option<readonly StatisticsDimension[]>("by", "modem|user|channel[,…]", {
  documentation: "What is counted apart.",
  parse(text) {
    const words = text.split(",").map((word) => word.trim());
    const found = words.flatMap((word) =>
      Object.entries(DIMENSIONS).flatMap(([name, key]) => (name === word ? [key] : [])),
    );
    return found.length === words.length ? ok(found) : no("must be modem, user, channel, or some of them with commas");
  },
});
const user = option("user", "NAME", { documentation: "Only messages of this user.", parse: parseText });
const modem = option("modem", "NAME", {
  documentation: "Only what this modem sent, failed to send, or received.",
  parse: parseText,
});

/** `aldis statistics`: how many messages there were. */
const statisticsCommand: Command = defineCommand({
  path: ["statistics"],
  operands: [],
  summary: "count messages by hour, day or month: accepted, sent, delivered, failed, received, and incoming calls",
  details:
    "Works whether or not the gateway runs. Deleted messages stay counted. Days and months are those of --time-zone; without --since the last day by the hour, 30 days or a year.",
  settings: [...COMMON_SETTINGS, "timeZone"],
  flags: { per, by, user, modem, since, until, json },
  async run({ config, flags, io }) {
    const period = flags.per ?? "day";
    const { until: end = systemClock.now(), from = end - USUAL_SPAN_MS[period] } = boundsOf(flags, systemClock.now());
    const { counted, names } = await withStore(config, io, async (store) => {
      const only = flags.user === undefined ? undefined : await userNamed(store, flags.user);
      const counted = await readStatistics(store.statistics, {
        per: period,
        from,
        until: end,
        timeZone: config.timeZone,
        by: flags.by ?? [],
        ...defined({ userId: only?.id, modem: flags.modem }),
      });
      return { counted, names: new Map((await store.users.list()).map(({ id, name }) => [id, name])) };
    });
    if (!counted.ok) {
      const what = counted.problem === "too-many-periods" ? "more than 1,000 periods" : "too many rows";
      throw new CliError("failed", `${what}: ask for less time, or count less apart`);
    }
    io.out.write(
      flags.json
        ? `${JSON.stringify(counted.value, undefined, 2)}\n`
        : table(counted.value, { per: period, by: flags.by ?? [], timeZone: config.timeZone, names }),
    );
    return 0;
  },
});

/** `aldis user reset-statistics NAME`. */
const resetCommand: Command = defineCommand({
  path: ["user", "reset-statistics"],
  operands: ["NAME"],
  summary: "reset the statistics of a user: counting begins at nothing",
  details: "Also in sums over all users. The messages stay. Works whether or not the gateway runs.",
  settings: COMMON_SETTINGS,
  flags: {},
  async run({ config, operands: [name = ""], io }) {
    await withStore(config, io, async (store, events) => {
      await resetStatistics({ statistics: store.statistics, events }, await userNamed(store, name));
    });
    return 0;
  },
});

export const statisticsCommands: readonly Command[] = [statisticsCommand, resetCommand];

function table(
  items: readonly StatisticsItem[],
  options: {
    per: (typeof STATISTICS_PERIODS)[number];
    by: readonly StatisticsDimension[];
    timeZone: string;
    names: ReadonlyMap<number, string>;
  },
): string {
  const { per, by, timeZone, names } = options;
  if (items.length === 0) return "no messages\n";
  const apart = (item: StatisticsItem) => ({
    modem: item.modem ?? "-",
    userId: item.userId === undefined ? "-" : (names.get(item.userId) ?? `user ${item.userId}`),
    channel: item.channel ?? "-",
  });
  return columns([
    [
      per.toUpperCase(),
      ...by.map((name) => name.replace("Id", "").toUpperCase()),
      ...STATISTICS_OUTCOMES.map((each) => each.toUpperCase()),
    ],
    ...items.map((item) => [
      startText(item.start, per, timeZone),
      ...by.map((name) => apart(item)[name]),
      ...STATISTICS_OUTCOMES.map((outcome) => String(item[outcome])),
    ]),
  ]);
}

/** `2026-01-31 08:00`, `2026-01-31`, `2026-01`, by the clocks of the zone. */
function startText(at: number, per: "hour" | "day" | "month", timeZone: string): string {
  const local = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(at);
  return local.slice(0, { hour: 16, day: 10, month: 7 }[per]);
}
