import type { Shift } from "../../../../lib/messages/index.ts";
import type { AddressBook, BookResult } from "../../../../lib/routing/index.ts";
import { NUMBERS } from "./modes.ts";

/** Whom the cases send to. It is Wednesday noon in Berlin: see `NOON`. */
export async function fillAddressBook(book: AddressBook): Promise<void> {
  const add = async (name: string, number?: string) => must(await book.addContact({ name, number })).id;
  const alice = await add("alice", NUMBERS.alice);
  const bob = await add("Bob Müller", NUMBERS.bob);
  const carol = await add("carol");
  await add("dora, Vienna", NUMBERS.dora);
  const five = await add("555", NUMBERS.five);
  // Also called like Bob's ID.
  await add("2", NUMBERS.five);
  const twin = await add("twin", NUMBERS.alice);
  const erik = await add("erik");

  const group = async (name: string, ...members: number[]) => {
    const added = must(await book.addGroup(name));
    must(await book.addMembers(added, members));
    return added;
  };
  await group("admins", bob, alice);
  await group("twins", alice, twin);
  await group("mixed", erik, alice, carol);
  await group("silent", carol, erik);
  await group("empty");

  const shift = (contactId: number, weekdays: Shift["weekdays"], fromMinute: number, toMinute: number): Shift => ({
    contactId,
    weekdays,
    fromMinute,
    toMinute,
  });
  const timeZone = "Europe/Berlin";
  const schedules: [group: Awaited<ReturnType<typeof group>>, shifts: Shift[], escalation: number[]][] = [
    [
      await group("on call", alice, bob),
      [shift(bob, [3], 12 * 60, 13 * 60), shift(alice, [3], 13 * 60, 12 * 60), shift(alice, [4], 0, 1440)],
      [],
    ],
    [await group("gap", alice, carol, five), [shift(alice, [1], 0, 1440)], [carol, five]],
    [await group("nights", alice), [shift(alice, [1, 2, 3, 4, 5, 6, 7], 22 * 60, 6 * 60)], []],
    [await group("unreachable", alice, carol), [shift(carol, [3], 0, 1440)], [alice]],
  ];
  for (const [of, shifts, escalation] of schedules) {
    must(await book.setSchedule(of, { timeZone, shifts }));
    must(await book.setEscalation(of, escalation));
  }
}

/** A Wednesday, noon in Berlin in winter. */
export const NOON = Date.UTC(2026, 0, 14, 11, 0);

function must<Value>(result: BookResult<Value>): Value {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}
