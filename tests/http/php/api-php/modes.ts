import type { Case } from "./case.ts";

/** In the address book of these cases: see `fillAddressBook` in api-php.test.ts. */
export const NUMBERS = {
  alice: "+491701111111",
  bob: "+491702222222",
  dora: "+431234567",
  five: "+491705555555",
} as const;

const GIVEN = "+491701234567";
const to = (name: keyof typeof NUMBERS) => ({ recipient: NUMBERS[name] });
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
    return {
      claim: `mode=${mode}, telauto ${telauto === undefined ? "absent" : `“${telauto}”`}: ${way}`,
      query: { mode, to: given, telauto },
      answer: "ok",
      messages: recipients.map((recipient) => ({ recipient, channel: way })),
    };
  }),
);

/** A ring goes by a modem in every mode; a flash stays what it is on every way. */
const kinds: Case[] = READINGS.flatMap(({ mode, to: given, recipients }): Case[] => [
  {
    claim: `mode=${mode} with ring calls by a modem and keeps no text`,
    query: { mode, to: given, ring: "" },
    answer: "ok",
    messages: recipients.map((recipient) => ({ recipient, kind: "ring", text: "", channel: "sms" })),
  },
  {
    claim: `mode=${mode} with flash`,
    query: { mode, to: given, flash: "true" },
    answer: "ok",
    messages: recipients.map((recipient) => ({
      recipient,
      flash: true,
      channel: mode.startsWith("tel") ? "auto" : "sms",
    })),
  },
  {
    claim: `mode=${mode} with hexmode`,
    query: { mode, to: given, text: "48616c6c6f", hexmode: "true" },
    answer: "ok",
    messages: recipients.map((recipient) => ({
      recipient,
      text: "Hallo",
      channel: mode.startsWith("tel") ? "auto" : "sms",
    })),
  },
]);

/** `regex` and `list` look at the numbers as they were resolved. */
const lists: Case[] = READINGS.flatMap(({ mode, to: given, recipients }): Case[] => {
  const channel = mode.startsWith("tel") ? "auto" : "sms";
  return [
    {
      claim: `mode=${mode}: a white list that matches lets through`,
      query: { mode, to: given, regex: "^\\+4917[0-9]+$", list: "white" },
      answer: "ok",
      messages: recipients.map((recipient) => ({ recipient, channel })),
    },
    {
      claim: `mode=${mode}: a white list that does not match refuses everyone`,
      query: { mode, to: given, regex: "^\\+43", list: "white" },
      answer: "refused",
      reasons: ["refused-by-list"],
    },
    {
      claim: `mode=${mode}: a black list that matches refuses everyone`,
      query: { mode, to: given, regex: "^\\+49", list: "black" },
      answer: "refused",
      reasons: ["refused-by-list"],
    },
    {
      claim: `mode=${mode}: a black list that does not match lets through`,
      query: { mode, to: given, regex: "^\\+43", list: "black" },
      answer: "ok",
      messages: recipients.map((recipient) => ({ recipient, channel })),
    },
  ];
});

