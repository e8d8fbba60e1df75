import { resolve } from "node:path";
import { systemClock } from "../clock.ts";
import type { Config, SettingKey } from "../config/index.ts";
import { defined } from "../defined.ts";
import { openChecks, readInstance } from "../gateway/index.ts";
import { CHECKS_STORED, type CheckResult, type StoredCheck } from "../messages/index.ts";
import type { CheckDesk } from "../monitoring/index.ts";
import { damageOf, type MissingNames } from "../routing/index.ts";
import { listText, resultsText, stateText } from "./check-text.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { counted, hasList, refuseDamaged, writeExport } from "./export-file.ts";
import type { CommandIo } from "./io.ts";
import { readJson } from "./json-files.ts";
import { json } from "./list-options.ts";
import { toggle } from "./options.ts";
import { outcomesOf } from "./outcome.ts";
import { RULE_SETTINGS } from "./rule-data.ts";
import { showWarnings } from "./warnings.ts";
import { withStore } from "./with-store.ts";

/** What commands about checks need: where the data are, and who may be told how. */
const CHECK_SETTINGS = [
  ...RULE_SETTINGS,
  "routes",
  "alarmLanguage",
  "publicUrl",
] as const satisfies readonly SettingKey[];
const done = outcomesOf({ one: "check", many: "checks", foundBy: "ID or name", most: CHECKS_STORED });
const WHICH = "CHECK is its ID or its name.";
/** 20 results: they fit on a screen. */
const RESULTS_SHOWN = 20;
/** 45 s: the longest time limit of a check, and the time until a gateway looks. */
const RUN_WAIT_MS = 45_000;
const LOOK_EVERY_MS = 250;

