import type { NewMessage } from "../../../../lib/messages/index.ts";
import { accepted, type Case, refused } from "./case.ts";

/** In the address book of these cases: see `fillAddressBook` in api-php.test.ts. */
export const NUMBERS = {
  alice: "+491701111111",
  bob: "+491702222222",
  dora: "+431234567",
  five: "+491705555555",
} as const;

const GIVEN = "+491701234567";
const to = (name: keyof typeof NUMBERS) => ({ recipient: NUMBERS[name] });
const toAll = (recipients: readonly string[], given: Partial<NewMessage>) =>
  recipients.map((recipient) => ({ recipient, ...given }));
const admins = [to("alice"), to("bob")];

/** How `to` is read, and by which way it goes. */
const READINGS: readonly { mode: string; to: string; recipients: string[] }[] = [
  { mode: "number", to: "00491701234567", recipients: [GIVEN] },
  { mode: "user", to: "alice", recipients: [NUMBERS.alice] },
  { mode: "group", to: "admins", recipients: [NUMBERS.alice, NUMBERS.bob] },
  { mode: "telnumber", to: "00491701234567", recipients: [GIVEN] },
  { mode: "teluser", to: "alice", recipients: [NUMBERS.alice] },
  { mode: "telgroup", to: "admins", recipients: [NUMBERS.alice, NUMBERS.bob] },
];

const TELAUTO: readonly [string | undefined, "auto" | "telegram"][] = [
  [undefined, "auto"],
  ["true", "auto"],
  ["", "auto"],
  ["false", "telegram"],
  ["FALSE", "telegram"],
  ["0", "telegram"],
];

/** Every mode with every way to say that there is, or is not, a fallback. */
const ways: Case[] = READINGS.flatMap(({ mode, to: given, recipients }) =>
  TELAUTO.map(([telauto, channel]): Case => {
    const way = mode.startsWith("tel") ? channel : "sms";
    return accepted(
      `mode=${mode}, telauto ${telauto === undefined ? "absent" : `“${telauto}”`}: ${way}`,
      { mode, to: given, telauto },
      ...toAll(recipients, { channel: way }),
    );
  }),
);

/** A ring goes by a modem in every mode; a flash stays what it is on every way. */
const kinds: Case[] = READINGS.flatMap(({ mode, to: given, recipients }): Case[] => [
  accepted(
    `mode=${mode} with ring calls by a modem and keeps no text`,
    { mode, to: given, ring: "" },
    ...toAll(recipients, { kind: "ring", text: "", channel: "sms" }),
  ),
  accepted(
    `mode=${mode} with flash`,
    { mode, to: given, flash: "true" },
    ...toAll(recipients, { flash: true, channel: mode.startsWith("tel") ? "auto" : "sms" }),
  ),
  accepted(
    `mode=${mode} with hexmode`,
    { mode, to: given, text: "48616c6c6f", hexmode: "true" },
    ...toAll(recipients, { text: "Hallo", channel: mode.startsWith("tel") ? "auto" : "sms" }),
  ),
]);

/** `regex` and `list` look at the numbers as they were resolved. */
const lists: Case[] = READINGS.flatMap(({ mode, to: given, recipients }): Case[] => {
  const channel = mode.startsWith("tel") ? "auto" : "sms";
  return [
    accepted(
      `mode=${mode}: a white list that matches lets through`,
      { mode, to: given, regex: "^\\+4917[0-9]+$", list: "white" },
      ...toAll(recipients, { channel }),
    ),
    refused(
      `mode=${mode}: a white list that does not match refuses everyone`,
      { mode, to: given, regex: "^\\+43", list: "white" },
      "refused-by-list",
    ),
    refused(
      `mode=${mode}: a black list that matches refuses everyone`,
      { mode, to: given, regex: "^\\+49", list: "black" },
      "refused-by-list",
    ),
    accepted(
      `mode=${mode}: a black list that does not match lets through`,
      { mode, to: given, regex: "^\\+43", list: "black" },
      ...toAll(recipients, { channel }),
    ),
  ];
});