const users: Case[] = [
  { claim: "a contact by ID", query: { mode: "user", to: "1" }, answer: "ok", messages: [to("alice")] },
  {
    claim: "a contact by name in other case",
    query: { mode: "user", to: "ALICE" },
    answer: "ok",
    messages: [to("alice")],
  },
  {
    claim: "a contact by a name with blanks and umlauts, in other case",
    query: { mode: "user", to: "BOB MÜLLER" },
    answer: "ok",
    messages: [to("bob")],
  },
  {
    claim: "a contact's name as another program encodes it (NFD)",
    query: { mode: "user", to: "bob mu\u0308ller" },
    answer: "ok",
    messages: [to("bob")],
  },
  { claim: "blanks around a name", query: { mode: "user", to: "  alice " }, answer: "ok", messages: [to("alice")] },
  { claim: "an ID is tried before a name", query: { mode: "user", to: "2" }, answer: "ok", messages: [to("bob")] },
  {
    claim: "a name of digits is found when no ID is",
    query: { mode: "user", to: "555" },
    answer: "ok",
    messages: [to("five")],
  },
  {
    claim: "a name with a comma is one name",
    query: { mode: "user", to: "dora, vienna" },
    answer: "ok",
    messages: [to("dora")],
  },
  { claim: "mode in other case", query: { mode: "User", to: "alice" }, answer: "ok", messages: [to("alice")] },
  { claim: "no such contact", query: { mode: "user", to: "nobody" }, answer: "refused", reasons: ["no-such-contact"] },
  { claim: "no such ID", query: { mode: "user", to: "4711" }, answer: "refused", reasons: ["no-such-contact"] },
  {
    claim: "an ID too large for any database",
    query: { mode: "user", to: "9".repeat(40) },
    answer: "refused",
    reasons: ["no-such-contact"],
  },
  {
    claim: "a group is no contact",
    query: { mode: "user", to: "admins" },
    answer: "refused",
    reasons: ["no-such-contact"],
  },
  {
    claim: "a telephone number is no contact",
    query: { mode: "user", to: "00491701111111" },
    answer: "refused",
    reasons: ["no-such-contact"],
  },
  {
    claim: "a contact without a number",
    query: { mode: "user", to: "carol" },
    answer: "refused",
    reasons: ["contact-without-number"],
    says: "carol",
  },
  {
    claim: "SQL in a name is a name that nobody has",
    query: { mode: "user", to: "' or 1=1 --" },
    answer: "refused",
    reasons: ["no-such-contact"],
  },
  {
    claim: "the wild card of SQL is no name",
    query: { mode: "user", to: "%" },
    answer: "refused",
    reasons: ["no-such-contact"],
  },
  { claim: "a NUL in a name", query: { mode: "user", to: "ali\0ce" }, answer: "refused", reasons: ["no-such-contact"] },
];

const groups: Case[] = [
  { claim: "a group by ID", query: { mode: "group", to: "1" }, answer: "ok", messages: admins },
  { claim: "a group by name in other case", query: { mode: "group", to: "Admins" }, answer: "ok", messages: admins },
  { claim: "a group's members come by name", query: { mode: "group", to: "admins" }, answer: "ok", messages: admins },
  {
    claim: "two members with one number get one message",
    query: { mode: "group", to: "twins" },
    answer: "ok",
    messages: [to("alice")],
  },
  {
    claim: "members without a usable number are named, and the others are sent to",
    query: { mode: "group", to: "mixed" },
    answer: "ok",
    messages: [to("alice")],
    reasons: ["members-without-number"],
    says: "carol, erik",
  },
  {
    claim: "a group where nobody has a usable number",
    query: { mode: "group", to: "silent" },
    answer: "refused",
    reasons: ["members-without-number"],
  },
  { claim: "an empty group", query: { mode: "group", to: "empty" }, answer: "refused", reasons: ["empty-group"] },
  { claim: "no such group", query: { mode: "group", to: "nobody" }, answer: "refused", reasons: ["no-such-group"] },
  {
    claim: "a contact is no group",
    query: { mode: "group", to: "alice" },
    answer: "refused",
    reasons: ["no-such-group"],
  },
  {
    claim: "a group by the ID of a contact only",
    query: { mode: "group", to: "4711" },
    answer: "refused",
    reasons: ["no-such-group"],
  },
  {
    claim: "a list that lets one member through sends to that one alone",
    query: { mode: "group", to: "admins", regex: "1111", list: "white" },
    answer: "ok",
    messages: [to("alice")],
    reasons: ["refused-by-list"],
  },
  {
    claim: "a schedule sends to those on call now, and to nobody else",
    query: { mode: "group", to: "on call" },
    answer: "ok",
    messages: [to("bob")],
  },
  {
    claim: "a schedule counts in telgroup too",
    query: { mode: "telgroup", to: "on call" },
    answer: "ok",
    messages: [{ ...to("bob"), channel: "auto" }],
  },
  {
    claim: "a gap in the schedule goes to the first of the escalation order who can be reached, and is told",
    query: { mode: "group", to: "gap" },
    answer: "ok",
    messages: [to("five")],
    reasons: ["group.nobody-on-call"],
    says: "the message went to 555",
  },
  {
    claim: "a gap in the schedule without an escalation order",
    query: { mode: "group", to: "nights" },
    answer: "refused",
    reasons: ["nobody-on-call"],
    says: "nights",
  },
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
