import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS } from "../config/index.ts";
import { defined } from "../defined.ts";
import { INCOMING_NOTE_CHARACTERS } from "../limits.ts";
import { createOtherSide } from "../routing/index.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { boundsOf, json, limit, newestOf, number, search, since, until } from "./list-options.ts";
import { readMessageId } from "./message-id.ts";
import { incomingText, listText } from "./message-text.ts";
import { toggle } from "./options.ts";
import { withStore } from "./with-store.ts";

const unread = toggle("unread", "Mark them as not read instead.");
const IDS = "IDs are those that aldis inbox list shows, with or without in-. Prints what happened to each message.";

/** `aldis inbox …`: incoming messages. */
export const inboxCommands: readonly Command[] = [
  defineCommand({
    path: ["inbox", "list"],
    operands: [],
    summary: "list incoming messages, newest first",
    details:
      "For each message: its ID, when it was received, its state, the sender's number, the modem and the beginning of the text. A long message is listed once all its parts are there, or a day after the first.",
    settings: [...COMMON_SETTINGS, "country"],
    flags: { number, search, since, until, limit, json },
    async run({ config, flags, io }) {
      const messages = await withStore(config, io, (store) =>
        newestOf(
          store.archive,
          {
            outcomes: ["incoming"],
            ...(flags.number === undefined ? {} : createOtherSide(config).filterOf(flags.number)),
            ...defined({ search: flags.search }),
            ...boundsOf(flags, systemClock.now()),
          },
          flags.limit,
        ),
      );
      io.out.write(flags.json ? `${JSON.stringify(messages, undefined, 2)}\n` : listText(messages));
      return 0;
    },
  }),
  defineCommand({
    path: ["inbox", "show"],
    operands: ["ID"],
    summary: "show an incoming message: sender, times, modem, parts and the whole text",
    details:
      "ID is the one that aldis inbox list shows, with or without in-. A long message can be shown before all its parts have arrived.",
    settings: COMMON_SETTINGS,
    flags: { json },
    async run({ config, flags, operands: [given = ""], io }) {
      const { id } = readMessageId(given);
      const message = await withStore(config, io, (store) => store.inbox.find(id));
      if (message === undefined) throw new CliError("failed", `no incoming message has the ID ${given}`);
      io.out.write(flags.json ? `${JSON.stringify(message, undefined, 2)}\n` : incomingText(message));
      return 0;
    },
  }),
  defineCommand({
    path: ["inbox", "read"],
    operands: ["ID…"],
    summary: "mark incoming messages as read",
    details: `${IDS} Exit status 1 if any of them was not found.`,
    settings: COMMON_SETTINGS,
    flags: { unread },
    run: ({ config, flags, operands, io }) =>
      withStore(config, io, (store) =>
        forEach(operands, io, async (id) => {
          const marked = await store.archive.markIncoming(id, { read: !flags.unread }, { now: systemClock.now() });
          if (!marked.ok) return undefined;
          return flags.unread ? "marked as not read" : "marked as read";
        }),
      ),
  }),
  defineCommand({
    path: ["inbox", "note"],
    operands: ["ID", "TEXT"],
    summary: "note something about an incoming message",
    details: `The note replaces the one before; an empty one removes it. It has up to ${INCOMING_NOTE_CHARACTERS} characters.`,
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, operands: [given = "", note = ""], io }) {
      if (note.length > INCOMING_NOTE_CHARACTERS) {
        throw new CliError("usage", `TEXT: must have up to ${INCOMING_NOTE_CHARACTERS} characters`);
      }
      return withStore(config, io, (store) =>
        forEach([given], io, async (id) => {
          const marked = await store.archive.markIncoming(id, { note }, { now: systemClock.now() });
          if (!marked.ok) return undefined;
          return note === "" ? "note removed" : "noted";
        }),
      );
    },
  }),
  defineCommand({
    path: ["inbox", "delete"],
    operands: ["ID…"],
    summary: "delete incoming messages",
    details: `${IDS} Nothing brings them back. Exit status 1 if any of them was not found.`,
    settings: COMMON_SETTINGS,
    flags: {},
    run: ({ config, operands, io }) =>
      withStore(config, io, (store, events) =>
        forEach(operands, io, async (id) => {
          if ((await store.archive.removeIncoming(id)) !== "removed") return undefined;
          events.record({ kind: "message.deleted", incomingId: id });
          return "deleted";
        }),
      ),
  }),
];

/** One line for each; gives the exit status. @param act  what was done; `undefined`: no message has this ID */
async function forEach(
  given: readonly string[],
  io: CommandIo,
  act: (id: number) => Promise<string | undefined>,
): Promise<number> {
  const ids = [...new Set(given.map((text) => readMessageId(text).id))];
  let status = 0;
  for (const id of ids) {
    const done = await act(id);
    io.out.write(`in-${id}: ${done ?? "no incoming message has this ID"}\n`);
    if (done === undefined) status = 1;
  }
  return status;
}
