import { resolve } from "node:path";
import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS, type Option } from "../config/index.ts";
import { defined } from "../defined.ts";
import { readModemSnapshot } from "../gateway/index.ts";
import { type MessageOutcome, type MessageState, MOVES } from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import {
  createNumberReader,
  createOtherSide,
  FAILURES_ACKNOWLEDGED,
  NUMBER_PROBLEMS,
  storyOfWait,
} from "../routing/index.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { boundsOf, json, limit, newestOf, number, search, since, until } from "./list-options.ts";
import { messageActionCommands } from "./message-actions.ts";
import { readMessageId } from "./message-id.ts";
import { incomingText, listText, storyText } from "./message-text.ts";
import { withStore } from "./with-store.ts";

const STATES = Object.keys(MOVES) as MessageState[];
const OUTCOMES = ["queued", "sent", "failed", "incoming"] as const satisfies readonly MessageOutcome[];

const type: Option<readonly MessageOutcome[]> = {
  flag: "type",
  placeholder: "TYPE[,TYPE…]",
  documentation: "Which messages: queued, sent, failed, incoming; all but incoming by default.",
  repeatable: false,
  parse: wordsOf(OUTCOMES),
};

const state: Option<readonly MessageState[]> = {
  flag: "state",
  placeholder: "STATE[,STATE…]",
  documentation: `Only messages that go out and are in one of these states: ${STATES.join(", ")}.`,
  repeatable: false,
  parse: wordsOf(STATES),
};

/** `aldis message …`: what became of messages, and what a person does about them. */
export const messageCommands: readonly Command[] = [
  defineCommand({
    path: ["message", "list"],
    operands: [],
    summary: "list messages, newest first",
    details:
      "For each message: its ID, when it was accepted or received, its state, the other number, the modem, the beginning of the text, and whether it may be a duplicate.",
    settings: [...COMMON_SETTINGS, "country"],
    flags: { type, state, number, search, since, until, limit, json },
    async run({ config, flags, io }) {
      const read = flags.number === undefined ? undefined : createNumberReader(config).read(flags.number);
      if (read?.ok === false) throw new CliError("usage", `--number: ${NUMBER_PROBLEMS[read.problem]}`);
      const messages = await withStore(config, io, (store) =>
        newestOf(
          store.archive,
          {
            outcomes: flags.type ?? ["queued", "sent", "failed"],
            ...defined({ states: flags.state, search: flags.search }),
            ...(read && createOtherSide(config).filterOf(read.value)),
            ...boundsOf(flags, systemClock.now()),
          },
          flags.limit,
        ),
      );
      if (flags.json) io.out.write(`${JSON.stringify(messages, undefined, 2)}\n`);
      else io.out.write(listText(messages));
      return 0;
    },
  }),
  defineCommand({
    path: ["message", "show"],
    operands: ["ID"],
    summary: "show what became of a message: parts, modems, SIMs, times, and whether it may be a duplicate",
    details:
      "ID is the number that aldis message list and the header X-Message-Id of /api.php show; in-N for an incoming message.",
    settings: COMMON_SETTINGS,
    flags: { json },
    async run({ config, flags, operands: [given = ""], io }) {
      const { direction, id } = readMessageId(given);
      const shown = await withStore(config, io, async (store) => {
        if (direction === "outgoing") {
          const story = await store.outbox.find(id);
          if (story === undefined) return undefined;
          const user = (await store.users.list()).find(({ id }) => id === story.message.userId);
          const modems = readModemSnapshot(resolve(config.data))?.modems;
          const now = systemClock.now();
          const waiting = modems && (await storyOfWait(story.message, { modems, now, eventLog: store.events }));
          const told = waiting === undefined ? story : { ...story, timeline: [...story.timeline, waiting] };
          return { story: told, text: storyText(told, { userName: user?.name, waitsBecause: waiting?.detail }) };
        }
        const message = await store.archive.findIncoming(id);
        return message && { story: message, text: incomingText(message) };
      });
      if (shown === undefined) throw new CliError("failed", `no message has the ID ${given}`);
      io.out.write(flags.json ? `${JSON.stringify(shown.story, undefined, 2)}\n` : shown.text);
      return 0;
    },
  }),
  ...messageActionCommands,
  defineCommand({
    path: ["message", "acknowledge-failed"],
    operands: [],
    summary: "acknowledge all messages that have failed so far",
    details:
      "They no longer count in failed: of /check.php, so a check that turned critical recovers; the messages themselves stay unchanged. Otherwise they count for the time of --failed-window.",
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, io }) {
      const now = systemClock.now();
      const known = await withStore(config, io, async (store, events) => {
        const before = await store.settings.get(FAILURES_ACKNOWLEDGED);
        const failed = await store.outbox.countFailed(typeof before === "number" ? before : 0);
        await store.settings.set({ [FAILURES_ACKNOWLEDGED]: now });
        events.record({ kind: "messages.failures-acknowledged", messages: failed });
        return failed;
      });
      io.out.write(`${known} failed ${known === 1 ? "message" : "messages"} acknowledged\n`);
      return 0;
    },
  }),
];

/** Words of a closed set with commas between them, or given one by one. */
function wordsOf<const W extends string>(known: readonly W[]): (texts: readonly string[]) => Result<readonly W[]> {
  return (texts) => {
    const words = texts.flatMap((text) => text.split(",")).map((word) => word.trim());
    const found = words.flatMap((word) => known.filter((each) => each === word));
    return found.length === words.length ? ok(found) : no(`must be some of ${known.join(", ")}`);
  };
}
