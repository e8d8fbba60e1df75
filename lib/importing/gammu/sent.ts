import { defined } from "../../defined.ts";
import type { ForeignDatabase, ForeignRow, HistoryState, OutgoingHistory } from "../../messages/index.ts";
import { type Found, refused, without } from "../found.ts";
import { instantOf } from "../local-time.ts";
import { numberOf } from "../numbers.ts";
import { originOf } from "../origin.ts";
import type { GammuOptions } from "./options.ts";
import { isData, textOf } from "./text.ts";

const USSD = "127";
const DAY_MS = 86_400_000;
const HELD = "it waited in the outbox of gammu: nobody knows whether it was sent there since";

/** What was sent, with the parts of long messages joined. @throws StoreFailure */
export async function* readSent(database: ForeignDatabase, options: GammuOptions): AsyncGenerator<Found> {
  for await (const parts of grouped(database.rows("sentitems", ["id", "sequenceposition"]))) {
    const [first] = parts;
    const folder = first === undefined ? undefined : options.sentFolderOf?.(first);
    if (folder?.isGone) yield without(`sentitems: in ${folder.name}`);
    else yield sentOf(parts, options);
  }
}

/** What waits to be sent: held here, until a person decides. @throws StoreFailure */
export async function* readOutbox(database: ForeignDatabase, options: GammuOptions): AsyncGenerator<Found> {
  const more = grouped(database.rows("outbox_multipart", ["id", "sequenceposition"]));
  let next = await more.next();
  for await (const row of database.rows("outbox", ["id"])) {
    while (!next.done && Number(next.value[0]?.id) < Number(row.id)) next = await more.next();
    const rest = !next.done && next.value[0]?.id === row.id ? next.value : [];
    yield waitingOf([row, ...rest], options);
  }
  await more.return(undefined);
}

/** Rows that follow one another with the same ID, 255 of them at most. */
async function* grouped(rows: AsyncIterable<ForeignRow>): AsyncGenerator<ForeignRow[], undefined> {
  let group: ForeignRow[] = [];
  for await (const row of rows) {
    if (group.length > 0 && (group[0]?.id !== row.id || group.length >= MOST_PARTS)) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}

const MOST_PARTS = 255;

/** What is the same of a message in both tables. */
function basicsOf(
  parts: readonly ForeignRow[],
  table: string,
  { numbers, timeZone }: GammuOptions,
): Found | Pick<OutgoingHistory, "origin" | "from" | "recipient" | "text" | "flash" | "modem" | "createdAt"> {
  const [first = {}] = parts;
  const where = `${table} ${first.id}`;
  if (first.class === USSD) return without(`${table}: USSD codes`);
  if (isData(first)) return without(`${table}: binary messages`);
  const recipient = numberOf(first.destinationnumber, numbers);
  if (recipient === "") return refused(where, "it has no recipient");
  const createdAt = instantOf(first.insertintodb, timeZone) ?? instantOf(first.sendingdatetime, timeZone);
  if (createdAt === undefined)
    return refused(where, `its time cannot be read: ${JSON.stringify((first.insertintodb ?? "").slice(0, 40))}`);
  const text = textOf(parts);
  const inserted = (first.insertintodb ?? "").slice(0, 19);
  return {
    origin: originOf("gammu", "out", Number(first.id), inserted, first.destinationnumber ?? "", text),
    from: `gammu, ${where}`,
    recipient,
    text,
    flash: first.class === "0",
    ...defined({ modem: first.senderid || undefined }),
    createdAt,
  };
}

function sentOf(parts: readonly ForeignRow[], options: GammuOptions): Found {
  const basics = basicsOf(parts, "sentitems", options);
  if ("kind" in basics) return basics;
  const timesOf = (column: string) =>
    parts.map((part) => instantOf(part[column], options.timeZone)).filter((time) => time !== undefined);
  const sentAt = Math.max(basics.createdAt, ...timesOf("sendingdatetime"));
  const state = stateOf(parts.map((part) => part.status ?? ""));
  const wrong = parts.find(({ status }) => stateOf([status ?? ""]) === state);
  const reportedAt = Math.max(sentAt, ...timesOf("deliverydatetime"));
  const codes = [
    ...(wrong?.statuscode && wrong.statuscode !== "-1" ? [`status code ${wrong.statuscode}`] : []),
    ...(wrong?.statuserror && wrong.statuserror !== "-1" ? [`status error ${wrong.statuserror}`] : []),
  ];
  const hasFailed = state === "failed" || state === "undelivered";
  return {
    kind: "message",
    message: {
      direction: "outgoing",
      ...basics,
      state,
      sendAt: basics.createdAt,
      expiresAt: basics.createdAt + DAY_MS,
      ...(state === "failed" ? { settledAt: sentAt } : { sentAt }),
      ...(state === "delivered" || state === "undelivered" ? { settledAt: reportedAt } : {}),
      ...(hasFailed ? { error: [`gammu: ${wrong?.status}`, ...codes].join(", ") } : {}),
    },
  };
}

/** Of all parts: one that failed, or was not delivered, tells of the message; it is delivered when all are. */
function stateOf(statuses: readonly string[]): Exclude<HistoryState, "held"> {
  if (statuses.some((status) => status === "SendingError" || status === "Error")) return "failed";
  if (statuses.includes("DeliveryFailed")) return "undelivered";
  return statuses.every((status) => status === "DeliveryOK") ? "delivered" : "sent";
}

function waitingOf(parts: readonly ForeignRow[], options: GammuOptions): Found {
  const basics = basicsOf(parts, "outbox", options);
  if ("kind" in basics) return basics;
  const sendAt = Math.max(basics.createdAt, instantOf(parts[0]?.sendingdatetime, options.timeZone) ?? 0);
  return {
    kind: "message",
    message: {
      direction: "outgoing",
      ...basics,
      state: "held",
      sendAt,
      expiresAt: sendAt + DAY_MS,
      error: HELD,
    },
  };
}
