import { resolve } from "node:path";
import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS, type Config } from "../config/index.ts";
import {
  addTextKey,
  neededTextKeys,
  openData,
  readNeededTextKeys,
  readTextKeys,
  type TextKeyFile,
  writePlainly,
} from "../gateway/index.ts";
import type { TextKeyState } from "../messages/index.ts";
import type { Store } from "../store/index.ts";
import { columns } from "../table.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { json } from "./list-options.ts";
import { lostTextKeyCommands } from "./lost-text-key.ts";
import { timeText } from "./message-text.ts";
import { quietLog } from "./modem-work.ts";
import { toggle } from "./options.ts";
import { hasDatabase, withStore } from "./with-store.ts";

type DataConfig = Pick<Config, "data" | "database" | "textKeyFile">;

/** `aldis text-key …`: the keys that texts are encrypted with. */
export const textKeyCommands: readonly Command[] = [
  defineCommand({
    path: ["text-key", "add"],
    operands: [],
    summary: "put a new key for texts above the others in the key file, or make the file",
    details:
      "Texts are encrypted with the first key from the next start of the gateway on. Several gateways on one database all need the key before one of them writes with it: give them the file with the key below the others, restart each, then move its line to the top and restart each again. Keep a copy of the file away from the database and its backups.",
    settings: COMMON_SETTINGS,
    flags: { below: toggle("below", "Put the key below the others: it opens texts, and encrypts none yet.") },
    async run({ config, flags, io }) {
      const file = fileOf(config);
      const { id, isFirst } = addTextKey(file, { now: systemClock.now(), below: flags.below === true });
      const next = isFirst
        ? `is the first key of ${resolve(file)} now: copy the file to a safe place, restart the gateway with it, then run aldis text-key rotate`
        : `is the last key of ${resolve(file)} now: copy the file to a safe place and to the other gateways, restart each, then move its line to the top`;
      io.out.write(`${id} ${next}\n`);
      await warnOfMissing(file, config, io);
      return 0;
    },
  }),
  defineCommand({
    path: ["text-key", "plain"],
    operands: [],
    summary: "write texts readable again from the next start of the gateway on",
    details:
      "The keys stay in the file, to read what is encrypted, until aldis text-key rotate has written all texts readable.",
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, io }) {
      const file = fileOf(config);
      writePlainly(file);
      io.out.write(
        `${resolve(file)}: texts are written readable once the gateway is restarted; then run aldis text-key rotate\n`,
      );
      await warnOfMissing(file, config, io);
      return 0;
    },
  }),
  defineCommand({
    path: ["text-key", "show"],
    operands: [],
    summary: "show the keys for texts: which one encrypts, and which the database needs",
    settings: COMMON_SETTINGS,
    flags: { json },
    async run({ config, flags, io }) {
      const keys = await readNeededTextKeys(config, { directory: resolve(config.data), log: quietLog(io) });
      const state = await readState(config, io);
      io.out.write(flags.json ? asJson(keys, state) : stateText(keys, state));
      return 0;
    },
  }),
  defineCommand({
    path: ["text-key", "rotate"],
    operands: [],
    summary: "write all texts in the database with the first key of the key file, or readable where it says so",
    details:
      "Also those from before texts were encrypted. In small steps, so a gateway may run meanwhile; it must have been restarted with the same key file. It may be stopped at any time: what is written counts, and the next run goes on. At its end it says which keys the database needs no longer.",
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, io }) {
      fileOf(config);
      return withStore(config, io, (store) => rotate(store, io));
    },
  }),
  ...lostTextKeyCommands,
];

/** @throws CliError */
function fileOf({ textKeyFile }: Pick<Config, "textKeyFile">): string {
  if (textKeyFile === undefined) {
    throw new CliError("usage", "name the key file with --text-key-file (ALDIS_TEXT_KEY_FILE)");
  }
  return textKeyFile;
}

/** Says on standard error which key the database needs and the file does not have. @throws GatewayError for the file */
async function warnOfMissing(file: string, config: DataConfig, io: CommandIo): Promise<void> {
  const needed = await neededTextKeys(config, { directory: resolve(config.data), log: quietLog(io) });
  const keys = readTextKeys(file);
  const missing = needed.filter((id) => keys?.boxes.has(id) !== true);
  if (missing.length === 0) return;
  io.err.write(
    `aldis: texts in the database are encrypted with ${missing.join(", ")}, which ${resolve(file)} does not have: add its line from the copy of the key file first, or the gateway does not start\n`,
  );
}

