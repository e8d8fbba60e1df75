import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Kysely, sql } from "kysely";
import { defined } from "../../lib/defined.ts";
import { type MessageFilter, type MessagePlace, type MessageState, OUTCOME_STATES } from "../../lib/messages/index.ts";
import { pageMessages } from "../../lib/store/archive/page-messages.ts";
import { openPostgres } from "../../lib/store/postgres.ts";
import type { Schema } from "../../lib/store/schema/index.ts";
import { openSqlite } from "../../lib/store/sqlite.ts";
import { eachDatabase } from "../support/database.ts";
import { NOON } from "./outgoing.ts";

/** Few values each, so that filters match and times are the same. */
const NUMBERS = ["+49170", "SHOP"] as const;
const MODEMS = ["north", "south"] as const;
const SOURCES = ["api.php", "v1"] as const;
const REFERENCES = ["order 1", "order 2"] as const;
const WAYS = ["sms", "telegram"] as const;
const STATES = [...OUTCOME_STATES.queued, ...OUTCOME_STATES.sent, ...OUTCOME_STATES.failed].filter(
  (state) => state !== "sending",
);

interface Row {
  direction: MessagePlace["direction"];
  at: number;
  /** 1: on SQLite, in the indexes of lists. */
  listed: 0 | 1;
  state: MessageState;
  number: string;
  user: number;
  source: string;
  reference: string | null;
  modem: string | null;
  way: "sms" | "telegram";
}

interface Stored extends Row {
  id: number;
}

const row: fc.Arbitrary<Row> = fc.record({
  direction: fc.constantFrom("outgoing", "outgoing", "outgoing", "incoming"),
  at: fc.integer({ min: NOON, max: NOON + 6 }),
  listed: fc.constantFrom(0, 1),
  state: fc.constantFrom(...STATES),
  number: fc.constantFrom(...NUMBERS),
  user: fc.constantFrom(1, 2),
  source: fc.constantFrom(...SOURCES),
  reference: fc.constantFrom(null, ...REFERENCES),
  modem: fc.constantFrom(null, ...MODEMS),
  way: fc.constantFrom(...WAYS),
});

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, { arbitrary, weight: 1 });

const filter = fc
  .record({
    outcomes: fc.constantFrom<MessageFilter["outcomes"][]>(
      ["queued", "sent", "failed", "incoming"],
      ["queued", "sent", "failed"],
      ["incoming"],
      ["sent", "incoming"],
      ["failed"],
    ),
    states: maybe(fc.subarray(STATES, { minLength: 1 })),
    ways: maybe(fc.subarray([...WAYS])),
    number: maybe(fc.constantFrom(...NUMBERS)),
    userId: maybe(fc.constantFrom(1, 2)),
    onlySentBy: maybe(fc.constantFrom(1, 2)),
    modem: maybe(fc.constantFrom(...MODEMS)),
    source: maybe(fc.constantFrom(...SOURCES)),
    reference: maybe(fc.constantFrom(...REFERENCES)),
    from: maybe(fc.integer({ min: NOON, max: NOON + 6 })),
    until: maybe(fc.integer({ min: NOON, max: NOON + 6 })),
  })
  .map((given): MessageFilter => defined(given));

/** What happens between two pages. */
const change = fc.oneof(
  fc.record({ kind: fc.constant("add" as const), row }),
  fc.record({ kind: fc.constant("remove" as const), which: fc.nat() }),
  fc.record({ kind: fc.constant("move" as const), which: fc.nat(), state: fc.constantFrom(...STATES) }),
  fc.record({ kind: fc.constant("list" as const), which: fc.nat() }),
);

const walk = fc.record({
  rows: fc.array(row, { minLength: 8, maxLength: 60, size: "max" }),
  filter,
  order: fc.constantFrom("newest" as const, "oldest" as const),
  limit: fc.integer({ min: 1, max: 7 }),
  lookAt: fc.integer({ min: 1, max: 9 }),
  /** Any place, also one that the filter leaves out. */
  after: maybe(
    fc.record({
      direction: fc.constantFrom("outgoing" as const, "incoming" as const),
      at: fc.integer({ min: NOON - 1, max: NOON + 7 }),
      id: fc.integer({ min: 0, max: 40 }),
    }),
  ),
});

type Walk = typeof walk extends fc.Arbitrary<infer Value> ? Omit<Value, "rows"> : never;

/** What the filter's documentation says, told again without indexes. */
function matches({ outcomes, states, ways, userId, onlySentBy, ...asked }: MessageFilter, row: Row): boolean {
  const isAsked =
    (ways?.includes(row.way) ?? true) &&
    (asked.number ?? row.number) === row.number &&
    (asked.modem ?? row.modem) === row.modem &&
    (asked.from ?? row.at) <= row.at &&
    (asked.until ?? row.at) >= row.at;
  if (row.direction === "incoming") {
    const isOfOutgoing = [states, userId, asked.source, asked.reference].some((each) => each !== undefined);
    return isAsked && outcomes.includes("incoming") && !isOfOutgoing;
  }
  return (
    isAsked &&
    outcomes.some((each) => each !== "incoming" && OUTCOME_STATES[each].some((state) => state === row.state)) &&
    (states?.includes(row.state) ?? true) &&
    [userId ?? row.user, onlySentBy ?? row.user].every((user) => user === row.user) &&
    (asked.source ?? row.source) === row.source &&
    (asked.reference ?? row.reference) === row.reference
  );
}

const byAge = (a: MessagePlace, b: MessagePlace) =>
  a.at - b.at || a.id - b.id || (a.direction === b.direction ? 0 : a.direction < b.direction ? -1 : 1);

const nameOf = ({ direction, id }: Pick<MessagePlace, "direction" | "id">) => `${direction} ${id}`;

