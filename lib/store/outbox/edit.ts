import type { Kysely } from "kysely";
import { defined } from "../../defined.ts";
import {
  type EditProblem,
  type IfIs,
  type MessageEdit,
  type NewMessage,
  type OutgoingMessage,
  validFrom,
} from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { countMove } from "../counted-moves.ts";
import type { Schema } from "../schema/index.ts";
import { isDamaged, sealed, sealsTexts } from "../sealing/sealed-texts.ts";
import { changesOf } from "../stream/changes.ts";
import { storable } from "../text.ts";
import { firstWay } from "./accept.ts";
import { lockMessage } from "./moves.ts";
import { releaseRecipient } from "./release.ts";
import { addTimeline, type MessageRow, messageOf } from "./rows.ts";

/**
 * Changes a queued message. One that was claimed before may have parts, excluded modems, or another channel than its
 * first: such a message stays as it is.
 *
 * @throws what `laneOf` throws; the driver's error
 */
export async function edit(
  db: Kysely<Schema>,
  id: number,
  wanted: MessageEdit,
  options: {
    now: number;
    laneOf: (message: NewMessage) => string;
    despiteOptOut?: boolean;
    ifIs?: IfIs<OutgoingMessage> | undefined;
  },
): Promise<Result<OutgoingMessage, EditProblem>> {
  const { now } = options;
  const row = await lockMessage(db, id);
  if (row === undefined) return no({ kind: "not-found" });
  if (options.ifIs?.(messageOf(row)) === false) return no({ kind: "changed-meanwhile" });
  if (row.state !== "queued") return no({ kind: "wrong-state", state: row.state });
  if (row.fence > 0) return no({ kind: "begun" });
  // What stands in the place of its text is not to be sent.
  if (isDamaged(row) && wanted.text === undefined) return no({ kind: "text-unreadable" });
  const changed = await db
    .updateTable("outgoing_messages")
    .set({ ...columnsOf(db, row, { wanted, now }), ...newWay(row, wanted, options), parked: 0 })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
  countMove(db, row, changed);
  changesOf(db)?.push({ type: "message", id, state: "queued", modem: null, error: null });
  await addTimeline(db, [{ messageId: id, at: now, state: "queued", detail: `changed: ${namesOf(wanted)}` }]);
  // Messages parked behind it may have nothing in front of them now.
  await releaseRecipient(db, row);
  return ok(messageOf(changed));
}

function columnsOf(db: Kysely<Schema>, row: MessageRow, { wanted, now }: { wanted: MessageEdit; now: number }) {
  const { text, priority, sendAt } = wanted;
  const recipient = storable(wanted.recipient ?? row.recipient);
  // An encrypted text belongs to its recipient.
  const needsText = text !== undefined || (recipient !== row.recipient && sealsTexts(db));
  const to = { row: { recipient, created_at: row.created_at }, text: storable(text ?? row.text) };
  const columns = defined({
    text: needsText ? sealed(db, "out.text", to) : undefined,
    recipient: wanted.recipient === undefined ? undefined : recipient,
    priority,
  });
  if (sendAt === undefined) return columns;
  const send_at = Math.max(now, sendAt);
  const expires_at = validFrom({ sendAt: row.send_at, expiresAt: row.expires_at }, send_at);
  return { ...columns, send_at, due_at: send_at, expires_at };
}

/** Another recipient may take another lane, and may be reached by Telegram where the one before was not. */
function newWay(
  row: MessageRow,
  { recipient }: MessageEdit,
  { laneOf, despiteOptOut = false }: { laneOf: (message: NewMessage) => string; despiteOptOut?: boolean },
) {
  if (recipient === undefined || recipient === row.recipient) return {};
  const message = { ...messageOf(row), recipient };
  const despite_opt_out = despiteOptOut ? (1 as const) : (0 as const);
  return { lane: laneOf(message), via: firstWay(message), sim_wait_since: null, despite_opt_out };
}

const NAMES: Readonly<Record<keyof MessageEdit, string>> = {
  recipient: "recipient",
  text: "text",
  priority: "priority",
  sendAt: "time",
};

const namesOf = (wanted: MessageEdit) =>
  Object.entries(NAMES)
    .flatMap(([name, shown]) => (wanted[name as keyof MessageEdit] === undefined ? [] : shown))
    .join(", ");
