import { COMMON_SETTINGS } from "../config/index.ts";
import type { AnyMessage, MessageFilter, MessagePlace } from "../messages/index.ts";
import { createOtherSide, latestByNumber } from "../routing/index.ts";
import { type Command, defineCommand } from "./command.ts";
import { json, limit, newestOf, USUALLY_LISTED } from "./list-options.ts";
import { listText } from "./message-text.ts";
import { withStore } from "./with-store.ts";

const BOTH: MessageFilter = { outcomes: ["queued", "sent", "failed", "incoming"] };

/** `aldis conversation …`: both directions together, by the other side's number. */
export const conversationCommands: readonly Command[] = [
  defineCommand({
    path: ["conversation", "list"],
    operands: [],
    summary: "list the numbers that messages went to or came from, with the latest message of each",
    settings: [...COMMON_SETTINGS, "country"],
    flags: { limit, json },
    async run({ config, flags, io }) {
      const otherSide = createOtherSide(config);
      const most = flags.limit ?? USUALLY_LISTED;
      const latest = await withStore(config, io, async ({ archive }) => {
        const found: AnyMessage[] = [];
        let after: MessagePlace | undefined;
        do {
          const page = await latestByNumber(archive, BOTH, { after, limit: most - found.length, otherSide });
          found.push(...page.latest.map(([, message]) => message));
          after = page.next;
        } while (after !== undefined && found.length < most);
        return found;
      });
      io.out.write(flags.json ? `${JSON.stringify(latest, undefined, 2)}\n` : listText(latest));
      return 0;
    },
  }),
  defineCommand({
    path: ["conversation", "show"],
    operands: ["NUMBER"],
    summary: "list the messages to and from a number, newest first",
    settings: [...COMMON_SETTINGS, "country"],
    flags: { limit, json },
    async run({ config, flags, operands: [given = ""], io }) {
      const messages = await withStore(config, io, ({ archive }) =>
        newestOf(archive, { ...BOTH, ...createOtherSide(config).filterOf(given) }, flags.limit),
      );
      io.out.write(flags.json ? `${JSON.stringify(messages, undefined, 2)}\n` : listText(messages));
      return 0;
    },
  }),
];