async function readState(config: DataConfig, io: CommandIo): Promise<TextKeyState> {
  if (!hasDatabase(config, resolve(config.data))) return { needed: [], givenUp: [], missing: [], searchesTexts: true };
  const store = await openData(config, { directory: resolve(config.data), log: quietLog(io), migrate: false });
  return store.textKeys.state().finally(() => store.close());
}

type Known = { id: string; encrypts: boolean; inFile: boolean; needed: boolean; givenUp: boolean };

function known(keys: TextKeyFile | undefined, { needed, givenUp }: TextKeyState): Known[] {
  const ids = new Set([...(keys?.ids ?? []), ...needed.map(({ id }) => id), ...givenUp]);
  return [...ids].map((id) => ({
    id,
    encrypts: keys?.seals === id,
    inFile: keys?.boxes.has(id) === true,
    needed: needed.some((each) => each.id === id),
    givenUp: givenUp.includes(id),
  }));
}

const asJson = (keys: TextKeyFile | undefined, state: TextKeyState) =>
  `${JSON.stringify({ encrypts: keys?.seals !== undefined, keys: known(keys, state) }, undefined, 2)}\n`;

function stateText(keys: TextKeyFile | undefined, state: TextKeyState): string {
  const since = new Map(state.needed.map(({ id, since }) => [id, since]));
  const rows = known(keys, state).map(({ id, encrypts, inFile, needed, givenUp }) => [
    id,
    !inFile ? (givenUp ? "given up" : "MISSING") : encrypts ? "encrypts" : "opens",
    givenUp
      ? "texts unreadable without it"
      : needed
        ? `needed since ${timeText(since.get(id) ?? 0)}`
        : encrypts
          ? "not used yet"
          : "not needed",
  ]);
  const first = keys?.seals === undefined ? "texts are written readable\n" : "";
  return rows.length === 0 ? first : `${columns([["KEY", "USE", "DATABASE"], ...rows])}${first}`;
}

async function rotate({ textKeys, database }: Store, io: CommandIo): Promise<number> {
  const begun = await textKeys.beginRotation();
  if (!begun.ok) {
    const { nodes } = begun.problem;
    throw new CliError(
      "failed",
      `the gateway on ${nodes.join(", ")} writes texts otherwise than this key file says: restart it with this --text-key-file first`,
    );
  }
  let damaged = 0;
  let unreadable = 0;
  for (const table of textKeys.tables) {
    const done = await rotateTable(textKeys, table, io.signal);
    damaged += done.damaged;
    unreadable += done.unreadable;
    if (done.rows > 0 || done.damaged > 0)
      io.out.write(`${table}: ${done.rows} rows written${done.damaged === 0 ? "" : `, ${done.damaged} do not open`}\n`);
  }
  if (damaged > 0) {
    throw new CliError(
      "failed",
      `${damaged} rows do not open with their key: they were changed, or moved from other rows. They stay as they are, and every key is still needed; aldis text-key check says which`,
    );
  }
  const isEmptied = await textKeys.scrub();
  const free = await textKeys.endRotation(begun.value);
  const how = textKeys.seals ? "encrypted with the first key" : "readable";
  io.out.write(`all texts are ${how}\n`);
  if (!isEmptied)
    io.out.write(
      "SQLite's write-ahead log still has what was there before, since somebody reads the database: rotate again later\n",
    );
  if (database === "postgres")
    io.out.write(
      "PostgreSQL keeps what was there before until its tables are vacuumed: VACUUM FULL, and old WAL files\n",
    );
  for (const id of free) io.out.write(`no row needs the key ${id} any more: backups made before now still do\n`);
  if (unreadable > 0) {
    io.err.write(
      `aldis: ${unreadable} rows of the first key do not open with it: they were changed, or moved from other rows, and stay as they are; aldis text-key check says which\n`,
    );
  }
  return 0;
}

/** @throws StoreFailure; the signal's reason once it is aborted */
async function rotateTable(
  textKeys: Store["textKeys"],
  table: string,
  signal: AbortSignal,
): Promise<{ rows: number; damaged: number; unreadable: number }> {
  const all = { rows: 0, damaged: 0, unreadable: 0 };
  let after: readonly (string | number)[] | undefined;
  for (;;) {
    const since = systemClock.now();
    const { rows, damaged, unreadable, next } = await textKeys.rotate(table, after);
    all.rows += rows;
    all.unreadable += unreadable;
    all.damaged += damaged;
    if (next === undefined) return all;
    after = next;
    // Half of the time belongs to those who send.
    await systemClock.sleep(rows === 0 ? 0 : Math.max(0, systemClock.now() - since), signal);
  }
}
