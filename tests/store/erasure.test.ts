import { expect, test } from "bun:test";
import { systemClock } from "../../lib/clock.ts";
import type { DomainEvent } from "../../lib/messages/index.ts";
import { createErasure } from "../../lib/routing/index.ts";
import { ERASED_TABLES, HOLDS_NO_PERSON } from "../../lib/store/erasure/tables.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { FILLED_KEYS, fillEveryTable, tablesIn } from "../support/filled-database.ts";
import { sqlOn } from "../support/sql.ts";
import { isInFiles, tracesIn } from "../support/traces-of-number.ts";
import { accept } from "./outgoing.ts";

const NUMBER = "+491701234567";
const DIGITS = "1701234567";
const OTHER = "+491719999999";
const never = new AbortController().signal;

/** Where a number stands alone. */
const NUMBERS = ["recipient", "sender", "number"];
/** What names neither people nor what they say: modems, SIMs, users, keys, digests, kinds. */
const NOT_OF_PEOPLE =
  /^(state|modem|sim|pool|lane|asked_modem|source|user_name|address|origin|event_id|kind|smsc|alphabet|sender_type|dedupe_key|decode_error|key_hash|request_hash|recipient_tail|name_key|email|language|key|policy_key|person)$/;
/** By the document of the configuration, or by the triggers of users. */
const JSON_OF: Readonly<Record<string, object>> = {
  "alarms.policy": { name: "night", steps: [], unanswered: [], note: `by ${NUMBER}` },
};

/** What is in the tables about the number: everything is the person's, or others only mention it. */
const filledWith = (number: string) => (table: string, column: string) => {
  const isErased = ERASED_TABLES.some((each) => each.table === table) || /_parts$/.test(table);
  if (isErased && NUMBERS.includes(column)) return number;
  if (column === "definition") return JSON.stringify({ steps: [], unanswered: [], then: [] });
  if (!isErased || NOT_OF_PEOPLE.test(column) || table === "settings") return `${table} ${column}`;
  if (table === "outgoing_parts" || table === "incoming_parts") return column === "pdu" ? `07${DIGITS}` : `x ${DIGITS}`;
  const json = JSON_OF[`${table}.${column}`];
  if (json !== undefined) return JSON.stringify(json);
  if (["payload", "details", "source", "holder", "about", "news", "answer", "memory"].includes(column))
    return JSON.stringify({ who: `of ${NUMBER}`, list: [{ [NUMBER]: "0170 1234567" }], plain: 491701234567 });
  return `call +49 (0)170 123 45 67, 0170/1234567 or ${NUMBER}!`;
};

