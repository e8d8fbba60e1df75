import {
  type AddressBookStore,
  ALARM_WAYS,
  type AlarmCase,
  type AlarmNotify,
  type AlarmWay,
  calledBy,
  type Group,
  type Member,
  type NewCall,
  type OptOutStore,
  type PolicyStep,
} from "../../messages/index.ts";
import { onCall } from "../address-book/on-call.ts";
import type { NumberRules } from "../submission/number-rules.ts";
import type { NumberReader } from "../submission/recipients.ts";
import { WHY_NUMBER } from "../submission/refusals.ts";

/** Whom a step calls. */
export interface StepPeople {
  calls: readonly NewCall[];
  /** Who is not called, and why. */
  missed: readonly { person: string; why: string }[];
}

/** Finds out whom a step of an alarm calls now. Rejects with a StoreFailure. */
export type FindPeople = (
  step: Pick<PolicyStep, "notify" | "by">,
  about: {
    /** Contacts that the round has called before. */
    called: ReadonlySet<number>;
    now: number;
  },
) => Promise<StepPeople>;

/** Why nobody is told by mail. */
export const NO_MAIL = "was to be told by email, and no mail server is configured";

/** Another version may have further ways. */
const OTHER_WAY = "was to be told in a way that this version does not know";

interface Reached {
  calls: NewCall[];
  missed: { person: string; why: string }[];
  /** Numbers that have opted out, of all who were looked at. */
  stopped: Set<string>;
}

/**
 * Makes what finds people.
 *
 * @param options.rules  which numbers may be reached now
 * @param options.hasTelegram  there is a bot
 * @param options.hasMail  whether a mail server is configured now
 */
