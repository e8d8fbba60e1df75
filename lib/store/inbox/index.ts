import type { Kysely } from "kysely";
import {
  type InboxStore,
  type IncomingMessage,
  kindOf,
  type NewIncomingPart,
  type ReceivedText,
} from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import type { GroupCommit } from "../group-commit.ts";
import { askFor } from "../opt-outs/ask.ts";
import { read } from "../read.ts";
import type { Schema } from "../schema/index.ts";
import { digestsOf, sealed } from "../sealing/sealed-texts.ts";
import { countBlocked } from "../statistics.ts";
import { factsOf } from "../tally/facts.ts";
import { present, storable } from "../text.ts";
import { endCall, releaseCalls } from "./calls.ts";
import { describeMessages } from "./describe.ts";
import { findJoining, joinKeyOf, placeOf, rejoin } from "./join.ts";
import { kindColumns, tellOf } from "./kinds.ts";

/** 100 messages are released per transaction: a few milliseconds. */
const RELEASE_STEP = 100;

/**
 * A part without a time that comes again within this is the same one, read twice because the gateway ended between
 * storing and deleting it; a restart takes less. Later it is another message with the same text: rather twice than lost.
 */
const SAME_UNDATED_MS = 60_000;

/** The inbox on a database, up to *stored and joined*. */
export function createInboxStore(backend: Backend, writer: GroupCommit): InboxStore {
  return {
    store: (part, asks) =>
      writer.write(async (db) => {
        const stored = await store(db, part);
        if (stored.state !== "complete" || asks === undefined) return stored;
        const asked = asks(await receivedText(db, stored.messageId));
        if (asked === undefined) return stored;
        const { request, confirmation } = asked;
        const by = { door: "message" as const, incomingId: stored.messageId };
        const optOut = await askFor(db, { request: { ...request, ...by }, confirmation }, { backend });
        return { ...stored, optOut };
      }),
    async releaseIncomplete({ now, olderThanMs }) {
      const released: number[] = [];
      for (;;) {
        const step = await writer.write((db) => release(db, now - olderThanMs));
        released.push(...step);
        if (step.length < RELEASE_STEP) return released;
      }
    },
    endCall: (call) => writer.write((db) => endCall(db, call)),
    releaseCalls: ({ now, olderThanMs }) => writer.write((db) => releaseCalls(db, now - olderThanMs)),
    countBlocked: (blocked) => writer.write((db) => countBlocked(db, blocked)),
    find: (id) =>
      read(backend, async (db) => {
        const rows = await db.selectFrom("incoming_messages").selectAll().where("id", "=", id).execute();
        return (await describeMessages(db, rows))[0];
      }),
    list: ({ limit, before }) =>
      read(backend, async (db) => {
        let query = db.selectFrom("incoming_messages").selectAll().orderBy("id", "desc").limit(limit);
        if (before !== undefined) query = query.where("id", "<", before);
        return describeMessages(db, await query.execute());
      }),
  };
}

async function store(
  db: Kysely<Schema>,
  part: NewIncomingPart,
): Promise<{ messageId: number; state: IncomingMessage["state"] | "duplicate" }> {
  const known = await findSame(db, part);
  if (known !== undefined) return { messageId: known, state: "duplicate" };

  const joinKey = joinKeyOf(part);
  const joining = joinKey === undefined ? undefined : await findJoining(db, joinKey, part);
  const messageId = joining ?? (await addMessage(db, part, joinKey));
  await addPart(db, part, messageId);
  const { before, state } =
    joinKey === undefined ? ({ before: "waiting", state: stateOfSingle(part) } as const) : await rejoin(db, messageId);
  // A late part was counted with its message; a call is counted when it rings.
  if (before === "waiting" && (state !== "waiting" || part.isCall))
    factsOf(db)?.push({ what: "received", channel: part.channel ?? "sms", modem: part.modem });
  // Nobody sees a message that waits for parts.
  if (state !== "waiting") await tellOf(db, messageId);
  return { messageId, state };
}

