import { defined } from "../defined.ts";
import type { Contact, TelegramLink } from "../messages/index.ts";
import { columns } from "../table.ts";
import {
  BOOK_SETTINGS,
  done,
  groupIdsOf,
  listOf,
  mustFindContact,
  mustFindGroup,
  withBook,
  withBookOrNew,
} from "./address-book.ts";
import { type Command, defineCommand } from "./command.ts";
import { contactFileCommands } from "./contact-files.ts";
import { contactScheduleCommand } from "./contact-schedule.ts";
import { text } from "./options.ts";

const DETAILS = {
  number: text(
    "number",
    "NUMBER",
    "Telephone number: 0170 1234567 in the home country, +49 170 1234567, or a short code.",
  ),
  email: text("email", "ADDRESS", "Email address."),
  note: text("note", "TEXT", "A note."),
  groups: text("groups", "GROUP[,GROUP…]", "Groups that it is in, by ID or name."),
};

/** `aldis contact …`: the people that messages go to. */
export const contactCommands: readonly Command[] = [
  defineCommand({
    path: ["contact", "list"],
    operands: [],
    summary: "list contacts with number, email and groups",
    settings: BOOK_SETTINGS,
    flags: {
      group: text("group", "GROUP", "Only members of this group, by ID or name."),
      search: text("search", "TEXT", "Only those whose name, number or email contains this."),
    },
    async run({ config, flags, io }) {
      const contacts = await withBook(config, io, async ({ book }) =>
        book.store.listContacts({
          ...(flags.group === undefined ? {} : { groupIds: [(await mustFindGroup(book, flags.group)).id] }),
          ...defined({ search: flags.search }),
        }),
      );
      io.out.write(columns(contacts.map(cellsOf)));
      return 0;
    },
  }),
  defineCommand({
    path: ["contact", "show"],
    operands: ["NAME|ID"],
    summary: "show everything about a contact, including its Telegram link",
    settings: BOOK_SETTINGS,
    flags: {},
    async run({ config, operands: [who = ""], io }) {
      const lines = await withBook(config, io, async ({ book, store }) => {
        const contact = await mustFindContact(book, who);
        const link = contact.number === undefined ? undefined : await store.telegram.findByNumber(contact.number);
        return describeContact(contact, link);
      });
      io.out.write(columns(lines));
      return 0;
    },
  }),
  defineCommand({
    path: ["contact", "add"],
    operands: ["NAME"],
    summary: "add a contact",
    settings: BOOK_SETTINGS,
    flags: DETAILS,
    async run({ config, flags: { groups, ...details }, operands: [name = ""], io }) {
      const contact = await withBookOrNew(config, io, async ({ book }) => {
        const groupIds = await groupIdsOf(book, listOf(groups ?? ""));
        return done(await book.addContact({ name, ...details, groupIds }));
      });
      io.out.write(`${contact.name} was added (ID ${contact.id})\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["contact", "change"],
    operands: ["NAME|ID"],
    summary: "change a contact; options that are left out change nothing",
    details: 'An empty value takes away: --email "".',
    settings: BOOK_SETTINGS,
    flags: { name: text("name", "NAME", "New name."), ...DETAILS },
    async run({ config, flags: { groups, ...edit }, operands: [who = ""], io }) {
      const contact = await withBook(config, io, async ({ book }) => {
        const { id } = await mustFindContact(book, who);
        const groupIds = groups === undefined ? {} : { groupIds: await groupIdsOf(book, listOf(groups)) };
        return done(await book.changeContact(id, { ...edit, ...groupIds }));
      });
      io.out.write(`${contact.name} was changed\n${columns([cellsOf(contact)])}`);
      return 0;
    },
  }),
  defineCommand({
    path: ["contact", "remove"],
    operands: ["NAME|ID"],
    summary: "remove a contact and its memberships in groups",
    settings: BOOK_SETTINGS,
    flags: {},
    async run({ config, operands: [who = ""], io }) {
      const contact = await withBook(config, io, async ({ book }) =>
        done(await book.removeContact((await mustFindContact(book, who)).id)),
      );
      io.out.write(`${contact.name} was removed\n`);
      return 0;
    },
  }),
  ...contactFileCommands,
  contactScheduleCommand,
];

function describeContact(contact: Contact, link: TelegramLink | undefined): string[][] {
  const blocked = link?.blockedAt === undefined ? "" : ", who has blocked the bot";
  return [
    ["ID", String(contact.id)],
    ["name", contact.name],
    ["number", contact.number ?? "-"],
    ["email", contact.email ?? "-"],
    ["telegram", link === undefined ? "not linked" : `linked as ${link.name}${blocked}`],
    ["groups", contact.groups.map((group) => group.name).join(", ") || "-"],
    ...(contact.note ?? "-").split("\n").map((line, index) => [index === 0 ? "note" : "", line]),
  ];
}

function cellsOf(contact: Contact): string[] {
  const groups = contact.groups.map((group) => group.name).join(", ");
  return [String(contact.id), contact.name, contact.number ?? "-", contact.email ?? "-", groups || "-"];
}
