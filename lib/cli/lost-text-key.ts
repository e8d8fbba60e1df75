import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS } from "../config/index.ts";
import type { Store } from "../store/index.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { toggle } from "./options.ts";
import { withStoreLackingKeys } from "./with-store.ts";

type TextKeys = Store["textKeys"];

/** 20 rows per table are named: enough to see what they have in common. */
const NAMED = 20;

/** `aldis text-key check` and `forget`: texts that do not open. */
export const lostTextKeyCommands: readonly Command[] = [
  defineCommand({
    path: ["text-key", "check"],
    operands: [],
    summary: "open every encrypted text in the database, and say which do not open",
    details:
      "Reads in small steps and changes nothing, also while the gateway runs. A text does not open when its row was changed in the database, or when its key is lost. Ends with 1 when one does not.",
    settings: COMMON_SETTINGS,
    flags: {},
    run: ({ config, io }) =>
      withStoreLackingKeys(config, io, async ({ textKeys }) => {
        const found = await look(textKeys, io.signal);
        for (const { table, damaged, names } of found.tables) {
          if (damaged === 0) continue;
          const more = damaged > names.length ? ", …" : "";
          io.out.write(`${table}: ${damaged} rows were changed, or moved: ${names.join(", ")}${more}\n`);
        }
        for (const [id, rows] of found.keyless) io.out.write(`the key ${id} is not there: ${rows} rows need it\n`);
        const isWhole = found.keyless.size === 0 && found.tables.every(({ damaged }) => damaged === 0);
        if (isWhole) io.out.write(`every encrypted text opens (${found.rows} rows read)\n`);
        return isWhole ? 0 : 1;
      }),
  }),
  defineCommand({
    path: ["text-key", "forget"],
    operands: ["[KEY_ID…]"],
    summary: "give up keys for texts that every copy of is lost",
    details:
      "Without KEY_ID, every key that the database needs and the key file does not have. An ID that begins with - goes behind --. Gateway and commands then start without it. Texts encrypted with it stay unreadable: they are shown as [text cannot be decrypted], and nothing of them is sent. Messages, numbers, states and all else stay. Should the key be found, put its line into the key file again: its texts open.",
    settings: COMMON_SETTINGS,
    flags: { yes: toggle("yes", "Do it. Without this, only say how many rows need the key.") },
    run: ({ config, flags, operands, io }) =>
      withStoreLackingKeys(config, io, async ({ textKeys }) => {
        const { missing } = await textKeys.state();
        const ids = operands.length === 0 ? missing : operands;
        if (ids.length === 0) throw new CliError("failed", "no key is missing: nothing is given up");
        for (const id of ids) {
          if (!missing.includes(id)) throw new CliError("failed", notMissing(id, missing));
        }
        const { keyless } = await look(textKeys, io.signal);
        const rowsOf = (id: string) => `${keyless.get(id) ?? 0} rows`;
        if (flags.yes !== true) {
          const lines = ids.map((id) => `${rowsOf(id)} have texts that only the key ${id} opens`);
          throw new CliError("failed", `${lines.join("\n")}\nnothing was changed: --yes gives the key up`);
        }
        for (const id of ids) {
          const done = await textKeys.forget(id);
          if (!done.ok) throw new CliError("failed", refused(id, done.problem));
          io.out.write(`the key ${id} is given up: the texts of ${rowsOf(id)} stay unreadable, and are not sent\n`);
        }
        return 0;
      }),
  }),
];

const notMissing = (id: string, missing: readonly string[]) =>
  missing.length === 0
    ? `no key is missing, so ${id} is not given up`
    : `the key ${id} is not missing: the database needs ${missing.join(", ")}`;

type Refusal = Exclude<Awaited<ReturnType<TextKeys["forget"]>>, { ok: true }>["problem"];

function refused(id: string, problem: Refusal): string {
  if (problem === "there") return `the key ${id} is in the key file`;
  if (problem === "not-needed") return `no row needs the key ${id}`;
  return `the key ${id} is not lost: the gateway on ${problem.nodes.join(", ")} has it. Name its key file with --text-key-file`;
}

interface Found {
  rows: number;
  /** `names`: the keys of some damaged rows. */
  tables: { table: string; damaged: number; names: string[] }[];
  keyless: ReadonlyMap<string, number>;
}

/** @throws StoreFailure; the signal's reason once it is aborted */
async function look(textKeys: TextKeys, signal: AbortSignal): Promise<Found> {
  const { needed, givenUp } = await textKeys.state();
  // Where nothing was ever encrypted, somebody has written a text like an encrypted one.
  if (needed.length + givenUp.length === 0) return { rows: 0, tables: [], keyless: new Map() };
  const keyless = new Map<string, number>();
  const tables: Found["tables"] = [];
  let rows = 0;
  for (const table of textKeys.tables) {
    const names: string[] = [];
    let damaged = 0;
    let after: readonly (string | number)[] | undefined;
    do {
      const step = await textKeys.check(table, after);
      rows += step.rows;
      damaged += step.damaged.length;
      names.push(...step.damaged.slice(0, NAMED - names.length).map((key) => key.join("/")));
      for (const [id, count] of Object.entries(step.keyless)) keyless.set(id, (keyless.get(id) ?? 0) + count);
      after = step.next;
      if (after !== undefined) await systemClock.sleep(0, signal);
    } while (after !== undefined);
    tables.push({ table, damaged, names });
  }
  return { rows, tables, keyless };
}