eachDatabase("pages by cursor", (databases) => {
  async function opened() {
    const url = await databases.create();
    await databases.open({ url });
    const backend =
      databases.dialect === "sqlite"
        ? openSqlite(url.slice("sqlite:".length))
        : openPostgres(url, { lockWaitMs: 5_000 });
    return { db: backend.writer, close: () => backend.close() };
  }

  const columnsOf = (row: Row, id: number) =>
    row.direction === "incoming"
      ? sql`(id, channel, modem, sim, sender, text, received_at, state, total)
          values (${id}, ${row.way}, ${row.modem ?? "none"}, 'sim', ${row.number}, '', ${row.at}, 'complete', 1)`
      : sql`(id, created_at, recipient, text, kind, flash, channel, priority, source, send_at, expires_at, due_at, state,
          user_id, modem, reference, via ${databases.dialect === "sqlite" ? sql`, listed` : sql``})
          values (${id}, ${row.at}, ${row.number}, '', 'text', 0, 'auto', 1, ${row.source}, ${NOON}, ${NOON}, ${NOON},
            ${row.state}, ${row.user}, ${row.modem}, ${row.reference}, ${row.way}
            ${databases.dialect === "sqlite" ? sql`, ${row.listed}` : sql``})`;

  async function add(db: Kysely<Schema>, row: Row, id: number): Promise<Stored> {
    await sql`insert into ${sql.table(`${row.direction}_messages`)} ${columnsOf(row, id)}`.execute(db);
    return { ...row, modem: row.direction === "incoming" ? (row.modem ?? "none") : row.modem, id };
  }

  async function filled(db: Kysely<Schema>, rows: readonly Row[]): Promise<Stored[]> {
    await sql`delete from outgoing_messages`.execute(db);
    await sql`delete from incoming_messages`.execute(db);
    const stored: Stored[] = [];
    // Each direction counts for itself, so that two messages may have the same time and ID.
    const next = { outgoing: 1, incoming: 1 };
    for (const row of rows) stored.push(await add(db, row, next[row.direction]++));
    return stored;
  }

  /** All pages; `between` runs before each but the first. */
  async function walkAll(
    db: Kysely<Schema>,
    { filter, order, limit, lookAt, after: start }: Walk,
    between: () => Promise<void> = () => Promise.resolve(),
  ): Promise<MessagePlace[]> {
    const seen: MessagePlace[] = [];
    let after = start;
    for (let pages = 0; pages < 500; pages++) {
      const page = { limit, order, ...defined({ after }) };
      const { places, next } = await pageMessages(db, filter, page, lookAt);
      expect(places.length).toBeLessThanOrEqual(limit);
      seen.push(...places);
      if (next === undefined) return seen;
      after = next;
      await between();
    }
    throw new Error("the pages do not end");
  }

  const inOrder = (order: "newest" | "oldest", places: readonly MessagePlace[]) =>
    places.toSorted(order === "newest" ? (a, b) => byAge(b, a) : byAge);

  const isBehind = ({ order, after }: Pick<Walk, "order" | "after">, place: MessagePlace) =>
    after === undefined || (order === "newest" ? byAge(place, after) < 0 : byAge(place, after) > 0);

  test("joined are the list, whatever the filter, order, size and the rows that are looked at", async () => {
    const { db, close } = await opened();
    try {
      await fc.assert(
        fc.asyncProperty(walk, async ({ rows, ...asked }) => {
          const stored = await filled(db, rows);
          const expected = inOrder(
            asked.order,
            stored.filter((each) => matches(asked.filter, each) && isBehind(asked, each)),
          );
          expect((await walkAll(db, asked)).map(nameOf)).toEqual(expected.map(nameOf));
        }),
        { numRuns: 150 },
      );
    } finally {
      await close();
    }
  }, 180_000);

  test("hold once what stays, while messages are added, removed, moved and listed", async () => {
    const { db, close } = await opened();
    try {
      await fc.assert(
        fc.asyncProperty(
          walk,
          fc.array(change, { maxLength: 12, size: "max" }),
          async ({ rows, ...asked }, changes) => {
            const stored = await filled(db, rows);
            const staying = new Map(stored.map((each) => [nameOf(each), each]));
            /** All forms that a message has had. */
            const forms = [...stored];
            const left = [...changes];
            const seen = await walkAll(db, asked, async () => {
              const next = left.pop();
              if (next === undefined) return;
              if (next.kind === "add") return void forms.push(await add(db, next.row, 100 + forms.length));
              const target = stored[next.which % Math.max(stored.length, 1)];
              if (target?.direction !== "outgoing") return;
              const which = sql`where id = ${target.id}`;
              if (next.kind === "list") {
                if (databases.dialect === "sqlite")
                  await sql`update outgoing_messages set listed = 1 ${which}`.execute(db);
                return;
              }
              staying.delete(nameOf(target));
              if (next.kind === "remove") return void (await sql`delete from outgoing_messages ${which}`.execute(db));
              await sql`update outgoing_messages set state = ${next.state} ${which}`.execute(db);
              forms.push({ ...target, state: next.state });
            });
            const names = seen.map(nameOf);
            expect(new Set(names).size).toBe(names.length);
            expect(names).toEqual(inOrder(asked.order, seen).map(nameOf));
            const stayed = [...staying.values()]
              .filter((each) => matches(asked.filter, each) && isBehind(asked, each))
              .map(nameOf);
            expect(stayed.filter((name) => !names.includes(name))).toEqual([]);
            const matched = new Set(forms.filter((each) => matches(asked.filter, each)).map(nameOf));
            expect(names.filter((name) => !matched.has(name))).toEqual([]);
          },
        ),
        { numRuns: 150 },
      );
    } finally {
      await close();
    }
  }, 180_000);
});
