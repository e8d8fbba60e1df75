import { defined } from "../../defined.ts";
import type { ForeignDatabase, ForeignRow } from "../../messages/index.ts";
import { type Found, refused, without } from "../found.ts";
import { instantOf } from "../local-time.ts";
import { numberOf } from "../numbers.ts";
import { originOf } from "../origin.ts";
import type { GammuOptions } from "./options.ts";
import { dataOf, isData, placeOf, textOf } from "./text.ts";

/** 2,000 messages whose parts are not all there yet; with one more, the oldest is taken as it is. */
const MOST_OPEN = 2_000;

/** A day, as for what modems receive: after that, a number of a message is used again. */
const LONGEST_SPAN_MS = 86_400_000;

interface Open {
  total: number;
  /** When its first part came, as far as that can be read. */
  since: number | undefined;
  /** By position. */
  parts: Map<number, ForeignRow>;
}

/** USSD answers are messages of this class. */
const USSD = "127";

/** The inbox of smsd, with the parts of long messages joined. @throws StoreFailure */
export async function* readInbox(database: ForeignDatabase, options: GammuOptions): AsyncGenerator<Found> {
  const open = new Map<string, Open>();
  for await (const row of database.rows("inbox", ["id"])) {
    if (row.class === USSD) {
      yield without("inbox: answers to USSD codes");
      continue;
    }
    const place = placeOf(row.udh);
    if (place === undefined) {
      yield messageOf([row], 1, options);
      continue;
    }
    const { reference, total, position } = place;
    const key = [row.sendernumber, row.recipientid, reference, total].join("\0");
    let joining = open.get(key);
    const at = instantOf(row.receivingdatetime, options.timeZone);
    if (joining !== undefined && (joining.parts.has(position) || isFarFrom(joining, at))) {
      open.delete(key);
      yield joined(joining, options);
      joining = undefined;
    }
    joining ??= { total, since: at, parts: new Map() };
    joining.parts.set(position, row);
    open.set(key, joining);
    if (joining.parts.size === total) {
      open.delete(key);
      yield joined(joining, options);
    }
    const [oldest] = open.size > MOST_OPEN ? open : [];
    if (oldest === undefined) continue;
    open.delete(oldest[0]);
    yield joined(oldest[1], options);
  }
  for (const rest of open.values()) yield joined(rest, options);
}

const isFarFrom = ({ since }: Open, at: number | undefined) =>
  since !== undefined && at !== undefined && Math.abs(at - since) > LONGEST_SPAN_MS;

function joined({ parts, total }: Open, options: GammuOptions): Found {
  const inOrder = [...parts].sort(([one], [other]) => one - other).map(([, part]) => part);
  return messageOf(inOrder, total, options);
}

function messageOf(parts: readonly ForeignRow[], total: number, options: GammuOptions): Found {
  const { numbers, timeZone, folderOf } = options;
  const ids = parts.map((part) => Number(part.id)).sort((one, other) => one - other);
  const where = `inbox ${ids.join(", ")}`;
  const [first] = parts;
  if (first === undefined) return refused(where, "it has no part");
  const times = parts.map((part) => instantOf(part.receivingdatetime, timeZone)).filter((time) => time !== undefined);
  if (times.length === 0) return refused(where, `its time cannot be read: ${shown(first.receivingdatetime)}`);
  const receivedAt = Math.max(...times);
  const isBinary = isData(first);
  const text = isBinary ? "" : textOf(parts);
  const messageClass = Number(first.class ?? -1);
  const folder = folderOf?.(first);
  if (folder?.isGone) return without(`inbox: in ${folder.name}`);
  return {
    kind: "message",
    message: {
      direction: "incoming",
      origin: originOf("gammu", "in", ids[0] ?? 0, first.receivingdatetime ?? "", first.sendernumber ?? "", text),
      from: `gammu, ${where}`,
      ...defined({
        sender: numberOf(first.sendernumber, numbers) || undefined,
        data: isBinary ? dataOf(parts) : undefined,
        class: messageClass >= 0 && messageClass <= 3 ? messageClass : undefined,
      }),
      text,
      modem: first.recipientid || "gammu",
      sentAt: Math.min(...times),
      receivedAt,
      parts: { present: parts.length, total },
      isRead: folder?.isRead ?? true,
    },
  };
}

const shown = (text: string | null | undefined) => JSON.stringify((text ?? "").slice(0, 40));
