import type {
  Kysely,
  KyselyPlugin,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  QueryResult,
  RootOperationNode,
  UnknownRow,
} from "kysely";
import type { SecretBox } from "../../auth/index.ts";
import {
  BEGUN,
  type BoundValue,
  type BoundValues,
  type PlaceName,
  QUOTING_EVENTS,
  SEALED_PLACES,
  type SealedPlace,
  UNREADABLE,
} from "./places.ts";

/** The keys of texts. */
export interface TextKeys {
  /** The ID of the key that seals what is written; `undefined`: it is written readable. */
  seals: string | undefined;
  /** By ID: all that open. */
  boxes: ReadonlyMap<string, Pick<SecretBox, "seal" | "open" | "digest">>;
}

/** For a database without a key file whose keys were given up: texts of those keys are read as damaged. */
export const NO_KEYS: TextKeys = { seals: undefined, boxes: new Map() };

/**
 * ```
 *  U+0001 aldis1: key ID : place : nonce, AES-256-GCM, tag (base64url)
 * ```
 *
 * Not a text that anybody types. Whoever does, before texts are sealed, has written one that does not open.
 */
const PREFIX = "\u0001aldis1:";
const FORM = /^([\w-]+):([a-z.-]+):([\w-]+)$/;
/** What lies behind {@link PREFIX}, behind something else: 38 characters are a nonce and a tag. */
const TORN_FORM = /^.{0,8}:([\w-]+):([a-z.-]+):[\w-]{38,}$/s;
const DIGEST = "aldis1:";

/** Opens what queries read. Where there are no keys, connections go without it. */
export class SealedTexts implements KyselyPlugin {
  readonly keys: TextKeys;

  constructor(keys: TextKeys) {
    this.keys = keys;
  }

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return node;
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    openRows(this.keys, result.rows);
    return Promise.resolve(result);
  }
}

/** The keys of a connection; `undefined`: it has none. */
export const textKeysOf = (db: Pick<Kysely<never>, "getExecutor">): TextKeys | undefined => {
  const { plugins } = db.getExecutor();
  return plugins.length === 0 ? undefined : plugins.find((plugin) => plugin instanceof SealedTexts)?.keys;
};

/** Whether texts are written sealed: then they are in no index, and nothing is found by them. */
export const sealsTexts = (db: Pick<Kysely<never>, "getExecutor">): boolean => textKeysOf(db)?.seals !== undefined;

/** The text as it is written into this place of the row. */
export function sealed<Name extends PlaceName, Text extends string | null>(
  db: Pick<Kysely<never>, "getExecutor">,
  name: Name,
  { row, text }: { row: BoundValues<Name>; text: Text },
): Text {
  const keys = textKeysOf(db);
  return keys === undefined || text === null ? text : (sealText(keys, name, { row, text }) as Text);
}

/** As {@link sealed}, by these keys. */
export function sealText(
  { seals, boxes }: TextKeys,
  name: PlaceName,
  { row, text }: { row: Readonly<Record<string, unknown>>; text: string },
): string {
  const box = seals === undefined ? undefined : boxes.get(seals);
  if (box === undefined || isState(name, text)) return text;
  return `${PREFIX}${seals}:${name}:${box.seal(text, purposeOf(name, row))}`;
}

/** What says how far a row is, and is no text: conditions find it. */
const isState = (name: PlaceName, text: string) => text === "" || (name === "once.answer" && text === BEGUN);

/** What is written into columns of a row that was read, sealed where these columns are. */
export function sealedColumns<Value>(
  db: Pick<Kysely<never>, "getExecutor">,
  table: string,
  { row, set }: { row: Readonly<Record<string, unknown>>; set: Readonly<Record<string, Value>> },
): Record<string, Value | string> {
  const keys = textKeysOf(db);
  if (keys === undefined || (table === "events" && !QUOTING_EVENTS.has(String(row.kind)))) return { ...set };
  const places = Object.entries(SEALED_PLACES).filter(([, place]) => place.table === table && place.column in set);
  const sealedOnes = places.flatMap(([name, { column }]) => {
    const text = set[column];
    return typeof text === "string" ? [[column, sealText(keys, name as PlaceName, { row, text })]] : [];
  });
  return { ...set, ...Object.fromEntries(sealedOnes) };
}

/** The columns that are bound to texts of a table. */
export const boundColumnsOf = (table: string): readonly string[] => [
  ...new Set(
    Object.values(SEALED_PLACES)
      .filter((place) => place.table === table)
      .flatMap((place): readonly string[] => place.bound),
  ),
];

/** Rows as they are stored, opened into copies. */
export function openedRows<Row extends object>(
  db: Pick<Kysely<never>, "getExecutor">,
  rows: readonly Row[],
): readonly Row[] {
  const keys = textKeysOf(db);
  if (keys === undefined) return rows;
  const copies = rows.map((row) => ({ ...row }));
  openRows(keys, copies);
  return copies;
}

/**
 * What rows of a connection are found by that is made of a text: as it is written now, then as earlier keys, or none, wrote it. Nobody
 * without the key can try texts against it.
 */
