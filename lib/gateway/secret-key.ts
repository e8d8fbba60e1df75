import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSecretBox, SECRET_KEY_BYTES, type SecretBox } from "../auth/index.ts";
import type { EventRecorder } from "../messages/index.ts";
import { no, ok } from "../result.ts";
import type { SettingsStore, Store } from "../store/index.ts";
import type { GatewayContext } from "./context.ts";
import { GatewayError } from "./error.ts";
import { claimData } from "./instance.ts";
import { seenNodes } from "./nodes.ts";
import { replaceFile, writeNewFile } from "./replace-file.ts";
import type { SecretKey } from "./stored-settings.ts";

const SETTING = "secret-key";
const DAMAGED = Symbol("a fingerprint that was damaged");
const IF_LOST = "if every copy is lost: aldis secret-key forget";

/** What of the settings a key needs. */
type KeySettings = Pick<SettingsStore, "list" | "keep" | "set">;

/**
 * The key of this installation's secrets, in the data directory, since in the database it would protect nothing. It is made
 * when it is needed first. The database keeps its fingerprint: a gateway that has another one may seal and open nothing, and
 * an event says so at its start. A damaged fingerprint is replaced by that of the key in the file.
 *
 * @throws StoreFailure, as what it gives does
 */
export async function openSecretKey({
  directory,
  store: { settings },
  events,
}: Pick<GatewayContext, "directory" | "store"> & { events: EventRecorder }): Promise<SecretKey> {
  const box = createSecretKey(directory, settings);
  if ((await fingerprintIn(settings)) === undefined) return box;
  const opened = await box();
  if (!opened.ok) events.record({ kind: "secret-key.unusable", problem: opened.problem });
  return box;
}

/**
 * Why the secrets that the database keeps cannot be opened with what is in the data directory; `undefined` when they can, and when it
 * keeps none. Makes no key and writes nothing. @throws StoreFailure
 */
export async function secretKeyProblem(directory: string, settings: KeySettings): Promise<string | undefined> {
  const expected = await fingerprintIn(settings);
  // The next gateway to start puts a damaged one right, if it has a key.
  if (expected === undefined || (expected === DAMAGED && readKey(fileIn(directory)) instanceof Buffer))
    return undefined;
  const opened = await createSecretKey(directory, settings)();
  return opened.ok ? undefined : opened.problem;
}

/** Of the key that the database needs; `undefined`: it needs none. */
async function fingerprintIn(settings: Pick<SettingsStore, "list">): Promise<string | typeof DAMAGED | undefined> {
  const kept = (await settings.list(SETTING)).get(SETTING);
  return kept === undefined || typeof kept === "string" ? kept : DAMAGED;
}

/**
 * Gives up a key that every copy of is lost: what it sealed stays unreadable, and what is sealed from now on is sealed with the key of
 * the file, or with a new one. A gateway that runs may have the lost key in its memory, so none may run on the database.
 *
 * @param database  its URL
 * @param options.isSure  `false`: only looks whether it may be done
 * @throws GatewayError when nothing is lost, or a gateway runs; StoreFailure
 */
export async function forgetSecretKey(
  directory: string,
  database: string,
  { store, isSure }: { store: Pick<Store, "settings" | "nodes">; isSure: boolean },
): Promise<void> {
  const file = fileIn(directory);
  if ((await fingerprintIn(store.settings)) === undefined)
    throw new GatewayError("the database needs no key of secrets");
  if (readKey(file) === "unreadable") throw new GatewayError(notReadable(file));
  if ((await createSecretKey(directory, store.settings)()).ok) {
    throw new GatewayError(`the key is not lost: ${file} is the one that the database needs`);
  }
  using _claims = claimData(directory, database);
  const running = (await seenNodes(store.nodes)).filter(({ state }) => state !== "stopped" && state !== "gone");
  if (running.length > 0) {
    const names = running.map(({ name }) => name).join(", ");
    throw new GatewayError(
      `gateways run on the database (${names}): copy secret.key from one that has it, or stop them`,
    );
  }
  if (isSure) await store.settings.remove(SETTING);
}

/** What {@link openSecretKey} gives, without the event, for a command. It rejects with a StoreFailure when the database fails. */
export function createSecretKey(directory: string, settings: KeySettings): SecretKey {
  const file = fileIn(directory);
  let known: SecretBox | undefined;

  return async () => {
    if (known !== undefined) return ok(known);
    const expected = await fingerprintIn(settings);
    const key = readKey(file) ?? (expected === undefined ? makeKey(directory, file) : undefined);
    if (key === "unreadable") {
      return no(notReadable(file));
    }
    if (key === undefined) {
      return no(
        `The secrets in the database need the key ${file}: copy it from the data directory that the database came from, or from another gateway of this database; ${IF_LOST}`,
      );
    }
    if (expected === DAMAGED) await settings.set({ [SETTING]: fingerprintOf(key) });
    // Of two gateways that make one at the same time, one is first.
    else if ((expected ?? (await settings.keep(SETTING, fingerprintOf(key)))) !== fingerprintOf(key)) {
      return no(
        `The secrets in the database were made with another key than ${file}: copy that of the other gateway; ${IF_LOST}`,
      );
    }
    known = createSecretBox(key);
    return ok(known);
  };
}

const fileIn = (directory: string) => join(directory, "secret.key");

const notReadable = (file: string) =>
  `This user may not read the key ${file}: give the file to the user that the gateway runs as (chown)`;

function makeKey(directory: string, file: string): Buffer | "unreadable" {
  const made = randomBytes(SECRET_KEY_BYTES);
  const text = `${made.toString("base64url")}\n`;
  // A command on a database elsewhere may be the first that needs the directory.
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (writeNewFile(file, text, { durable: true })) return made;
  // Another command made one meanwhile, or what is there is not a key.
  const found = readKey(file);
  if (found === undefined) replaceFile(file, text, { durable: true });
  return found ?? made;
}

/** `undefined`: there is none that could be used. */
function readKey(file: string): Buffer | "unreadable" | undefined {
  try {
    const key = Buffer.from(readFileSync(file, "utf8").trim(), "base64url");
    return key.length === SECRET_KEY_BYTES ? key : undefined;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EACCES" ? "unreadable" : undefined;
  }
}

const fingerprintOf = (key: Uint8Array) => new Bun.CryptoHasher("sha256").update(key).digest("base64url");
