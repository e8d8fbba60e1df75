import type { Kysely } from "kysely";
import type { AddressBookStore } from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import { advanceGeneration } from "../change-counters.ts";
import type { GroupCommit } from "../group-commit.ts";
import { read } from "../read.ts";
import type { Schema } from "../schema/index.ts";
import { addContact, changeContact, findContact, listContacts, removeContact } from "./contacts.ts";
import { addGroup, findGroup, listGroups, removeGroup, renameGroup } from "./groups.ts";
import { addMembers, removeMembers } from "./members.ts";
import { makeRevision, takeSnapshot } from "./revision.ts";
import { setEscalation, setSchedule } from "./schedule.ts";

/** The address book on a database. */
export function createAddressBookStore(backend: Backend, writer: GroupCommit): AddressBookStore {
  const look = <Result>(query: (db: Kysely<Schema>) => Promise<Result>) => read(backend, query);

  const change = <Result>(work: (db: Kysely<Schema>) => Promise<Result>) =>
    writer.write(async (db) => {
      await advanceGeneration(db, "address-book");
      return work(db);
    });

  return {
    findContact: (reference) => look((db) => findContact(db, reference)),
    contactsWithNumber: (number) => look((db) => listContacts(db, { number })),
    listContacts: (options = {}) => look((db) => listContacts(db, options)),
    countContacts: () =>
      look(async (db) => {
        const query = db.selectFrom("contacts").select(({ fn }) => fn.countAll<number>().as("count"));
        return (await query.executeTakeFirstOrThrow()).count;
      }),
    addContact: (contact) => change((db) => addContact(db, contact)),
    changeContact: (id, changes) => change((db) => changeContact(db, id, changes)),
    removeContact: (id) => change((db) => removeContact(db, id)),

    findGroup: (reference) => look((db) => findGroup(db, reference)),
    listGroups: (options = {}) => look((db) => listGroups(db, options)),
    addGroup: (name) => change((db) => addGroup(db, name)),
    renameGroup: (id, name) => change((db) => renameGroup(db, id, name)),
    removeGroup: (id) => change((db) => removeGroup(db, id)),
    addMembers: (groupId, contactIds) => change((db) => addMembers(db, groupId, contactIds)),
    removeMembers: (groupId, contactIds) => change((db) => removeMembers(db, groupId, contactIds)),
    setSchedule: (groupId, schedule) => change((db) => setSchedule(db, groupId, schedule)),
    setEscalation: (groupId, contactIds) => change((db) => setEscalation(db, groupId, contactIds)),

    snapshot: () => look(takeSnapshot),
    revise: (decide) =>
      change(async (db) => {
        const { revision, result } = decide(await takeSnapshot(db));
        await makeRevision(db, revision);
        return result;
      }),
  };
}