export function digestsOf(db: Pick<Kysely<never>, "getExecutor">, value: string): readonly [string, ...string[]] {
  const keys = textKeysOf(db);
  if (keys === undefined) return [value];
  const digests = new Map([...keys.boxes].map(([id, box]) => [id, digestBy(box, id, value)]));
  const current = keys.seals === undefined ? value : (digests.get(keys.seals) ?? value);
  return [current, ...[...digests.values(), value].filter((each) => each !== current)];
}

const digestBy = (box: Pick<SecretBox, "digest">, id: string, value: string) =>
  `${DIGEST}${id}:${box.digest(value, "aldis digest of a text")}`;

/** The digest as the key that seals makes it; what has a key already, or needs none, stays. */
export function redigest({ seals, boxes }: TextKeys, value: string): string {
  const box = seals === undefined || value.startsWith(DIGEST) ? undefined : boxes.get(seals);
  return box === undefined || seals === undefined ? value : digestBy(box, seals, value);
}

/** Whether it is written as sealed texts are. */
export const isSealed = (value: string): boolean => value.startsWith(PREFIX);

/**
 * Whether it is a sealed text whose first characters were changed, so that it no longer says what it is. It names one of these keys, which
 * nobody outside knows; and a text that names one is stored sealed itself, unless it is written readable.
 */
export function isTorn({ boxes }: TextKeys, value: string): boolean {
  const [, id = "", name = ""] = (isSealed(value) ? undefined : TORN_FORM.exec(value)) ?? [];
  return boxes.has(id) && isPlace(name);
}

const partsOf = (value: string) => (isSealed(value) ? FORM.exec(value.slice(PREFIX.length)) : null);

/** The ID of the key in a sealed value, whether it is there or not; `undefined`: nobody has sealed such a value. */
export const idOfSealed = (value: string): string | undefined => partsOf(value)?.[1];

/** The ID of the key that a value is sealed by; `undefined`: by none of these. */
export function keyOfSealed({ boxes }: TextKeys, value: string): string | undefined {
  const id = idOfSealed(value);
  return id !== undefined && boxes.has(id) ? id : undefined;
}

const damagedColumns = new WeakMap<object, Set<string>>();

/** Lets a column of a row that was read count as damaged: see {@link isDamaged}. */
export function markDamaged(row: object, column: string): void {
  damagedColumns.set(row, (damagedColumns.get(row) ?? new Set()).add(column));
}

/** Whether a text of the row did not open as it was read, or this one: what it has in its place says so to people, and is not to be sent. */
export function isDamaged(row: object, column?: string): boolean {
  const damaged = damagedColumns.get(row);
  return damaged !== undefined && (column === undefined || damaged.has(column));
}

/**
 * Opens, in place, what is sealed in these rows. What was changed, or belongs to another row, is replaced: see {@link isDamaged}. What
 * somebody has written like a sealed text where none are sealed stays.
 */
function openRows(keys: TextKeys, rows: readonly unknown[]): void {
  for (const each of rows) {
    const row = each as Record<string, unknown>;
    for (const column in row) {
      const value = row[column];
      if (typeof value !== "string" || !SEALED_COLUMNS.has(column)) continue;
      if (!isSealed(value) && !isTorn(keys, value)) continue;
      const text = opened(keys, { column, value }, row);
      row[column] = text === undefined ? insteadOf(column, row) : text;
      if (text !== undefined) continue;
      markDamaged(row, column);
    }
  }
}

/** A reader of rows that also opens them; without keys it is the reader itself. */
export function opening<Given extends readonly unknown[]>(
  keys: TextKeys | undefined,
  readRows: (...given: Given) => unknown[],
): (...given: Given) => unknown[] {
  if (keys === undefined) return readRows;
  return (...given) => {
    const rows = readRows(...given);
    openRows(keys, rows);
    return rows;
  };
}

/** The text of a sealed value; `undefined`: it was changed, torn, or moved from another place, or none of these keys sealed it. */
export function opened(
  { boxes }: TextKeys,
  { column, value }: { column: string; value: string },
  row: Readonly<Record<string, unknown>>,
): string | undefined {
  const [, id = "", name = "", content = ""] = partsOf(value) ?? [];
  if (!isPlace(name) || !isIn(SEALED_PLACES[name], column, row)) return undefined;
  return boxes.get(id)?.open(content, purposeOf(name, row));
}

/** What is read in place of a text that does not open. */
const insteadOf = (column: string, row: Readonly<Record<string, unknown>>): string | null => {
  const place = Object.values(SEALED_PLACES).find((each) => isIn(each, column, row));
  return place === undefined ? UNREADABLE : place.instead;
};

/** Whether the column of the row is this place: others have the same name. */
const isIn = (place: SealedPlace, column: string, row: Readonly<Record<string, unknown>>) =>
  place.column === column && place.bound.every((each) => row[each] !== undefined);

const isPlace = (name: string): name is PlaceName => Object.hasOwn(SEALED_PLACES, name);
const SEALED_COLUMNS: ReadonlySet<string> = new Set(Object.values(SEALED_PLACES).map(({ column }) => column));

function purposeOf(name: PlaceName, row: Readonly<Record<string, unknown>>): string {
  const bound: readonly string[] = SEALED_PLACES[name].bound;
  const values = bound.map((column) => {
    const value = row[column] as BoundValue | undefined;
    if (value === undefined) throw new Error(`${name} is read without ${column}`);
    return value;
  });
  return `aldis text ${name} ${JSON.stringify(values)}`;
}
