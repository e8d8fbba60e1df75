import { expect, test } from "bun:test";
import type { OnceKey } from "../../lib/messages/index.ts";
import { eachDatabase } from "../support/database.ts";

eachDatabase("changes of the address book by several people", (databases) => {
  test("a change for what is no longer there, or is otherwise, changes nothing", async () => {
    const { addressBook: book } = await databases.open();
    const added = await book.addContact({ name: "Anna", note: "before" });
    if (!added.ok) throw new Error(added.problem);
    const { id } = added.value;
    const seen: unknown[] = [];
    const refuse = (now: unknown) => {
      seen.push(now);
      return false;
    };
    expect(await book.changeContact(id, { note: "after" }, refuse)).toMatchObject({ problem: "changed-meanwhile" });
    expect(await book.removeContact(id, refuse)).toMatchObject({ problem: "changed-meanwhile" });
    expect(await book.changeContact(id + 1, { note: "after" }, refuse)).toMatchObject({ problem: "not-found" });
    expect(seen).toEqual([added.value, added.value]);
    expect(await book.findContact({ id })).toEqual(added.value);
  });

  test("of two gateways that change the same version of a contact, one does", async () => {
    const url = await databases.create();
    const [one, two] = await Promise.all([databases.open({ url }), databases.open({ url })]);
    const added = await one.addressBook.addContact({ name: "Anna", note: "0" });
    if (!added.ok) throw new Error(added.problem);
    const { id } = added.value;
    for (let round = 0; round < 10; round++) {
      const outcomes = await Promise.all(
        [one, two].map(({ addressBook }) =>
          addressBook.changeContact(id, { note: String(round + 1) }, ({ note }) => note === String(round)),
        ),
      );
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
      expect(outcomes).toContainEqual({ ok: false, problem: "changed-meanwhile" });
    }
  });

  test("two gateways that get the same key at once add one contact, and both give it", async () => {
    const url = await databases.create();
    const [one, two] = await Promise.all([databases.open({ url }), databases.open({ url })]);
    for (let round = 0; round < 10; round++) {
      const key: OnceKey = { userId: 1, keyHash: `key ${round}`, requestHash: "request" };
      const contact = { name: `Contact ${round}` };
      const outcomes = await Promise.all([one, two].map(({ addressBook }) => addressBook.addContact(contact, key)));
      const [first, second] = outcomes.map((outcome) => (outcome.ok ? outcome.value : outcome.problem));
      expect(first).toMatchObject(contact);
      expect(second).toEqual(first);
      expect(outcomes.filter((outcome) => outcome.ok && outcome.again)).toHaveLength(1);
    }
    expect(await one.addressBook.countContacts()).toBe(10);
  });

  test("what refuses a contact leaves its key free, for another contact too", async () => {
    const { addressBook: book, once } = await databases.open();
    const key: OnceKey = { userId: 1, keyHash: "key", requestHash: "one" };
    await book.addContact({ name: "Anna" });
    expect(await book.addContact({ name: "anna" }, key)).toEqual({ ok: false, problem: "name-taken" });
    expect(await once.find(key, Date.now())).toBeUndefined();
    const other = { ...key, requestHash: "two" };
    const added = await book.addContact({ name: "Bernd" }, other);
    if (!added.ok) throw new Error(added.problem);
    expect(added).toMatchObject({ value: { name: "Bernd" } });
    expect(added).not.toHaveProperty("again");
    const again = await book.addContact({ name: "Bernd" }, other);
    expect(again).toEqual({ ok: true, value: added.value, again: true });
    expect(await book.addContact({ name: "anna" }, key)).toEqual({ ok: false, problem: "other-request" });
  });
});