/** `aldis check …`: the monitoring of others. */
export const checkCommands: readonly Command[] = [
  defineCommand({
    path: ["check", "list"],
    operands: [],
    summary: "list the checks of the monitoring with their state",
    settings: CHECK_SETTINGS,
    flags: { json },
    async run({ config, flags, io }) {
      const checks = await withChecks(config, io, ({ checkDesk }) => checkDesk.store.list());
      for (const each of checks) showWarnings(io, damageOf(each), each.check.name);
      io.out.write(flags.json ? `${jsonText(checks.map(shown))}\n` : listText(checks));
      return 0;
    },
  }),
  defineCommand({
    path: ["check", "show"],
    operands: ["CHECK"],
    summary: "print a check as JSON, and its last results",
    details: `${WHICH} Secrets are printed as •••. Of a heartbeat the address to call is printed, too.`,
    settings: CHECK_SETTINGS,
    flags: { json },
    async run({ config, flags, operands: [which = ""], io }) {
      const [check, results] = await withChecks(config, io, async ({ checkDesk: desk }) => {
        const found = await checkNamed(desk, which);
        return [found, await desk.store.results(found.id, { limit: RESULTS_SHOWN })] as const;
      });
      showWarnings(io, damageOf(check));
      const url = heartbeatUrl(config, check);
      const content = { ...shown(check), ...defined({ heartbeatUrl: url }) };
      if (flags.json) io.out.write(`${jsonText({ ...content, results: results.map(shownResult) })}\n`);
      else io.out.write(`${jsonText(content)}\n\n${heartbeatText(url)}${resultsText(results)}`);
      return 0;
    },
  }),
  defineCommand({
    path: ["check", "add"],
    operands: ["FILE|-"],
    summary: "add a check from a JSON file, and print its ID",
    details:
      "The guide docs/monitoring.md describes the JSON; aldis check show prints it. Of a heartbeat the address to call is printed behind its ID.",
    settings: CHECK_SETTINGS,
    flags: {},
    async run({ config, operands: [from = ""], io }) {
      const content = await readJson(from, io, "a check");
      const added = await withChecks(config, io, async ({ checkDesk, missing }) => {
        const check = done(await checkDesk.add(content, {}));
        await warn(io, [check], missing);
        return check;
      });
      io.out.write(`${added.id}\n${heartbeatText(heartbeatUrl(config, added))}`);
      return 0;
    },
  }),
  defineCommand({
    path: ["check", "remove"],
    operands: ["CHECK"],
    summary: "remove a check; its alarm is resolved",
    details: WHICH,
    settings: CHECK_SETTINGS,
    flags: {},
    async run({ config, operands: [which = ""], io }) {
      await withChecks(config, io, async ({ checkDesk: desk }) =>
        done(await desk.remove((await checkNamed(desk, which)).id, {})),
      );
      return 0;
    },
  }),
  defineCommand({
    path: ["check", "run"],
    operands: ["CHECK"],
    summary: "let a gateway run a check now, and print what it found",
    details: `${WHICH} The exit status is 1 when the check failed.`,
    settings: CHECK_SETTINGS,
    flags: {},
    async run({ config, operands: [which = ""], io }) {
      const result = await withChecks(config, io, async ({ checkDesk }) =>
        runOnce(checkDesk, await checkNamed(checkDesk, which)),
      );
      io.out.write(resultsText([result]));
      return result.ok ? 0 : 1;
    },
  }),
  defineCommand({
    path: ["check", "import"],
    operands: ["FILE|-"],
    summary: "import checks from a JSON file, all or none",
    details:
      "The file has a list of checks, {“checks”: […]} as aldis check export writes it, or one check as aldis check add takes it. A check whose name is known becomes what the file says; the others are added.",
    settings: CHECK_SETTINGS,
    flags: { replace: toggle("replace", "Remove the checks that the file does not name.") },
    async run({ config, flags, operands: [from = ""], io }) {
      const content = await readJson(from, io, "a check or checks");
      const checks = checksIn(content);
      if (checks === undefined) {
        throw new CliError(
          "usage",
          `${from}: must have a list of checks, {"checks": […]}, or one check with its name and probe`,
        );
      }
      const replace = flags.replace === true;
      const all = await withChecks(config, io, async ({ checkDesk, missing }) => {
        const imported = done(await checkDesk.import(checks, { replace }));
        await warn(io, imported, missing);
        return imported;
      });
      io.out.write(`${checks.length} imported, ${all.length} in all\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["check", "export"],
    operands: ["[FILE]"],
    summary: "write all checks as JSON, which import reads back",
    details:
      "Secrets are ••• in it: another gateway takes the file once they have been written into it. Heartbeats get other URLs there.",
    writesData: true,
    settings: CHECK_SETTINGS,
    flags: {},
    async run({ config, operands: [to], io }) {
      const checks = await withChecks(config, io, ({ checkDesk }) => checkDesk.store.list());
      refuseDamaged(
        "checks",
        checks.map(({ id, check: { name }, unreadable }) => ({ id, name, unreadable })),
      );
      const text = `${jsonText({ checks: checks.map(({ check }) => check) })}\n`;
      writeExport(to, { text, what: counted(checks.length, "check"), isEarlier: hasList("checks") }, io);
      return 0;
    },
  }),
];

/** Those of a file: a list, an export, or one. */
function checksIn(content: object): readonly unknown[] | undefined {
  if (Array.isArray(content)) return content;
  if ("checks" in content) return Array.isArray(content.checks) ? content.checks : undefined;
  return "name" in content || "probe" in content ? [content] : undefined;
}

/** @throws what `use` throws, and as {@link withStore} */
function withChecks<T>(
  config: Pick<Config, (typeof CHECK_SETTINGS)[number]>,
  io: CommandIo,
  use: (checks: ReturnType<typeof openChecks>) => Promise<T>,
): Promise<T> {
  return withStore(config, io, (store, events) =>
    use(openChecks(config, { directory: resolve(config.data), store, events, clock: systemClock })),
  );
}

/** Says whom checks tell that is not there. Rejects with a StoreFailure. */
async function warn(io: CommandIo, checks: readonly StoredCheck[], missing: MissingNames): Promise<void> {
  for (const each of checks) showWarnings(io, await missing.inCheck(each), each.check.name);
}

/** By ID, otherwise by name in whatever case. @throws CliError kind "failed" */
async function checkNamed({ store }: CheckDesk, which: string): Promise<StoredCheck> {
  const checks = await store.list();
  const name = which.trim().toLowerCase();
  const found =
    checks.find(({ id }) => String(id) === which) ?? checks.find(({ check }) => check.name.toLowerCase() === name);
  if (found === undefined) throw new CliError("failed", "no check has this ID or name");
  return found;
}

/** @throws CliError kind "failed" when no gateway has run it */
async function runOnce(desk: CheckDesk, stored: StoredCheck): Promise<CheckResult> {
  const { id, memory, check } = stored;
  const [damage] = damageOf(stored);
  if (damage !== undefined) throw new CliError("failed", `the check ${damage.message}`);
  if (!check.enabled) throw new CliError("failed", "the check is switched off");
  const before = memory.last?.at;
  done(await desk.runNow(id));
  for (const end = systemClock.now() + RUN_WAIT_MS; systemClock.now() < end; ) {
    const last = (await desk.store.find(id))?.memory.last;
    if (last !== undefined && last.at !== before) return last;
    await systemClock.sleep(LOOK_EVERY_MS);
  }
  throw new CliError("failed", "no gateway has run the check: is one running on this database?");
}

/** Where the gateway answers: as it is told, or as the one on this data directory has it. */
function heartbeatUrl(
  config: Pick<Config, "data" | "publicUrl">,
  { beatKey }: Pick<StoredCheck, "beatKey">,
): string | undefined {
  if (beatKey === undefined) return undefined;
  const gateway = config.publicUrl?.url ?? readInstance(resolve(config.data))?.url ?? "https://GATEWAY";
  return `${gateway.replace(/\/$/, "")}/heartbeat/${beatKey}`;
}

/** How it is called; nothing for another check. */
const heartbeatText = (url: string | undefined): string =>
  url === undefined
    ? ""
    : `Call it by GET or POST, without a sign-in:\n  curl -fsS -m 10 --retry 3 ${url}\nWhoever knows the address can call it.\n`;

function shown(stored: StoredCheck) {
  const { id, check, memory, nextAt, beatKey, beatAt } = stored;
  return {
    id,
    ...check,
    state: stateText(stored),
    since: new Date(memory.since).toISOString(),
    nextAt: new Date(nextAt).toISOString(),
    ...defined({
      last: memory.last && shownResult(memory.last),
      heartbeatPath: beatKey && `/heartbeat/${beatKey}`,
      lastBeatAt: beatAt === undefined ? undefined : new Date(beatAt).toISOString(),
    }),
  };
}

const shownResult = ({ at, ...result }: CheckResult) => ({ at: new Date(at).toISOString(), ...result });
const jsonText = (value: unknown) => JSON.stringify(value, undefined, 2);