/** @throws the driver's error, or Kysely's when the message does not exist */
async function receivedText(db: Kysely<Schema>, id: number): Promise<ReceivedText> {
  const row = await db
    .selectFrom("incoming_messages")
    .select(["channel", "kind", "modem", "sim", "sender", "sender_type", "text", "data", "received_at"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const { channel, kind, modem, text, received_at: receivedAt } = row;
  return {
    channel,
    kind,
    modem,
    text,
    receivedAt,
    ...present({ sender: row.sender, senderType: row.sender_type, data: row.data }),
  };
}

/** The message that already contains this part. */
async function findSame(db: Kysely<Schema>, part: NewIncomingPart): Promise<number | undefined> {
  const parts = db.selectFrom("incoming_parts").select("message_id").where("sim", "=", part.sim);
  const { receivedAt } = part;
  const same =
    part.undated === true
      ? parts
          .where("dedupe_key", "in", [
            ...digestsOf(db, keyOf(part)),
            ...digestsOf(db, keyOf({ ...part, receivedAt: receivedAt - SAME_UNDATED_MS })),
          ])
          .where("received_at", ">", receivedAt - SAME_UNDATED_MS)
      : parts.where("dedupe_key", "in", digestsOf(db, part.dedupeKey));
  return (await same.executeTakeFirst())?.message_id;
}

/**
 * The key of a part without a time includes its arrival, in steps of that window, so that the same text can be received
 * again.
 */
const keyOf = ({ dedupeKey, undated, receivedAt }: NewIncomingPart) =>
  undated === true ? `${dedupeKey} ${Math.floor(receivedAt / SAME_UNDATED_MS)}` : dedupeKey;

const stateOfSingle = ({ isCall, decodeError }: NewIncomingPart) =>
  isCall ? "waiting" : decodeError === undefined ? "complete" : "undecodable";

async function addMessage(db: Kysely<Schema>, part: NewIncomingPart, joinKey: string | undefined): Promise<number> {
  const row = { sim: part.sim, sender: part.sender === undefined ? null : storable(part.sender) };
  const { id } = await db
    .insertInto("incoming_messages")
    .values({
      channel: part.channel ?? "sms",
      modem: part.modem,
      ...row,
      sender_type: part.senderType ?? null,
      text: sealed(db, "in.text", { row, text: storable(part.text ?? "") }),
      data: sealed(db, "in.data", { row, text: part.data ?? null }),
      class: part.class ?? null,
      sent_at: part.sentAt ?? null,
      received_at: part.receivedAt,
      state: joinKey === undefined ? stateOfSingle(part) : "waiting",
      total: joinKey === undefined ? 1 : (part.concat?.total ?? 1),
      join_key: joinKey ?? null,
      ...kindColumns(kindOf(part), { ...part, text: part.text ?? "" }),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

async function addPart(db: Kysely<Schema>, part: NewIncomingPart, messageId: number): Promise<void> {
  const row = { message_id: messageId, part: placeOf(part)?.part ?? 1 };
  await db
    .insertInto("incoming_parts")
    .values({
      ...row,
      modem: part.modem,
      sim: part.sim,
      received_at: part.receivedAt,
      sent_at: part.sentAt ?? null,
      pdu: sealed(db, "part.pdu", { row, text: part.pdu }),
      smsc: part.smsc ?? null,
      alphabet: part.alphabet ?? null,
      protocol: part.protocol ?? null,
      text: sealed(db, "part.text", { row, text: part.text === undefined ? null : storable(part.text) }),
      data: sealed(db, "part.data", { row, text: part.data ?? null }),
      destination_port: part.ports?.destination ?? null,
      source_port: part.ports?.source ?? null,
      decode_error: part.decodeError === undefined ? null : storable(part.decodeError),
      // A call is found by its own when it ends.
      dedupe_key: part.isCall ? keyOf(part) : digestsOf(db, keyOf(part))[0],
    })
    .execute();
}

/** Releases messages that have waited since `since` or longer, with the parts that arrived. */
async function release(db: Kysely<Schema>, since: number): Promise<number[]> {
  const overdue = db
    .selectFrom("incoming_messages")
    .select("id")
    .where("state", "=", "waiting")
    .where("kind", "<>", "call")
    .where("received_at", "<=", since)
    .orderBy("received_at")
    .limit(RELEASE_STEP);
  const released = await db
    .updateTable("incoming_messages")
    .set({ state: "incomplete" })
    .where("id", "in", overdue)
    .where("state", "=", "waiting")
    .returning(["id", "channel", "modem"])
    .execute();
  factsOf(db)?.push(...released.map(({ channel, modem }) => ({ what: "received" as const, channel, modem })));
  const ids = released.map((row) => row.id).sort((a, b) => a - b);
  for (const id of ids) await tellOf(db, id);
  return ids;
}
