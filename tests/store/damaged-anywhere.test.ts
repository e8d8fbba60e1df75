import { expect, test } from "bun:test";
import fc from "fast-check";
import { createTraces } from "../../lib/messages/index.ts";
import { createMissingNames } from "../../lib/routing/missing-names.ts";
import { createOptedOut } from "../../lib/routing/opt-outs/not-reached.ts";
import { eachDatabase } from "../support/database.ts";
import { sqlOn } from "../support/sql.ts";

const NUMBER = "+491701111111";

/** All that a definition may have, as this version writes it. */
const DEFINITIONS = {
  rules: {
    when: {
      and: [
        { or: [{ sender: { contact: "Bob" } }, { sender: { group: "Night" } }, { sender: { is: NUMBER } }] },
        { not: { recipient: { matches: "a", ignoreCase: true } } },
        { text: { contains: "no" } },
        { kind: "text" },
        { channel: "sms" },
        { modem: "north" },
        { known: true },
        { during: { weekdays: ["mon"], from: "08:00", to: "24:00", timeZone: "Europe/Berlin" } },
      ],
    },
    replace: [{ pattern: "a", with: "b", ignoreCase: true }],
    then: [
      {
        http: {
          url: "http://a.example/",
          method: "POST",
          headers: { a: "b" },
          secretHeaders: { c: "•••" },
          body: "{}",
        },
      },
      { isms: { url: "http://a.example/", username: "a", password: "•••", text: "b" } },
      { webhook: "erp" },
      { email: { to: ["a@b.example"], subject: "c", text: "d" } },
      { mqtt: { topic: "a", text: "b", qos: 1, retain: true } },
      { contact: "Bob", channel: "sms", text: "a" },
      { group: "Night" },
      { number: NUMBER },
      { autoReply: { text: "a", everySeconds: 60 } },
      { alarm: { policy: "night", text: "a" } },
    ],
    stop: true,
  },
  checks: {
    probe: {
      http: {
        url: "https://a.example/",
        method: "GET",
        headers: { a: "b" },
        secretHeaders: { c: "•••" },
        username: "a",
        password: "•••",
        status: [200],
        contains: "a",
        matches: "b",
        certificate: "any",
        certificateDays: 7,
      },
    },
    everySeconds: 60,
    timeoutSeconds: 10,
    failures: 3,
    flapping: { changes: 6, minutes: 60 },
    notify: { group: "Night" },
    severity: "critical",
  },
  policies: {
    steps: [
      { notify: [{ contact: "Bob" }, { group: "Night" }], by: ["sms", "email"], waitSeconds: 300 },
      { notify: [{ onCall: "Night" }, { next: "Night" }], by: ["telegram"], waitSeconds: 300 },
    ],
    rounds: 2,
    unanswered: [{ email: { to: ["a@b.example"] } }, { webhook: "erp" }, { group: "Night" }],
    notResolvedAfterSeconds: 60,
    tellResolved: true,
  },
} as const;
const TABLES = Object.keys(DEFINITIONS) as (keyof typeof DEFINITIONS)[];

type Path = readonly (string | number)[];
/** The places of all values in it. */
function placesIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [at];
  const inside = Object.entries(value).flatMap(([name, each]) =>
    placesIn(each, [...at, Array.isArray(value) ? Number(name) : name]),
  );
  return [at, ...inside];
}
function replaced(value: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.map((each, at) => (at === first ? replaced(each, rest, by) : each));
  return Object.fromEntries(
    Object.entries(value as object).map(([name, each]) => [name, name === first ? replaced(each, rest, by) : each]),
  );
}

/** One value of one definition is another one. */
const damaged = fc
  .constantFrom(...TABLES)
  .chain((table) => fc.tuple(fc.constant(table), fc.constantFrom(...placesIn(DEFINITIONS[table])), fc.jsonValue()))
  .map(([table, place, by]) => ({ table, json: JSON.stringify(replaced(DEFINITIONS[table], place, by)) }));

eachDatabase("a rule, check or policy of which one value is another one", (databases) => {
  test("stops no list, renaming, erasure and look for damage", async () => {
    const url = await databases.create();
    const store = await databases.open({ url });
    const { addressBook, policies, rules, checks, webhooks, erasure } = store;
    const now = 1_750_000_000_000;
    for (const [table, sql] of [
      [
        "rules",
        "(position, name, name_key, enabled, definition, version, created_at, changed_at, matched) values (1, 'a', 'a', 1, '{}', 1, 1, 1, 0)",
      ],
      ["policies", "(name, name_key, definition, version, created_at, changed_at) values ('a', 'a', '{}', 1, 1, 1)"],
    ] as const)
      await sqlOn(url, `insert into ${table} ${sql} returning id`);
    const check = { name: "a", enabled: true, ...DEFINITIONS.checks } as never;
    expect(await checks.add({ check }, { now, most: 9 })).toMatchObject({ ok: true });
    const bob = await addressBook.addContact({ name: "Bob", number: NUMBER });
    const night = await addressBook.addGroup("Night");
    if (!bob.ok || !night.ok) throw new Error(JSON.stringify([bob, night]));

    const reach = { hasMail: () => false, hasTelegram: false, isLinked: async () => false };
    const optedOut = createOptedOut({ book: addressBook, optOuts: store.optOuts });
    /** Gives the tables with a damaged row. */
    async function look(): Promise<unknown[]> {
      const missing = createMissingNames({ book: addressBook, policies, webhooks, reach });
      for (const each of await rules.list()) await missing.inRule(each);
      for (const each of await checks.list()) await missing.inCheck(each);
      for (const each of await policies.list()) {
        await missing.inPolicy(each);
        await optedOut.inPolicy(each.policy);
      }
      for (const name of ["Rob", "Bob"])
        expect(await addressBook.changeContact(bob.ok ? bob.value.id : 0, { name })).toMatchObject({ ok: true });
      for (const name of ["Day", "Night"])
        expect(await addressBook.renameGroup(night.ok ? night.value.id : 0, name)).toMatchObject({ ok: true });
      await erasure.namedBy(createTraces(await erasure.person({ number: NUMBER, forms: [] })));
      return (await store.damagedRows()).map(({ table }) => table);
    }
    const write = (table: string, json: string) =>
      sqlOn(url, `update ${table} set definition = '${json.replaceAll("'", "''")}' returning id`);
    const whole = async () => {
      for (const table of TABLES) await write(table, JSON.stringify(DEFINITIONS[table]));
    };
    await whole();
    expect(await look()).toEqual([]);
    await fc.assert(
      fc.asyncProperty(damaged, async ({ table, json }) => {
        if (json.includes("\\u0000")) return;
        await whole();
        await write(table, json);
        expect((await look()).filter((each) => each !== table)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  }, 180_000);
});
