import { no, ok } from "../result.ts";
import { BOOK_SETTINGS, done, mustFindContact, mustFindGroup, withBook } from "./address-book.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { parseTime } from "./list-options.ts";
import { option, text } from "./options.ts";

const moment = (flag: string, documentation: string) =>
  option(flag, "TIME", {
    documentation,
    parse: (given) => {
      const time = parseTime(given);
      if (!time.ok) return time;
      return "agoMs" in time.value ? no("must be a date, with a time or without") : ok(time.value.first);
    },
  });

/** `aldis group override …`: who is on call once, in place of what the schedule says. */
export const groupOverrideCommands: readonly Command[] = [
  defineCommand({
    path: ["group", "override", "add"],
    operands: ["GROUP", "CONTACT"],
    summary: "put a member on call for once, or in place of another",
    details:
      "Afterwards the schedule applies again. Two members swap by one override each. Without --instead-of the member is on call besides those of the schedule.",
    settings: BOOK_SETTINGS,
    flags: {
      from: moment("from", "When it begins, such as 2026-01-05T08:00+01:00; UTC unless it names an offset."),
      until: moment("until", "When it ends, written as --from."),
      insteadOf: text("instead-of", "CONTACT", "Whose shifts these are by the schedule."),
    },
    async run({ config, flags: { from, until, insteadOf }, operands: [name = "", who = ""], io }) {
      if (from === undefined || until === undefined) throw new CliError("usage", "--from and --until are needed");
      const said = await withBook(config, io, async ({ book }) => {
        const group = await mustFindGroup(book, name);
        if (group.schedule === undefined) throw new CliError("failed", `Group ${group.name} has no schedule`);
        const contact = await mustFindContact(book, who);
        const other = insteadOf === undefined ? undefined : await mustFindContact(book, insteadOf);
        const override = { contactId: contact.id, from, until, ...(other && { insteadOf: other.id }) };
        done(await book.setOverrides(group, [...group.overrides, override]));
        const place = other === undefined ? "" : ` instead of ${other.name}`;
        return `${contact.name} is on call for ${group.name}${place}: ${timesOf(override)}`;
      });
      io.out.write(`${said}\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["group", "override", "clear"],
    operands: ["GROUP"],
    summary: "remove all overrides: the schedule alone applies",
    settings: BOOK_SETTINGS,
    flags: {},
    async run({ config, operands: [name = ""], io }) {
      const group = await withBook(config, io, async ({ book }) => {
        const found = await mustFindGroup(book, name);
        done(await book.setOverrides(found, []));
        return found;
      });
      io.out.write(`${group.name} has no overrides\n`);
      return 0;
    },
  }),
];

/** `2026-01-05T07:00:00Z to 2026-01-05T16:00:00Z` */
export const timesOf = ({ from, until }: { from: number; until: number }): string =>
  [from, until].map((at) => new Date(at).toISOString().replace(".000Z", "Z")).join(" to ");
