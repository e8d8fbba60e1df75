import { systemClock } from "../clock.ts";
import type { Option } from "../config/index.ts";
import { optedOutIn } from "../gateway/index.ts";
import type { Group } from "../messages/index.ts";
import { ok } from "../result.ts";
import { onCall } from "../routing/index.ts";
import { columns } from "../table.ts";
import { visible } from "../visible.ts";
import {
  BOOK_SETTINGS,
  done,
  listOf,
  mustFindContact,
  mustFindGroup,
  withBook,
  withBookOrNew,
} from "./address-book.ts";
import { policyNamed } from "./alarm-data.ts";
import { type Command, defineCommand } from "./command.ts";
import { groupOverrideCommands, timesOf } from "./group-override.ts";
import { groupScheduleCommands } from "./group-schedule.ts";
import { describeShift } from "./shifts.ts";

const members: Option<readonly string[]> = {
  flag: "members",
  placeholder: "CONTACT[,CONTACT…]",
  documentation: "Initial members, by ID or name.",
  repeatable: true,
  parse: (texts) => ok(texts.flatMap(listOf)),
};

/** `aldis group …`: groups of contacts, their on-call schedules, escalation orders and policies of alarms. */
export const groupCommands: readonly Command[] = [
  defineCommand({
    path: ["group", "list"],
    operands: [],
    summary: "list groups",
    settings: BOOK_SETTINGS,
    flags: {},
    async run({ config, io }) {
      const groups = await withBook(config, io, ({ book }) => book.store.listGroups());
      const rows = groups.map(({ id, name, memberCount, hasSchedule, policy }) => [
        String(id),
        name,
        `${memberCount} ${memberCount === 1 ? "member" : "members"}`,
        hasSchedule ? "on-call schedule" : "",
        policy === undefined ? "" : `alarms of ${visible(policy)}`,
      ]);
      io.out.write(columns(rows));
      return 0;
    },
  }),
  defineCommand({
    path: ["group", "show"],
    operands: ["GROUP"],
    summary: "show a group: members, who is on call now, schedule, escalation order, policy of alarms",
    settings: BOOK_SETTINGS,
    flags: {},
    async run({ config, operands: [name = ""], io }) {
      const text = await withBook(config, io, async ({ book, store }) => {
        const group = await mustFindGroup(book, name);
        const stopped = await optedOutIn(store).of(group.members);
        return describeGroup(group, { now: systemClock.now(), optedOut: new Set(stopped.map(({ id }) => id)) });
      });
      io.out.write(text);
      return 0;
    },
  }),
  defineCommand({
    path: ["group", "add"],
    operands: ["NAME"],
    summary: "add a group",
    settings: BOOK_SETTINGS,
    flags: { members },
    async run({ config, flags, operands: [name = ""], io }) {
      const group = await withBookOrNew(config, io, async ({ book }) => {
        const ids: number[] = [];
        for (const who of flags.members ?? []) ids.push((await mustFindContact(book, who)).id);
        const added = done(await book.addGroup(name));
        if (ids.length > 0) done(await book.addMembers(added, ids));
        return added;
      });
      io.out.write(`group ${group.name} was added (ID ${group.id})\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["group", "rename"],
    operands: ["GROUP", "NAME"],
    summary: "rename a group",
    settings: BOOK_SETTINGS,
    flags: {},
    async run({ config, operands: [name = "", next = ""], io }) {
      const group = await withBook(config, io, async ({ book }) =>
        done(await book.renameGroup((await mustFindGroup(book, name)).id, next)),
      );
      io.out.write(`the group is now called ${group.name}\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["group", "remove"],
    operands: ["GROUP"],
    summary: "remove a group; its members stay contacts",
    settings: BOOK_SETTINGS,
    flags: {},
    async run({ config, operands: [name = ""], io }) {
      const group = await withBook(config, io, async ({ book }) =>
        done(await book.removeGroup((await mustFindGroup(book, name)).id)),
      );
      io.out.write(`group ${group.name} was removed\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["group", "policy"],
    operands: ["GROUP", "POLICY|none"],
    summary: "name the policy that messages to a group open alarms of; none: they are messages again",
    details: "GROUP and POLICY are an ID or a name. The guide docs/alarms.md says what opens an alarm.",
    settings: BOOK_SETTINGS,
    flags: {},
    async run({ config, operands: [name = "", which = ""], io }) {
      const { name: called, policy } = await withBook(config, io, async ({ book, store }) => {
        const { id } = await mustFindGroup(book, name);
        const next = which === "none" ? undefined : await policyNamed({ store: store.policies }, which);
        return done(await book.setPolicy(id, next?.policy.name));
      });
      io.out.write(
        policy === undefined
          ? `messages to ${called} open no alarms\n`
          : `messages to ${called} open alarms of the policy ${visible(policy)}\n`,
      );
      return 0;
    },
  }),
  memberCommand("add"),
  memberCommand("remove"),
  ...groupScheduleCommands,
  ...groupOverrideCommands,
];

function memberCommand(verb: "add" | "remove"): Command {
  return defineCommand({
    path: ["group", "member", verb],
    operands: ["GROUP", "CONTACT"],
    summary: verb === "add" ? "make a contact a member of a group" : "remove a member from a group",
    settings: BOOK_SETTINGS,
    flags: {},
    async run({ config, operands: [name = "", who = ""], io }) {
      const said = await withBook(config, io, async ({ book }) => {
        const group = await mustFindGroup(book, name);
        const contact = await mustFindContact(book, who);
        const change = verb === "add" ? book.addMembers : book.removeMembers;
        const changed = done(await change(group, [contact.id])).length > 0;
        const is = verb === "add" ? "is a member of" : "is not a member of";
        return `${contact.name} ${is} ${group.name}${changed ? "" : " already"}`;
      });
      io.out.write(`${said}\n`);
      return 0;
    },
  });
}

function describeGroup(group: Group, { now, optedOut }: { now: number; optedOut: ReadonlySet<number> }): string {
  const nameOf = new Map(group.members.map((member) => [member.id, member.name]));
  const names = (ids: readonly number[]) => ids.map((id) => nameOf.get(id) ?? id).join(", ") || "-";
  const { schedule } = group;
  return [
    `${group.name} (ID ${group.id})\n`,
    columns(
      group.members.map(({ id, name, number, email }) => [
        "  ",
        String(id),
        name,
        number ?? "-",
        email ?? "-",
        ...(optedOut.has(id) ? ["opted out: gets nothing at this number"] : []),
      ]),
    ),
    ...(schedule === undefined
      ? ["no schedule: messages go to all members\n"]
      : [
          `on call now: ${names(onCall(group, now).map((member) => member.id))}\n`,
          `schedule, by the clock of ${schedule.timeZone}:\n`,
          columns(schedule.shifts.map((shift) => ["  ", names([shift.contactId]), ...describeShift(shift)])),
          ...(group.overrides.length === 0 ? [] : ["overrides:\n"]),
          columns(
            group.overrides.map(({ contactId, insteadOf, ...times }) => [
              "  ",
              names([contactId]),
              insteadOf === undefined ? "besides" : `instead of ${names([insteadOf])}`,
              timesOf(times),
            ]),
          ),
        ]),
    `escalation order: ${names(group.escalation)}\n`,
    ...(group.policy === undefined ? [] : [`messages open alarms of the policy ${visible(group.policy)}\n`]),
  ].join("");
}
