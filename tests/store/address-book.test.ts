import { expect, test } from "bun:test";
import type { AddressBookStore, Contact, NewContact, Schedule } from "../../lib/messages/index.ts";
import { no, ok, type Result } from "../../lib/result.ts";
import { eachDatabase } from "../support/database.ts";

const WORKDAYS = [1, 2, 3, 4, 5] as const;

function must<Value>(saved: Result<Value>): Value {
  if (!saved.ok) throw new Error(saved.problem);
  return saved.value;
}

const addContact = async (book: AddressBookStore, contact: NewContact): Promise<Contact> =>
  must(await book.addContact(contact));

eachDatabase("the address book", (databases) => {
  const openBook = async () => (await databases.open()).addressBook;

  test("a contact is found by ID, and by name without regard to case, in any language and form", async () => {
    const book = await openBook();
    const group = must(await book.addGroup("Bereitschaft Süd"));
    const added = await addContact(book, {
      name: "Jürgen Öz",
      number: "+491701234567",
      email: "j@example.org",
      note: "nights",
      groupIds: [group.id, group.id],
    });
    expect(added).toEqual({
      id: added.id,
      name: "Jürgen Öz",
      number: "+491701234567",
      email: "j@example.org",
      note: "nights",
      groups: [{ id: group.id, name: "Bereitschaft Süd" }],
    });
    for (const name of ["Jürgen Öz", "JÜRGEN ÖZ", "Ju\u0308rgen o\u0308z"]) {
      expect(await book.findContact({ name })).toEqual(added);
    }
    expect(await book.findContact({ id: added.id })).toEqual(added);
    expect(await book.findContact({ name: "jurgen oz" })).toBeUndefined();
    expect(await book.findContact({ id: added.id + 1 })).toBeUndefined();
    expect(await book.contactsWithNumber("+491701234567")).toEqual([added]);
    expect(await book.contactsWithNumber("+4917012345")).toEqual([]);
  });

  test("a name that is taken and a group that is not there change nothing", async () => {
    const book = await openBook();
    const anna = await addContact(book, { name: "Anna" });
    const bernd = await addContact(book, { name: "Bernd" });
    const ops = must(await book.addGroup("ops"));
    expect(await book.addContact({ name: "ANNA" })).toEqual({ ok: false, problem: "name-taken" });
    expect(await book.addContact({ name: "Carl", groupIds: [ops.id, 999] })).toEqual({
      ok: false,
      problem: "no-such-group",
    });
    expect(await book.changeContact(bernd.id, { name: "anna", note: "x" })).toMatchObject({ problem: "name-taken" });
    expect(await book.changeContact(bernd.id, { note: "x", groupIds: [999] })).toMatchObject({
      problem: "no-such-group",
    });
    expect(await book.changeContact(999, { note: "x" })).toMatchObject({ problem: "not-found" });
    expect(await book.addGroup("OPS")).toMatchObject({ problem: "name-taken" });
    expect(await book.renameGroup(999, "new")).toMatchObject({ problem: "not-found" });
    expect(await book.listContacts()).toEqual([anna, bernd]);
    expect(await book.countContacts()).toBe(2);
  });

  test("a change touches what it names: absent stays, null goes, groups are replaced", async () => {
    const book = await openBook();
    const [one, two] = [must(await book.addGroup("one")), must(await book.addGroup("two"))];
    const { id } = await addContact(book, { name: "Anna", number: "+491701", note: "n", groupIds: [one.id] });
    expect(must(await book.changeContact(id, { name: "anna", number: null }))).toEqual({
      id,
      name: "anna",
      note: "n",
      groups: [one],
    });
    expect(must(await book.changeContact(id, { groupIds: [two.id] })).groups).toEqual([two]);
    expect(must(await book.changeContact(id, {})).note).toBe("n");
  });

  test("lists are by name, in pages, by group and by what they contain", async () => {
    const book = await openBook();
    const [ops, dba] = [must(await book.addGroup("ops")), must(await book.addGroup("DBA"))];
    for (const [name, ...groupIds] of [["zoe", ops.id], ["Anna", ops.id, dba.id], ["Émile"], ["100%_sure"]] as [
      string,
      ...number[],
    ][]) {
      await addContact(book, { name, groupIds, email: `${name.length}@Example.org` });
    }
    const names = async (options?: Parameters<AddressBookStore["listContacts"]>[0]) =>
      (await book.listContacts(options)).map((contact) => contact.name);
    expect(await names()).toEqual(["100%_sure", "Anna", "zoe", "Émile"]);
    expect(await names({ limit: 2 })).toEqual(["100%_sure", "Anna"]);
    expect(await names({ limit: 2, offset: 2 })).toEqual(["zoe", "Émile"]);
    expect(await names({ offset: 3 })).toEqual(["Émile"]);
    expect(await names({ groupIds: [ops.id, dba.id] })).toEqual(["Anna", "zoe"]);
    expect(await names({ groupIds: [dba.id] })).toEqual(["Anna"]);
    expect(await names({ groupIds: [] })).toEqual([]);
    expect(await names({ search: "ÉM" })).toEqual(["Émile"]);
    expect(await names({ search: "0%_" })).toEqual(["100%_sure"]);
    expect(await names({ search: "9@EXAMPLE" })).toEqual(["100%_sure"]);
    expect(await book.listGroups()).toEqual([
      { ...dba, memberCount: 1, hasSchedule: false },
      { ...ops, memberCount: 2, hasSchedule: false },
    ]);
    expect(await book.listGroups({ limit: 1, offset: 1 })).toMatchObject([{ name: "ops" }]);
  });

  test("members come in the escalation order, the others behind them by name", async () => {
    const book = await openBook();
    const { id } = must(await book.addGroup("ops"));
    const people = [];
    for (const name of ["Carl", "anna", "Bernd"]) people.push(await addContact(book, { name, number: "+491701" }));
    const [carl, anna, bernd] = people.map((person) => person.id) as [number, number, number];
    expect(must(await book.addMembers(id, [carl, anna]))).toEqual([carl, anna]);
    expect(must(await book.addMembers(id, [carl, bernd, bernd]))).toEqual([bernd]);
    expect((await book.findGroup({ id }))?.members.map((member) => member.name)).toEqual(["anna", "Bernd", "Carl"]);
    must(await book.setEscalation(id, [carl, bernd]));
    expect(await book.findGroup({ name: "OPS" })).toEqual({
      id,
      name: "ops",
      members: [
        { id: carl, name: "Carl", number: "+491701" },
        { id: bernd, name: "Bernd", number: "+491701" },
        { id: anna, name: "anna", number: "+491701" },
      ],
      escalation: [carl, bernd],
      overrides: [],
    });
    expect(must(await book.removeMembers(id, [carl, 999]))).toEqual([carl]);
    expect((await book.findGroup({ id }))?.escalation).toEqual([bernd]);
    must(await book.setEscalation(id, []));
    expect((await book.findGroup({ id }))?.escalation).toEqual([]);
  });

  test("a member or group that is not there is said, and nothing changes", async () => {
    const book = await openBook();
    const { id } = must(await book.addGroup("ops"));
    const anna = await addContact(book, { name: "Anna" });
    expect(await book.addMembers(id, [anna.id, 999])).toEqual({ ok: false, problem: "no-such-contact" });
    expect(await book.addMembers(999, [anna.id])).toEqual({ ok: false, problem: "no-such-group" });
    expect(await book.removeMembers(999, [anna.id])).toEqual({ ok: false, problem: "no-such-group" });
    expect(await book.setEscalation(id, [anna.id])).toEqual({ ok: false, problem: "not-a-member" });
    const shifts = [{ contactId: anna.id, weekdays: WORKDAYS, fromMinute: 0, toMinute: 1440 }];
    expect(await book.setSchedule(id, { timeZone: "UTC", shifts })).toEqual({ ok: false, problem: "not-a-member" });
    expect(await book.findGroup({ id })).toEqual({ id, name: "ops", members: [], escalation: [], overrides: [] });
  });

  test("a schedule is kept as it was given, replaced as a whole, and leaves with its members", async () => {
    const book = await openBook();
    const { id } = must(await book.addGroup("ops"));
    const anna = await addContact(book, { name: "Anna", groupIds: [id] });
    const bernd = await addContact(book, { name: "Bernd", groupIds: [id] });
    const schedule: Schedule = {
      timeZone: "Europe/Berlin",
      shifts: [
        { contactId: bernd.id, weekdays: [7], fromMinute: 0, toMinute: 1440 },
        { contactId: anna.id, weekdays: WORKDAYS, fromMinute: 8 * 60, toMinute: 17 * 60 },
        { contactId: anna.id, weekdays: [6, 7], fromMinute: 22 * 60, toMinute: 6 * 60 },
      ],
    };
    must(await book.setSchedule(id, schedule));
    expect((await book.findGroup({ id }))?.schedule).toEqual(schedule);
    expect(await book.listGroups()).toMatchObject([{ hasSchedule: true }]);
    // A contact whose groups are written again as they are keeps its shifts.
    must(await book.changeContact(anna.id, { groupIds: [id], note: "x" }));
    expect((await book.findGroup({ id }))?.schedule).toEqual(schedule);
    await book.removeContact(anna.id);
    expect((await book.findGroup({ id }))?.schedule).toEqual({
      timeZone: "Europe/Berlin",
      shifts: schedule.shifts.slice(0, 1),
    });
    must(await book.setSchedule(id, undefined));
    expect((await book.findGroup({ id }))?.schedule).toBeUndefined();
  });

  test("overrides are kept in their order, and leave with either of their members", async () => {
    const book = await openBook();
    const { id } = must(await book.addGroup("ops"));
    const [anna, bernd, carl] = await Promise.all(
      ["Anna", "Bernd", "Carl"].map((name) => addContact(book, { name, groupIds: [id] })),
    );
    if (anna === undefined || bernd === undefined || carl === undefined) throw new Error("three were added");
    must(await book.setSchedule(id, { timeZone: "UTC", shifts: [] }));
    const overrides = [
      { contactId: bernd.id, insteadOf: anna.id, from: 9_000, until: 10_000 },
      { contactId: carl.id, insteadOf: bernd.id, from: 2_000, until: 3_000 },
      { contactId: carl.id, from: 1_000, until: 1_780_000_000_000 },
    ];
    must(await book.setOverrides(id, overrides));
    expect((await book.findGroup({ id }))?.overrides).toEqual(overrides);
    expect((await book.findRota(id))?.overrides).toEqual(overrides);
    const outsider = await addContact(book, { name: "Dora" });
    const wrong = { contactId: carl.id, insteadOf: outsider.id, from: 1, until: 2 };
    expect(await book.setOverrides(id, [wrong])).toEqual({ ok: false, problem: "not-a-member" });
    expect(await book.setOverrides(id, [], (rota) => rota.overrides.length === 0)).toEqual({
      ok: false,
      problem: "changed-meanwhile",
    });
    must(await book.removeMembers(id, [anna.id]));
    expect((await book.findRota(id))?.overrides).toEqual(overrides.slice(1));
    must(await book.removeContact(carl.id));
    expect((await book.findRota(id))?.overrides).toEqual([]);
  });

  test("removing a contact or a group gives what it was; numbers are never given again", async () => {
    const book = await openBook();
    const ops = must(await book.addGroup("ops"));
    const anna = await addContact(book, { name: "Anna", groupIds: [ops.id] });
    expect(await book.removeGroup(ops.id)).toEqual({ ok: true, value: ops });
    expect(await book.removeGroup(ops.id)).toEqual({ ok: false, problem: "not-found" });
    expect(await book.removeContact(anna.id)).toEqual({ ok: true, value: { ...anna, groups: [] } });
    expect(await book.removeContact(anna.id)).toEqual({ ok: false, problem: "not-found" });
    expect(must(await book.addGroup("ops")).id).toBeGreaterThan(ops.id);
    expect((await addContact(book, { name: "Anna" })).id).toBeGreaterThan(anna.id);
  });

  test("a revision is made whole or not at all, from what the book holds at that moment", async () => {
    const book = await openBook();
    const ops = must(await book.addGroup("ops"));
    const old = must(await book.addGroup("old"));
    const anna = await addContact(book, { name: "Anna", note: "stays", groupIds: [ops.id, old.id] });
    const bernd = await addContact(book, { name: "Bernd" });
    const revision = {
      removeContacts: [bernd.id],
      removeGroups: [old.id],
      addGroups: ["new"],
      addContacts: [{ name: "Carl", number: "+491702", groups: ["NEW", "ops"] }],
      changeContacts: [{ id: anna.id, name: "anna", note: "stays" }],
    };
    expect(await book.revise(async () => no("wrong"))).toEqual({ ok: false, problem: "wrong" });
    const seen = await book.revise(async (now) => ok({ revision, value: now }));
    expect(seen).toEqual({
      ok: true,
      value: { contacts: [anna, bernd], groups: [old, ops], called: { contacts: new Set(), groups: new Set() } },
    });
    const after = await book.snapshot();
    expect(after.contacts).toMatchObject([
      { id: anna.id, name: "anna", note: "stays", groups: [{ name: "ops" }] },
      { name: "Carl", number: "+491702", groups: [{ name: "new" }, { name: "ops" }] },
    ]);
    const twice = { ...revision, removeContacts: [anna.id], addContacts: [{ name: "carl", groups: [] }] };
    await expect(book.revise(async () => ok({ revision: twice, value: 0 }))).rejects.toMatchObject({
      kind: "conflict",
    });
    expect(await book.snapshot()).toEqual(after);
  });

  test("two gateways that add the same name at once: one is told that it is taken", async () => {
    const url = await databases.create();
    const [one, two] = await Promise.all([databases.open({ url }), databases.open({ url })]);
    for (let round = 0; round < 5; round++) {
      const name = `contact ${round}`;
      const outcomes = await Promise.all([one.addressBook.addContact({ name }), two.addressBook.addContact({ name })]);
      expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
      expect(await two.addressBook.findContact({ name })).toMatchObject({ name });
    }
  });
});
