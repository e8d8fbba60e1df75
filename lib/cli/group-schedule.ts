import type { Option } from "../config/index.ts";
import type { Weekday } from "../messages/index.ts";
import { ok } from "../result.ts";
import { BOOK_SETTINGS, done, listOf, mustFindContact, mustFindGroup, withBook } from "./address-book.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { option } from "./options.ts";
import { describeShift, parseDays, parseTimeOfDay } from "./shifts.ts";

const zone: Option<string> = {
  flag: "zone",
  placeholder: "ZONE",
  documentation: "Time zone of the whole schedule, such as Europe/Berlin; initially that of this machine.",
  repeatable: false,
  parse: (texts) => ok(texts.at(-1) ?? ""),
};

const days = option<readonly Weekday[]>("days", "DAYS", {
  documentation: "mon-fri, sat,sun or all; all by default.",
  parse: parseDays,
});

const timeOfDay = (flag: string, documentation: string) =>
  option(flag, "HH:MM", { documentation, parse: parseTimeOfDay });

/** `aldis group schedule …` and `escalation`. */
export const groupScheduleCommands: readonly Command[] = [
  defineCommand({
    path: ["group", "schedule", "add"],
    operands: ["GROUP", "CONTACT"],
    summary: "put a member on call at certain hours",
    details:
      "From then on, the group's messages go to whoever is on call at the time. If nobody is, they go to the first of the escalation order; without one, they are refused. A shift that ends before it begins continues into the next day: --days fri --from 22:00 --to 06:00.",
    settings: BOOK_SETTINGS,
    flags: {
      days,
      from: timeOfDay("from", "When it begins; 00:00 unless it is given."),
      to: timeOfDay("to", "When it ends; 24:00 unless it is given."),
      zone,
    },
    async run({ config, flags, operands: [name = "", who = ""], io }) {
      const said = await withBook(config, io, async ({ book }) => {
        const group = await mustFindGroup(book, name);
        const contact = await mustFindContact(book, who);
        const shift = {
          contactId: contact.id,
          weekdays: flags.days ?? ([1, 2, 3, 4, 5, 6, 7] as const),
          fromMinute: flags.from ?? 0,
          // Midnight ends a day.
          toMinute: flags.to || 1440,
        };
        const timeZone = flags.zone ?? group.schedule?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
        done(await book.setSchedule(group, { timeZone, shifts: [...(group.schedule?.shifts ?? []), shift] }));
        return `${contact.name} is on call for ${group.name}: ${describeShift(shift).join(" ")}, ${timeZone}`;
      });
      io.out.write(`${said}\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["group", "schedule", "remove"],
    operands: ["GROUP", "CONTACT"],
    summary: "remove all hours of a member from the schedule",
    settings: BOOK_SETTINGS,
    flags: {},
    async run({ config, operands: [name = "", who = ""], io }) {
      const said = await withBook(config, io, async ({ book }) => {
        const { schedule, ...group } = await mustFindGroup(book, name);
        const contact = await mustFindContact(book, who);
        if (schedule === undefined) throw new CliError("failed", `Group ${group.name} has no schedule`);
        const shifts = schedule.shifts.filter((shift) => shift.contactId !== contact.id);
        done(await book.setSchedule(group, { ...schedule, shifts }));
        return `${contact.name} is not in the schedule of ${group.name}; ${shifts.length} shifts are left`;
      });
      io.out.write(`${said}\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["group", "schedule", "zone"],
    operands: ["GROUP", "ZONE"],
    summary: "set the time zone of the schedule's hours",
    settings: BOOK_SETTINGS,
    flags: {},
    async run({ config, operands: [name = "", timeZone = ""], io }) {
      const said = await withBook(config, io, async ({ book }) => {
        const { schedule, ...group } = await mustFindGroup(book, name);
        if (schedule === undefined) throw new CliError("failed", `Group ${group.name} has no schedule`);
        done(await book.setSchedule(group, { ...schedule, timeZone }));
        return `the schedule of ${group.name} goes by the clock of ${timeZone}`;
      });
      io.out.write(`${said}\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["group", "schedule", "clear"],
    operands: ["GROUP"],
    summary: "remove the schedule: messages go to all members at all times",
    settings: BOOK_SETTINGS,
    flags: {},
    async run({ config, operands: [name = ""], io }) {
      const group = await withBook(config, io, async ({ book }) => {
        const found = await mustFindGroup(book, name);
        done(await book.setSchedule(found, undefined));
        return found;
      });
      io.out.write(`${group.name} has no schedule\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["group", "escalation"],
    operands: ["GROUP", "CONTACT[,CONTACT…]|none"],
    summary: "set the order in which members are alerted; the first also when nobody is on call",
    settings: BOOK_SETTINGS,
    flags: {},
    async run({ config, operands: [name = "", order = ""], io }) {
      const said = await withBook(config, io, async ({ book }) => {
        const group = await mustFindGroup(book, name);
        const contacts = [];
        for (const who of order === "none" ? [] : listOf(order)) contacts.push(await mustFindContact(book, who));
        done(
          await book.setEscalation(
            group,
            contacts.map((contact) => contact.id),
          ),
        );
        return `escalation order of ${group.name}: ${contacts.map((contact) => contact.name).join(", ") || "none"}`;
      });
      io.out.write(`${said}\n`);
      return 0;
    },
  }),
];
