import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS, parseText } from "../config/index.ts";
import { defined } from "../defined.ts";
import { EVENT_WORDINGS } from "../messages/index.ts";
import { nearest } from "../nearest.ts";
import { no, ok, type Result } from "../result.ts";
import type { StoredEvent } from "../store/index.ts";
import { columns } from "../table.ts";
import { type Command, defineCommand } from "./command.ts";
import { boundsOf, json, limit, since, USUALLY_LISTED } from "./list-options.ts";
import { outgoingMessage } from "./message-id.ts";
import { timeText } from "./message-text.ts";
import { option } from "./options.ts";
import { withStore } from "./with-store.ts";

const EVENT_KINDS = Object.keys(EVENT_WORDINGS);

const kind = option("kind", "KIND", {
  documentation: "Only events of this kind, such as api.php.refused or modem.ready.",
  parse: parseKind,
});

const modem = option("modem", "NAME", { documentation: "Only events of this modem.", parse: parseText });

/** `aldis event list`: the event log. */
export const eventCommands: readonly Command[] = [
  defineCommand({
    path: ["event", "list"],
    operands: [],
    summary: "list the event log, newest first: refusals, modems, changes of users and groups",
    details:
      "Works whether or not the gateway runs. Each line has the time, the severity, the kind, what the event is about (user, client's address, modem, message), and what happened. It never contains a password or the text of a message, but it does contain telephone numbers.",
    settings: COMMON_SETTINGS,
    flags: { since, kind, modem, message: outgoingMessage, limit, json },
    async run({ config, flags, io }) {
      const events = await withStore(config, io, (store) =>
        store.events.list({
          limit: flags.limit ?? USUALLY_LISTED,
          ...boundsOf(flags, systemClock.now()),
          ...defined({ kind: flags.kind, modem: flags.modem, messageId: flags.message }),
        }),
      );
      io.out.write(flags.json ? `${JSON.stringify(events, undefined, 2)}\n` : eventsText(events));
      return 0;
    },
  }),
];

function parseKind(text: string): Result<string> {
  const given = text.trim();
  if (EVENT_KINDS.includes(given)) return ok(given);
  const close = nearest(given, EVENT_KINDS);
  return no(`unknown kind "${given}"; ${close === undefined ? "docs/events.md lists them" : `did you mean ${close}?`}`);
}

/** One line each, with headings. */
function eventsText(events: readonly StoredEvent[]): string {
  if (events.length === 0) return "no events\n";
  const rows = events.map((event) => [
    timeText(event.at),
    event.severity,
    event.kind,
    subjectOf(event),
    [event.message, ...detailsOf(event)].join("  "),
  ]);
  return columns([["TIME", "SEVERITY", "KIND", "ABOUT", "WHAT HAPPENED"], ...rows]);
}

function subjectOf({ userName, address, modem, messageId }: StoredEvent): string {
  const message = messageId === undefined ? undefined : `message ${messageId}`;
  return [userName, address, modem, message].filter((part) => part !== undefined).join(", ") || "-";
}

const detailsOf = ({ details = {} }: StoredEvent) => Object.entries(details).map(([name, value]) => `${name}=${value}`);