eachDatabase("an erasure", (databases) => {
  async function opened(number?: string) {
    const url = await databases.create();
    if (number !== undefined) await fillEveryTable(url, filledWith(number));
    const store = await databases.open({ url, texts: FILLED_KEYS });
    return { url, store };
  }

  const deskOf = (store: Store, events: DomainEvent[] = []) =>
    createErasure({
      store: store.erasure,
      files: store.retention,
      backups: () => ["/backups/one"],
      events: { record: (event) => void events.push(event) },
      clock: systemClock,
      log: { debug() {}, info() {}, warn() {}, error() {} } as never,
      country: "DE",
    }).desk;

  /** An erasure that is cut off after its first look at a table. */
  function cutOffAfter(store: Store, table: string | undefined) {
    const stopping = new AbortController();
    const step: typeof store.erasure.step = async (...given) => {
      const taken = await store.erasure.step(...given);
      if (given[0] === table) stopping.abort();
      return taken;
    };
    const watched = { ...store, erasure: { ...store.erasure, step } } as Store;
    return deskOf(watched).run({ number: NUMBER, isDry: false }, stopping.signal);
  }

  test("goes through every table that there is, or says why it holds no person", async () => {
    const tables = (await tablesIn(await databases.create())).filter(
      (table) => !/^(outgoing|incoming)_search_(data|idx|docsize|config)$/.test(table),
    );
    const erased = ERASED_TABLES.map(({ table }) => table);
    const known = [...erased, ...Object.keys(HOLDS_NO_PERSON)];
    expect(tables.filter((table) => !known.includes(table))).toEqual([]);
    expect(erased.filter((table) => !tables.includes(table))).toEqual([]);
    expect(new Set(known).size).toBe(known.length);
    for (const reason of Object.values(HOLDS_NO_PERSON)) expect(reason.length).toBeGreaterThan(10);
  });

  test("leaves nothing of a person in any column of any table, nor in SQLite's files", async () => {
    const { url, store } = await opened(NUMBER);
    const before = await tracesIn(url, DIGITS);
    expect(before).toEqual(
      expect.arrayContaining([
        "outgoing_messages.recipient",
        "incoming_messages.sender",
        "jobs.payload",
        "opt_outs.number",
      ]),
    );
    const events: DomainEvent[] = [];
    const done = await deskOf(store, events).run({ number: "0170 1234567", isDry: false, userName: "admin" }, never);
    expect(done).toMatchObject({ ok: true, value: { state: "done", left: {}, userName: "admin", namedBy: [] } });
    expect(done.ok && done.value.erased).toMatchObject({
      "sent-messages": 1,
      "received-messages": 1,
      contacts: 1,
      "opt-outs": 1,
      "opt-out-records": 1,
      "telegram-links": 1,
    });
    expect(await tracesIn(url, DIGITS)).toEqual([]);
    if (databases.dialect === "sqlite") expect(isInFiles(url, DIGITS)).toBe(false);
    expect(events).toMatchObject([{ kind: "person.erased", userName: "admin" }]);
    expect(JSON.stringify([events, done])).not.toContain(DIGITS);
    expect(await sqlOn(url, "select * from audit_clearance")).toEqual([]);
  });

  test("masks the number where others mention it, and keeps their messages", async () => {
    const { url, store } = await opened(OTHER);
    const before = await tracesIn(url, DIGITS);
    expect(before.length).toBeGreaterThan(15);
    const dry = await deskOf(store).run({ number: NUMBER, isDry: true }, never);
    expect(dry).toMatchObject({ ok: true, value: { isDry: true, state: "done", backups: ["/backups/one"] } });
    expect(await tracesIn(url, DIGITS)).toEqual(before);
    const done = await deskOf(store).run({ number: NUMBER, isDry: false }, never);
    expect(done.ok && done.value.erased).toEqual((dry.ok && dry.value.erased) || {});
    expect(await tracesIn(url, DIGITS)).toEqual([]);
    const [message] = await sqlOn(url, "select recipient, text from outgoing_messages");
    expect(message).toEqual({ recipient: OTHER, text: "call [erased], [erased] or [erased]!" });
    // Its destination names the person.
    const [job] = await sqlOn(url, "select * from jobs");
    expect(job).toBeUndefined();
    const [event] = await sqlOn(url, "select details from events");
    expect(JSON.parse(String(event?.details))).toEqual({
      who: "of [erased]",
      list: [{ "[erased]": "[erased]" }],
      plain: 0,
    });
    if (databases.dialect === "sqlite") expect(isInFiles(url, DIGITS)).toBe(false);
  });

  test("begins by nothing that is set up naming the person", async () => {
    const { store, url } = await opened();
    const now = Date.now();
    const anna = await store.addressBook.addContact({ name: "Anna", number: NUMBER });
    expect(anna.ok).toBe(true);
    const policy = {
      steps: [{ notify: [{ contact: "anna" }], by: ["sms"], waitSeconds: 60 }],
      rounds: 1,
      unanswered: [],
    };
    await sqlOn(
      url,
      `insert into policies (name, name_key, definition, version, created_at, changed_at) values
        ('night', 'night', '${JSON.stringify({ ...policy, tellResolved: true })}', 1, ${now}, ${now})`,
    );
    await store.settings.set({ "option.numbers-blocked": ["+49 170 1234567"] });
    const refused = await deskOf(store).run({ number: NUMBER, isDry: false }, never);
    expect(refused).toEqual({
      ok: false,
      problem: { kind: "named", by: ["the setting --numbers-blocked", "policy night"] },
    });
    expect(await store.addressBook.findContact({ name: "Anna" })).toBeDefined();
    const dry = await deskOf(store).run({ number: NUMBER, isDry: true }, never);
    expect(dry).toMatchObject({ ok: true, value: { namedBy: ["the setting --numbers-blocked", "policy night"] } });
  });

  test("cancels what waits for the person, and leaves what waits for others and names the number", async () => {
    const { store, url } = await opened();
    const waiting = await accept(store, { recipient: NUMBER });
    const later = await accept(store, { recipient: NUMBER, text: "again" });
    const mention = await accept(store, { recipient: OTHER, text: `ask ${NUMBER}` });
    const done = await deskOf(store).run({ number: NUMBER, isDry: false }, never);
    expect(done).toMatchObject({
      ok: true,
      value: { erased: { "sent-messages": 2, "cancelled-messages": 2 }, left: { "still-to-send": 1 } },
    });
    for (const id of [waiting, later]) expect(await store.outbox.find(id)).toBeUndefined();
    expect((await store.outbox.find(mention))?.message).toMatchObject({ state: "queued", text: `ask ${NUMBER}` });
    await store.outbox.cancel(mention, Date.now());
    expect(await deskOf(store).run({ number: NUMBER, isDry: false }, never)).toMatchObject({
      ok: true,
      value: { left: {}, erased: { mentions: 1 } },
    });
    expect(await tracesIn(url, DIGITS)).toEqual([]);
  });

  test("takes names and the address of the person alone out of alarms and events; a team's address stays", async () => {
    const { store, url } = await opened();
    await store.addressBook.addContact({ name: "Anna", number: NUMBER, email: "anna@example.org" });
    await store.addressBook.addContact({ name: "Anna too", number: NUMBER, email: "team@example.org" });
    await store.addressBook.addContact({ name: "Bernd", number: OTHER, email: "Team@example.org" });
    const details = { to: "anna@example.org", also: "team@example.org", name: "Anna" };
    await sqlOn(
      url,
      `insert into events (at, severity, kind, message, details) values
        (1, 'info', 'contact.added', 'Contact Anna added', '${JSON.stringify(details)}'),
        (2, 'info', 'modem.added', 'Modem Anna added', null)`,
    );
    const done = await deskOf(store).run({ number: NUMBER, isDry: false }, never);
    expect(done).toMatchObject({ ok: true, value: { erased: { contacts: 2, events: 1 } } });
    const events = await sqlOn(url, "select message, details from events order by id");
    expect(events.map(({ message }) => message)).toEqual(["Contact [erased] added", "Modem Anna added"]);
    expect(JSON.parse(String(events[0]?.details))).toEqual({
      to: "[erased]",
      also: "team@example.org",
      name: "[erased]",
    });
    expect(await store.addressBook.findContact({ name: "Bernd" })).toMatchObject({ email: "Team@example.org" });
  });

  test("counts a job once, however often its delivery was tried, and a dry run counts the same", async () => {
    const { store, url } = await opened();
    const payload = { text: `from ${NUMBER}` };
    await store.jobs.add([{ eventId: "in-1.1.0", kind: "http", destination: "http:a", payload }], Date.now());
    await sqlOn(
      url,
      `insert into job_attempts (job_id, number, at, milliseconds, status, answer)
      select id, number, 1, 1, 500, 'no way to ${NUMBER}' from jobs, (select 1 as number union select 2 union select 3) as tries`,
    );
    for (const isDry of [true, false]) {
      const done = await deskOf(store).run({ number: NUMBER, isDry }, never);
      expect(done.ok && done.value.erased).toEqual({ jobs: 1 });
    }
    expect(await tracesIn(url, DIGITS)).toEqual([]);
  });

  test("that runs beside another one counts what it has removed itself", async () => {
    const { store, url } = await opened();
    for (let each = 0; each < 20; each++) {
      await accept(store, { recipient: NUMBER });
      await sqlOn(
        url,
        `insert into incoming_messages (modem, sim, sender, text, received_at, state, total, routed_at)
        values ('m', 's', '${NUMBER}', 'Hello', 1, 'complete', 1, 1)`,
      );
    }
    const both = await Promise.all([1, 2].map(() => deskOf(store).run({ number: NUMBER, isDry: false }, never)));
    const sum = (kind: "sent-messages" | "received-messages") =>
      both.reduce((total, each) => total + ((each.ok && each.value.erased[kind]) || 0), 0);
    expect({ sent: sum("sent-messages"), received: sum("received-messages") }).toEqual({ sent: 20, received: 20 });
    expect(await tracesIn(url, DIGITS)).toEqual([]);
  });

  test("that was cut off is finished by the next one", async () => {
    const { store, url } = await opened();
    await store.addressBook.addContact({ name: "Anna", number: NUMBER });
    const ids: number[] = [];
    for (let each = 0; each < 600; each++) ids.push(each);
    await Promise.all(ids.map((each) => accept(store, { recipient: NUMBER, text: `text ${each}` })));
    const first = await cutOffAfter(store, store.erasure.tables[0]);
    expect(first).toMatchObject({ ok: true, value: { state: "cut-off", erased: { "sent-messages": 250 } } });
    expect(await store.addressBook.findContact({ name: "Anna" })).toBeDefined();
    const second = await deskOf(store).run({ number: NUMBER, isDry: false }, never);
    expect(second).toMatchObject({ ok: true, value: { state: "done", erased: { "sent-messages": 350, contacts: 1 } } });
    expect(await tracesIn(url, DIGITS)).toEqual([]);
    const { erasures } = await store.erasure.page({ limit: 10 }, Date.now());
    expect(erasures.map(({ state }) => state)).toEqual(["done", "cut-off"]);
  });

  test("finds what is added to what it has passed, and changed in it", async () => {
    const { store, url } = await opened();
    await accept(store, { recipient: NUMBER });
    await sqlOn(url, "insert into settings (key, value) values ('b', 'false'), ('c', 'false')");
    let isTold = false;
    const step: typeof store.erasure.step = async (name, ...given) => {
      const taken = await store.erasure.step(name, ...given);
      if (name === store.erasure.tables.at(-1) && !isTold) {
        isTold = true;
        store.events.keep({ kind: "message.failed", severity: "warning", message: `Not sent to ${NUMBER}` });
        await store.events.flush();
        await sqlOn(url, `insert into settings (key, value) values ('a', '"${NUMBER}"')`);
        await sqlOn(url, `update settings set value = '"${NUMBER}"' where key = 'b'`);
      }
      return taken;
    };
    const watched = { ...store, erasure: { ...store.erasure, step } } as Store;
    const done = await deskOf(watched).run({ number: NUMBER, isDry: false }, never);
    expect(done).toMatchObject({
      ok: true,
      value: { state: "done", erased: { "sent-messages": 1, events: 1, mentions: 2 } },
    });
    expect(await tracesIn(url, DIGITS)).toEqual([]);
  });

  test("that is cut off while a job is being delivered finds the mail address again", async () => {
    const { store, url } = await opened();
    await store.addressBook.addContact({ name: "Anna", number: NUMBER, email: "anna@example.org" });
    const payload = { to: "anna@example.org" };
    await store.jobs.add([{ eventId: "in-1.1.0", kind: "email", destination: "email", payload }], Date.now());
    await sqlOn(url, "update jobs set state = 'running'");
    const first = await cutOffAfter(store, store.erasure.tables.at(-1));
    expect(first).toMatchObject({ ok: true, value: { state: "cut-off", left: { "being-delivered": 1 } } });
    await sqlOn(url, "update jobs set state = 'delivered'");
    const second = await deskOf(store).run({ number: NUMBER, isDry: false }, never);
    expect(second).toMatchObject({ ok: true, value: { state: "done", left: {}, erased: { contacts: 1 } } });
    expect(await sqlOn(url, "select id from jobs")).toEqual([]);
    expect(await store.addressBook.findContact({ name: "Anna" })).toBeUndefined();
  });
});
