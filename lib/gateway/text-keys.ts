import { randomBytes } from "node:crypto";
import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { createSecretBox, SECRET_KEY_BYTES } from "../auth/index.ts";
import { no, ok, type Result } from "../result.ts";
import type { TextKeys } from "../store/index.ts";
import { GatewayError } from "./error.ts";
import { replaceExport, replaceFile } from "./replace-file.ts";

/** A file of keys, as it is read. */
export interface TextKeyFile extends TextKeys {
  /** The IDs in the order of the file. */
  ids: readonly string[];
}

const OPEN_TO_OTHERS = 0o077;
const PUT_BACK =
  "put it back from its copy; if every copy is lost, aldis text-key add makes a new one, and aldis text-key forget gives the lost keys up";
/** 64 KiB: a thousand keys. */
const MOST_BYTES = 65_536;
/** First of all: texts are written readable, and the keys below open what is encrypted. */
const PLAIN = "plain";
/** 8 characters of a keyed digest: 48 bits, enough to tell keys apart, and no help to find one. */
const ID_CHARACTERS = 8;

/**
 * Reads the keys of `--text-key-file`. `undefined` where it is not set.
 *
 * @param needed  the keys that the texts in the database need; a new key would not open those texts
 * @throws GatewayError with what a person can do about it
 */
export function readTextKeys(file: string | undefined, needed: readonly string[] = []): TextKeyFile | undefined {
  if (file === undefined) return undefined;
  const path = resolve(file);
  const read = parseTextKeys(contentOf(path, needed), needed);
  if (!read.ok) throw new GatewayError(`the key file ${path} cannot be used: ${read.problem}`);
  return read.value;
}

function contentOf(path: string, needed: readonly string[] = []): string {
  try {
    const { mode, size } = statSync(path);
    if ((mode & OPEN_TO_OTHERS) !== 0) {
      throw new GatewayError(`others on this machine may read the key file ${path}: chmod 600 ${path}`);
    }
    if (size > MOST_BYTES) throw new GatewayError(`the key file ${path} is too large to be one`);
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") {
      throw new GatewayError(
        needed.length === 0
          ? `the key file ${path} does not exist: put it back from its copy, or make the first key with aldis text-key add`
          : `the key file ${path} does not exist, and the texts in the database are encrypted with ${needed.join(", ")}: ${PUT_BACK}`,
      );
    }
    if (code === "EACCES") {
      throw new GatewayError(
        `this user may not read the key file ${path}: give it to the user that the gateway runs as (chown)`,
      );
    }
    throw new GatewayError(`the key file ${path} cannot be read: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

/**
 * Reads the keys: one per line, its ID and the key, the one that texts are written with first. Empty lines and what begins with `#` do
 * not count. `plain` above the first key: texts are written readable. A problem quotes no key.
 */
function parseTextKeys(content: string, needed: readonly string[]): Result<TextKeyFile> {
  const lines = wordsOf(content);
  const isPlain = lines[0]?.words === PLAIN;
  const boxes = new Map<string, ReturnType<typeof createSecretBox>>();
  for (const { words, number } of isPlain ? lines.slice(1) : lines) {
    const [id = "", text = "", ...rest] = words.split(/\s+/);
    if (words === PLAIN) return no(`line ${number}: "${PLAIN}" stands above the first key, or not at all`);
    if (text === "" || rest.length > 0) return no(`line ${number} must be an ID and a key, with a space between them`);
    const key = Buffer.from(text, "base64url");
    if (key.length !== SECRET_KEY_BYTES || key.toString("base64url") !== text) {
      return no(`line ${number}: a key is ${SECRET_KEY_BYTES} bytes in base64url, 43 characters`);
    }
    if (idOf(key) !== id) return no(`line ${number}: the key does not belong to its ID, so one of them was changed`);
    if (boxes.has(id)) return no(`line ${number}: the key ${id} is there twice`);
    boxes.set(id, createSecretBox(key));
  }
  const ids = [...boxes.keys()];
  if (ids.length === 0 && needed.length > 0)
    return no(`no key is in it, and the texts in the database are encrypted with ${needed.join(", ")}: ${PUT_BACK}`);
  if (ids.length === 0) return no("no key is in it: aldis text-key add puts one there");
  return ok({ ids, boxes, seals: isPlain ? undefined : ids[0] });
}

/** The lines that count. */
const wordsOf = (content: string) =>
  content
    .split("\n")
    .map((line, at) => ({ words: line.trim(), number: at + 1 }))
    .filter(({ words }) => words !== "" && !words.startsWith("#"));

const idOf = (key: Uint8Array) => createSecretBox(key).digest("ID", "aldis key of texts").slice(0, ID_CHARACTERS);

/**
 * Puts a new key above the others, or below them, and makes the file when there is none, or puts it into one without a key. Returns its ID, and whether texts are written
 * with it from the next start on.
 *
 * @throws GatewayError as {@link readTextKeys}, and when the folder does not exist. What the file system throws
 */
export function addTextKey(
  file: string,
  { now, below }: { now: number; below: boolean },
): { id: string; isFirst: boolean } {
  const folder = dirname(resolve(file));
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) {
    throw new GatewayError(`the folder ${folder} does not exist: make it first`);
  }
  const key = randomBytes(SECRET_KEY_BYTES);
  const id = idOf(key);
  const line = `# made ${new Date(now).toISOString().slice(0, 10)}\n${id} ${key.toString("base64url")}\n`;
  const content = statSync(file, { throwIfNoEntry: false }) === undefined ? undefined : contentOf(resolve(file));
  const isEmpty = content === undefined || wordsOf(content).every(({ words }) => words === PLAIN);
  if (!isEmpty) readTextKeys(file);
  if (content === undefined) replaceFile(resolve(file), line, { durable: true });
  else if (below && !isEmpty) writeKeys(file, `${contentOf(resolve(file)).trimEnd()}\n${line}`);
  else writeKeys(file, `${line}${keptContent(file)}`);
  return { id, isFirst: isEmpty || !below };
}

/**
 * Has texts written readable from the next start on; the keys stay.
 *
 * @throws GatewayError as {@link readTextKeys}; what the file system throws
 */
export function writePlainly(file: string): void {
  readTextKeys(file);
  writeKeys(file, `${PLAIN}\n${keptContent(file)}`);
}

/** What stays when another line comes above. */
const keptContent = (file: string) =>
  contentOf(resolve(file))
    .replace(/^[ \t]*plain[ \t]*(?:\r?\n|$)/gm, "")
    .trimStart();

/** Root writes what the gateway's user reads: the file keeps its owner. A link stays one. */
const writeKeys = (file: string, content: string) => replaceExport(realpathSync(file), content);