export function createFindPeople(options: {
  book: Pick<AddressBookStore, "findContact" | "findGroup">;
  optOuts: Pick<OptOutStore, "among">;
  numbers: NumberReader;
  rules: () => NumberRules;
  hasTelegram: boolean;
  hasMail: () => boolean;
}): FindPeople {
  const { book, optOuts, numbers, rules, hasTelegram, hasMail } = options;

  /** The address of a person for a way, or why there is none. */
  function addressOf(
    person: Member,
    way: AlarmWay,
    stopped: ReadonlySet<string>,
  ): { address: string } | { why: string } {
    if (!ALARM_WAYS.includes(way)) return { why: OTHER_WAY };
    if (way === "email") {
      if (!hasMail()) return { why: NO_MAIL };
      return person.email === undefined ? { why: "has no email address" } : { address: person.email };
    }
    if (way === "telegram" && !hasTelegram) return { why: "was to be told by Telegram, and there is no bot" };
    const read = person.number === undefined ? undefined : numbers.read(person.number);
    if (!read?.ok) return { why: "has no usable telephone number" };
    const check = rules().check(read.value, way === "ring" ? "ring" : "text");
    if (check !== "allowed") return { why: WHY_NUMBER[check] };
    return stopped.has(read.value) ? { why: "the number has opted out" } : { address: read.value };
  }

  /** Before anybody is chosen: whoever has opted out must not be the one who is called in place of others. */
  async function lookForOptOuts(people: readonly Member[], into: Reached): Promise<void> {
    const read = people.flatMap(({ number }) => (number === undefined ? [] : numbers.read(number)));
    const found = await optOuts.among(read.flatMap((each) => (each.ok ? each.value : [])));
    for (const number of found) into.stopped.add(number);
  }

  /** Whether there is an address for the way. */
  function add(person: Member, way: AlarmWay, into: Reached): boolean {
    const found = addressOf(person, way, into.stopped);
    if ("why" in found) {
      miss(into, { person: person.name, why: found.why });
      return false;
    }
    const { address } = found;
    const isKnown = into.calls.some((call) => call.address === address && call.way === way);
    if (!isKnown) into.calls.push({ person: person.name, contactId: person.id, way, address });
    return true;
  }

  /** A ring alone tells nobody anything: whom no other way reaches gets the text by SMS, before the telephone rings. */
  function reach(person: Member, ways: readonly AlarmWay[], into: Reached): boolean {
    const texts = ways.filter((way) => way !== "ring").filter((way) => add(person, way, into));
    if (!ways.includes("ring")) return texts.length > 0;
    return (texts.length > 0 || add(person, "sms", into)) && (add(person, "ring", into) || texts.length > 0);
  }

  async function groupOf(name: string, into: Reached): Promise<Group | undefined> {
    const group = await book.findGroup({ name });
    if (group === undefined) miss(into, { person: name, why: "there is no such group" });
    else if (group.members.length === 0) miss(into, { person: group.name, why: "the group has no members" });
    else return group;
    return undefined;
  }

  /** Nobody on call can be reached: the first of the order who can be, or else all, is better than silence. */
  function reachOnCall(group: Group, { by, now }: { by: readonly AlarmWay[]; now: number }, into: Reached): void {
    const reached = onCall(group, now).filter((member) => reach(member, by, into));
    if (reached.length > 0) return;
    const order = orderOf(group);
    const isReached = (member: Member) => reach(member, by, into);
    const instead = group.escalation.length > 0 ? [order.find(isReached)] : order.filter(isReached);
    const names = instead.flatMap((member) => member?.name ?? []).join(", ");
    const nobody = "nobody of the group is on call and can be reached";
    miss(into, { person: group.name, why: names === "" ? nobody : `${nobody}, so it goes to ${names}` });
  }

  /** Once everybody was called, it begins with the first again. */
  function reachNext(
    group: Group,
    { by, called }: { by: readonly AlarmWay[]; called: ReadonlySet<number> },
    into: Reached,
  ): void {
    const taken = new Set([...called, ...into.calls.map(({ contactId }) => contactId)]);
    const order = orderOf(group);
    const left = order.filter(({ id }) => !taken.has(id));
    if (!left.some((member) => reach(member, by, into))) order.some((member) => reach(member, by, into));
  }

  async function reachAll(
    notify: AlarmNotify,
    about: { by: readonly AlarmWay[]; called: ReadonlySet<number>; now: number },
    into: Reached,
  ): Promise<void> {
    const { field, name } = calledBy(notify) ?? { field: "group", name: JSON.stringify(notify) };
    if (field === "contact") {
      const contact = await book.findContact({ name });
      if (contact === undefined) {
        miss(into, { person: name, why: "there is no such contact" });
        return;
      }
      await lookForOptOuts([contact], into);
      reach(contact, about.by, into);
      return;
    }
    const group = await groupOf(name, into);
    if (group === undefined) return;
    await lookForOptOuts(group.members, into);
    if (field === "next") reachNext(group, about, into);
    else if (field === "onCall") reachOnCall(group, about, into);
    else for (const member of group.members) reach(member, about.by, into);
  }

  return async ({ notify, by }, { called, now }) => {
    const into: Reached = { calls: [], missed: [], stopped: new Set() };
    for (const each of notify) await reachAll(each, { by, called, now }, into);
    return { calls: into.calls, missed: into.missed };
  };
}

/** Once for each reason: somebody may be looked at for each way, and again when the order begins anew. */
function miss({ missed }: Reached, { person, why }: { person: string; why: string }): void {
  if (!missed.some((each) => each.person === person && each.why === why)) missed.push({ person, why });
}

/** Contacts that a round of an alarm has called. Pure. */
export const calledIn = ({ alarm, calls }: AlarmCase, round: number): ReadonlySet<number> =>
  new Set(
    calls.flatMap((call) =>
      call.round === round && call.createdAt >= alarm.begunAt && call.contactId !== undefined ? [call.contactId] : [],
    ),
  );

/** The escalation order; without one, all members. */
const orderOf = ({ members, escalation }: Group): readonly Member[] =>
  escalation.length === 0 ? members : members.filter(({ id }) => escalation.includes(id));
