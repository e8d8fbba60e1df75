import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS } from "../config/index.ts";
import { defined } from "../defined.ts";
import { createNumberReader } from "../routing/index.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { boundsOf, json, limit, newestOf, number, search, since, until } from "./list-options.ts";
import { readMessageId } from "./message-id.ts";
import { incomingText, listText } from "./message-text.ts";
import { withStore } from "./with-store.ts";

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
      const read = flags.number === undefined ? undefined : createNumberReader(config).read(flags.number);
      // Senders may have names instead of numbers.
      const sender = read?.ok === false ? flags.number?.trim() : read?.value;
      const messages = await withStore(config, io, (store) =>
        newestOf(
          store.archive,
          {
            outcomes: ["incoming"],
            ...defined({ number: sender, search: flags.search }),
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
];
