import {
  type Alarm,
  cursorText,
  type IncomingMessage,
  type LoggedEvent,
  type MessageArchive,
  type ModemStreamChange,
  type OutgoingMessage,
  type StreamCursor,
  type StreamEntry,
} from "../../messages/index.ts";
import { eventText } from "./event-text.ts";

/** The types of events that are about something. */
export const LIVE_TYPES = ["message", "incoming", "modem", "import", "event", "alarm"] as const;
export type LiveType = (typeof LIVE_TYPES)[number];

/** An event that is ready to be sent. */
export interface LiveEvent {
  type: LiveType;
  /** Of a message: who sent it. */
  userId?: number | null | undefined;
  text: string;
  /** Of a modem: for who may see its SIM and settings. */
  textWithSim?: string;
}

/** Where the objects of events come from, and what they look like. @throws StoreFailure from every promise */
export interface LiveObjects {
  archive: Pick<MessageArchive, "findOutgoing" | "findIncoming">;
  findEvents(ids: readonly number[]): Promise<(LoggedEvent & { id: number; at: number })[]>;
  findAlarm(id: number): Promise<Alarm | undefined>;
  showAlarm(alarm: Alarm): unknown;
  showMessage(message: OutgoingMessage): Promise<unknown>;
  showIncoming(message: IncomingMessage): unknown;
  showEvent(event: LoggedEvent & { id: number; at: number }): unknown;
  /** As it was then, for everybody and for who may see its SIM; `undefined` for one of another gateway, or that is gone. */
  showModem(change: ModemStreamChange, at: number): { open: unknown; withSim: unknown } | undefined;
}

/**
 * Loads what entries are about, all at once, and gives their events with the place behind each. What was deleted since
 * has none; its deletion follows.
 *
 * @param place  before the first entry
 * @throws StoreFailure
 */
export async function renderEvents(
  objects: LiveObjects,
  entries: readonly StreamEntry[],
  place: StreamCursor,
): Promise<{ events: LiveEvent[]; place: Map<number, number> }> {
  const idsOf = (type: "message" | "incoming" | "event" | "alarm") => [
    ...new Set(
      entries.flatMap(({ change }) =>
        change.type === type && !("state" in change && change.state === "deleted") ? [change.id] : [],
      ),
    ),
  ];
  const eachById = async <Row extends { id: number }>(
    type: "incoming" | "alarm",
    find: (id: number) => Promise<Row | undefined>,
  ) => byId(idsOf(type), async (ids) => (await Promise.all(ids.map(find))).filter((each) => each !== undefined));
  const [messages, incoming, logged, alarms] = await Promise.all([
    byId(idsOf("message"), (ids) => objects.archive.findOutgoing(ids)),
    eachById("incoming", (id) => objects.archive.findIncoming(id)),
    byId(idsOf("event"), (ids) => objects.findEvents(ids)),
    eachById("alarm", (id) => objects.findAlarm(id)),
  ]);

  /** What a change looks like; without `data` nobody is told. */
  async function show({ change, at }: StreamEntry): Promise<Shown> {
    const { id } = change;
    if (change.type === "modem") {
      const modem = objects.showModem(change, at);
      return { data: modem?.open, dataWithSim: modem?.withSim };
    }
    if ("state" in change && change.state === "deleted") return { data: { id, deleted: true }, userId: change.userId };
    if (change.type === "incoming") {
      const found = incoming.get(id);
      return { data: found && objects.showIncoming(found) };
    }
    if (change.type === "event") {
      const found = logged.get(id);
      return { data: found && objects.showEvent(found) };
    }
    if (change.type === "alarm") {
      const found = alarms.get(id);
      return { data: found && objects.showAlarm(found) };
    }
    const found = messages.get(id);
    if (found === undefined || !("state" in change)) return { data: undefined };
    return { data: await objects.showMessage(asOf(found, change)), userId: found.userId };
  }

  const shown = await Promise.all(entries.map(show));
  const after = new Map(place);
  const events: LiveEvent[] = [];
  for (const [at, entry] of entries.entries()) {
    after.set(entry.writer, entry.seq);
    const { data, dataWithSim, userId } = shown[at] ?? { data: undefined };
    const { type } = entry.change;
    if (data === undefined) continue;
    const textOf = (object: unknown) => eventText({ type, id: cursorText(after), data: object });
    events.push({
      type,
      userId,
      text: textOf(data),
      ...(dataWithSim === undefined ? {} : { textWithSim: textOf(dataWithSim) }),
    });
  }
  return { events, place: after };
}

interface Shown {
  data: unknown;
  dataWithSim?: unknown;
  userId?: number | null | undefined;
}

async function byId<Row extends { id: number }>(
  ids: readonly number[],
  find: (ids: readonly number[]) => Promise<Row[]>,
): Promise<Map<number, Row>> {
  return ids.length === 0 ? new Map() : new Map((await find(ids)).map((row) => [row.id, row]));
}

/** As it was when it changed: it may have changed again since. */
function asOf(
  message: OutgoingMessage,
  { state, modem, error }: { state: OutgoingMessage["state"]; modem?: string | null; error?: string | null },
): OutgoingMessage {
  const { modem: _modem, lastError: _error, ...rest } = message;
  return { ...rest, state, ...(modem == null ? {} : { modem }), ...(error == null ? {} : { lastError: error }) };
}