const users: Case[] = [
  accepted("a contact by ID", { mode: "user", to: "1" }, to("alice")),
  accepted("a contact by name in other case", { mode: "user", to: "ALICE" }, to("alice")),
  accepted("a contact by a name with blanks and umlauts, in other case", { mode: "user", to: "BOB MÜLLER" }, to("bob")),
  accepted("a contact's name as another program encodes it (NFD)", { mode: "user", to: "bob mu\u0308ller" }, to("bob")),
  accepted("blanks around a name", { mode: "user", to: "  alice " }, to("alice")),
  accepted("an ID is tried before a name", { mode: "user", to: "2" }, to("bob")),
  accepted("a name of digits is found when no ID is", { mode: "user", to: "555" }, to("five")),
  accepted("a name with a comma is one name", { mode: "user", to: "dora, vienna" }, to("dora")),
  accepted("mode in other case", { mode: "User", to: "alice" }, to("alice")),
  refused("no such contact", { mode: "user", to: "nobody" }, "no-such-contact"),
  refused("no such ID", { mode: "user", to: "4711" }, "no-such-contact"),
  refused("an ID too large for any database", { mode: "user", to: "9".repeat(40) }, "no-such-contact"),
  refused("a group is no contact", { mode: "user", to: "admins" }, "no-such-contact"),
  refused("a telephone number is no contact", { mode: "user", to: "00491701111111" }, "no-such-contact"),
  refused("a contact without a number", { mode: "user", to: "carol" }, "contact-without-number", "carol"),
  refused("SQL in a name is a name that nobody has", { mode: "user", to: "' or 1=1 --" }, "no-such-contact"),
  refused("the wild card of SQL is no name", { mode: "user", to: "%" }, "no-such-contact"),
  refused("a NUL in a name", { mode: "user", to: "ali\0ce" }, "no-such-contact"),
];

const groups: Case[] = [
  accepted("a group by ID", { mode: "group", to: "1" }, ...admins),
  accepted("a group by name in other case", { mode: "group", to: "Admins" }, ...admins),
  accepted("a group's members come by name", { mode: "group", to: "admins" }, ...admins),
  accepted("two members with one number get one message", { mode: "group", to: "twins" }, to("alice")),
  {
    claim: "members without a usable number are named, and the others are sent to",
    query: { mode: "group", to: "mixed" },
    answer: "ok",
    messages: [to("alice")],
    reasons: ["members-without-number"],
    says: "carol, erik",
  },
  refused("a group where nobody has a usable number", { mode: "group", to: "silent" }, "members-without-number"),
  refused("an empty group", { mode: "group", to: "empty" }, "empty-group"),
  refused("no such group", { mode: "group", to: "nobody" }, "no-such-group"),
  refused("a contact is no group", { mode: "group", to: "alice" }, "no-such-group"),
  refused("a group by the ID of a contact only", { mode: "group", to: "4711" }, "no-such-group"),
  {
    claim: "a list that lets one member through sends to that one alone",
    query: { mode: "group", to: "admins", regex: "1111", list: "white" },
    answer: "ok",
    messages: [to("alice")],
    reasons: ["refused-by-list"],
  },
  accepted("a schedule sends to those on call now, and to nobody else", { mode: "group", to: "on call" }, to("bob")),
  accepted("a schedule counts in telgroup too", { mode: "telgroup", to: "on call" }, { ...to("bob"), channel: "auto" }),
  {
    claim: "a gap in the schedule goes to the first of the escalation order who can be reached, and is told",
    query: { mode: "group", to: "gap" },
    answer: "ok",
    messages: [to("five")],
    reasons: ["group.nobody-on-call"],
    says: "the message went to 555",
  },
  refused(
    "a gap in the schedule without an escalation order",
    { mode: "group", to: "nights" },
    "nobody-on-call",
    "nights",
  ),
  {
    claim: "whoever is on call without a number is named, and the escalation order is told",
    query: { mode: "group", to: "unreachable" },
    answer: "ok",
    messages: [to("alice")],
    reasons: ["members-without-number", "group.nobody-on-call"],
    says: "carol",
  },
];

/** All of them. */
export const modeCases: Case[] = [...ways, ...kinds, ...lists, ...users, ...groups];
