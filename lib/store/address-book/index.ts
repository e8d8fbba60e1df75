import type { Kysely } from "kysely";
import type { AddressBookStore, OnceKey } from "../../messages/index.ts";
import { ok, type Result } from "../../result.ts";
import type { Backend } from "../backend.ts";
import { advanceGeneration } from "../change-counters.ts";
import type { GroupCommit } from "../group-commit.ts";
import { callersOf } from "../named-by.ts";
import { doOnce } from "../once.ts";
import { read } from "../read.ts";
import type { Schema } from "../schema/index.ts";
import { addContact, changeContact, findContact, listContacts, removeContact } from "./contacts.ts";
import { addGroup, findGroup, listGroups, removeGroup, renameGroup, setPolicy, summarizeGroup } from "./groups.ts";
import { addMembers, changeContacts, removeMembers } from "./members.ts";
import { pageOfContacts, pageOfGroups } from "./pages.ts";
import { makeRevision, takeSnapshot } from "./revision.ts";
import { findRota, setEscalation, setOverrides, setSchedule } from "./schedule.ts";

/** The address book on a database. @param now  milliseconds since 1970 */
export function createAddressBookStore(backend: Backend, writer: GroupCommit, now: () => number): AddressBookStore {
  const look = <Result>(query: (db: Kysely<Schema>) => Promise<Result>) => read(backend, query);

  const change = <Result>(work: (db: Kysely<Schema>) => Promise<Result>) =>
    writer.write(async (db) => {
      await advanceGeneration(db, "address-book");
      return work(db);
    });

  const add = <Value, Problem extends string>(
    key: OnceKey | undefined,
    work: (db: Kysely<Schema>) => Promise<Result<Value, Problem>>,
  ) =>
    writer.write((db) =>
      doOnce(db, { key, now: now() }, async () => {
        await advanceGeneration(db, "address-book");
        return work(db);
      }),
    );

  return {
    findContact: (reference) => look((db) => findContact(db, reference)),
    contactsWithNumber: (number) => look((db) => listContacts(db, { number })),
    listContacts: (options = {}) => look((db) => listContacts(db, options)),
    pageOfContacts: (options) => look((db) => pageOfContacts(db, options)),
    countContacts: () =>
      look(async (db) => {
        const query = db.selectFrom("contacts").select(({ fn }) => fn.countAll<number>().as("count"));
        return (await query.executeTakeFirstOrThrow()).count;
      }),
    addContact: (contact, once) => add(once, (db) => addContact(db, contact)),
    changeContact: (id, changes, ifIs) => change((db) => changeContact(db, id, { ...changes, ifIs, now: now() })),
    removeContact: (id, ifIs) => change((db) => removeContact(db, id, ifIs)),
    changeContacts: (ids, action) => change((db) => changeContacts(db, ids, action)),

    findGroup: (reference) => look((db) => findGroup(db, reference)),
    summarizeGroup: (id) => look((db) => summarizeGroup(db, id)),
    listGroups: (options = {}) => look((db) => listGroups(db, options)),
    pageOfGroups: (options) => look((db) => pageOfGroups(db, options)),
    addGroup: (name, once) => add(once, (db) => addGroup(db, name)),
    renameGroup: (id, name, ifIs) => change((db) => renameGroup(db, id, { name, ifIs, now: now() })),
    setPolicy: (id, policy, ifIs) => change((db) => setPolicy(db, id, { policy, ifIs })),
    removeGroup: (id, ifIs) => change((db) => removeGroup(db, id, ifIs)),
    callersOf: (named) => look((db) => callersOf(db, named)),
    addMembers: (groupId, contactIds) => change((db) => addMembers(db, groupId, contactIds)),
    removeMembers: (groupId, contactIds) => change((db) => removeMembers(db, groupId, contactIds)),
    findRota: (groupId) => look((db) => findRota(db, groupId)),
    setSchedule: (groupId, schedule, ifIs) => change((db) => setSchedule(db, groupId, { schedule, ifIs })),
    setOverrides: (groupId, overrides, ifIs) => change((db) => setOverrides(db, groupId, { overrides, ifIs })),
    setEscalation: (groupId, contactIds, ifIs) => change((db) => setEscalation(db, groupId, { contactIds, ifIs })),

    snapshot: () => look(takeSnapshot),
    revise: (decide, { once, progress } = {}) =>
      add(once, async (db) => {
        const decided = await decide(await takeSnapshot(db));
        if (!decided.ok) return decided;
        await makeRevision(db, decided.value.revision, progress);
        return ok(decided.value.value);
      }),
  };
}
