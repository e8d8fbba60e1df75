import {
  type AddressBookStore,
  type AlarmNotify,
  type AlarmWay,
  calledBy,
  type Member,
  type Policy,
  type PolicyStep,
} from "../messages/index.ts";

/** What people can be told by. */
export interface Reach {
  /** Whether a mail server is configured. Rejects with a StoreFailure. */
  hasMail(): boolean | Promise<boolean>;
  /** There is a bot. */
  hasTelegram: boolean;
  /** Whether somebody at this number has linked a chat. Rejects with a StoreFailure. */
  isLinked(number: string): Promise<boolean>;
}

/** 5 names: the others have the same trouble. */
const NAMES_SHOWN = 5;

/** Says whom a policy cannot reach as things are. Rejects with a StoreFailure. */
export async function unreached(
  { steps, unanswered }: Policy,
  { book, reach }: { book: Pick<AddressBookStore, "findContact" | "findGroup">; reach: Reach },
): Promise<{ pointer: string; message: string }[]> {
  const hasMail = await reach.hasMail();
  const found: { pointer: string; message: string }[] = [];

  const hasWay: Readonly<Partial<Record<AlarmWay, (person: Member) => boolean | Promise<boolean>>>> = {
    sms: ({ number }) => number !== undefined,
    auto: ({ number }) => number !== undefined,
    ring: ({ number }) => number !== undefined,
    email: ({ email }) => hasMail && email !== undefined,
    telegram: ({ number }) => reach.hasTelegram && number !== undefined && reach.isLinked(number),
  };

  async function isReached(person: Member, { by }: PolicyStep): Promise<boolean> {
    for (const way of by) if (await hasWay[way]?.(person)) return true;
    return false;
  }

  async function peopleOf(notify: AlarmNotify): Promise<readonly Member[]> {
    const called = calledBy(notify);
    if (called === undefined) return [];
    const { kind, name } = called;
    if (kind === "group") return (await book.findGroup({ name }))?.members ?? [];
    const contact = await book.findContact({ name });
    return contact === undefined ? [] : [contact];
  }

  for (const [at, step] of steps.entries()) {
    for (const [place, way] of step.by.entries()) {
      const message = way === "email" && !hasMail ? NO_MAIL : way === "telegram" && !reach.hasTelegram ? NO_BOT : "";
      if (message !== "") found.push({ pointer: `/steps/${at}/by/${place}`, message });
    }
    for (const [place, notify] of step.notify.entries()) {
      const names: string[] = [];
      for (const person of await peopleOf(notify)) if (!(await isReached(person, step))) names.push(person.name);
      if (names.length === 0) continue;
      const shown = names.slice(0, NAMES_SHOWN).join(", ");
      const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : "";
      const [field = ""] = Object.keys(notify);
      found.push({
        pointer: `/steps/${at}/notify/${place}/${field}`,
        message: `this step cannot reach ${shown}${more}: no ${[...new Set(step.by.map((way) => NEEDS[way]))].join(" or ")}`,
      });
    }
  }
  if (!hasMail)
    for (const [at, to] of unanswered.entries())
      if ("email" in to) found.push({ pointer: `/unanswered/${at}/email`, message: NO_MAIL });
  return found;
}

const NO_MAIL = "no mail server is configured: nobody gets this email";
const NO_BOT = "no bot is configured: nobody is told by Telegram";

/** What a person needs to be told so. */
const NEEDS: Readonly<Record<AlarmWay, string>> = {
  sms: "telephone number",
  auto: "telephone number",
  ring: "telephone number",
  email: "usable email",
  telegram: "Telegram",
};
