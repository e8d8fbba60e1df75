import { type Kysely, sql } from "kysely";
import { defined } from "../../defined.ts";
import {
  type Claim,
  type ClaimOptions,
  type ClaimWrite,
  type EncodedParts,
  type OutgoingMessage,
  type PartState,
  StoreFailure,
} from "../../messages/index.ts";
import { isPostgres } from "../dialect.ts";
import { prepare, prepareEach, type Value } from "../prepared.ts";
import type { Schema } from "../schema/index.ts";
import { sealed } from "../sealing/sealed-texts.ts";
import { matchKeptReports } from "./record-report.ts";
import { addTimeline, type PartRow, tailOf } from "./rows.ts";
import { countPart } from "./usage.ts";

/**
 * Whether the claim still holds. Changes nothing, but locks the message against other gateways.
 *
 * @throws the driver's error
 */
async function holds(db: Kysely<Schema>, claim: Claim): Promise<boolean> {
  const rows = await findHeld(db, { id: claim.message.id, fence: claim.fence });
  return rows.length === 1;
}

const findHeld = prepare((db: Kysely<Schema>, value: Value<{ id: number; fence: number }>) => {
  const held = db
    .selectFrom("outgoing_messages")
    .select("id")
    .where("id", "=", value("id"))
    .where("fence", "=", value("fence"))
    .where("state", "=", "sending");
  // A transaction on SQLite holds the only write lock.
  return (isPostgres(db) ? held.forUpdate() : held).compile();
});

/** Saves the encoded parts, unless the message has parts already. @throws the driver's error */
export async function saveParts(
  db: Kysely<Schema>,
  claim: Claim,
  parts: readonly { pdu: string; length: number }[],
  concatReference?: number,
): Promise<ClaimWrite> {
  if (!(await holds(db, claim))) return "claim-lost";
  const messageId = claim.message.id;
  if (parts.length === 0 || (await hasParts(db, { messageId })).length > 0) return "written";
  await insertParts(db, claim, parts, concatReference);
  return "written";
}

/**
 * Encodes and saves the parts of a claim that has none.
 *
 * @throws what `encode` throws; the driver's error
 */
export async function encodeParts(
  db: Kysely<Schema>,
  claim: Claim,
  {
    encode,
    insteadOf,
  }: {
    encode:
      | ((message: OutgoingMessage, options: { insteadOf?: number | undefined }) => EncodedParts | undefined)
      | undefined;
    insteadOf?: number | undefined;
  },
): Promise<Claim> {
  const encoded = claim.parts.length === 0 ? encode?.(claim.message, { insteadOf }) : undefined;
  if (!encoded) return claim;
  const { parts, concatReference } = encoded;
  await insertParts(db, claim, parts, concatReference);
  return {
    ...claim,
    message: { ...claim.message, concatReference },
    parts: parts.map((part, at) => ({ ...part, position: at + 1, state: "open" })),
  };
}

/**
 * Moves the first open part of a claim to *sending*, unless the message has expired.
 *
 * @throws the driver's error
 */
export async function beginFirstPart(
  db: Kysely<Schema>,
  claim: Claim,
  { now, modem, sim }: Pick<ClaimOptions, "now" | "modem" | "sim">,
): Promise<Claim> {
  const first = claim.parts.find(({ state }) => state === "open");
  if (first === undefined || sim === undefined || claim.message.expiresAt <= now) return claim;
  await movePart(db, claim, first.position, partMoves.sending({ modem, sim, at: now }));
  return {
    ...claim,
    parts: claim.parts.map((part) => (part === first ? { ...part, state: "sending" } : part)),
  };
}

async function insertParts(
  db: Kysely<Schema>,
  { message }: Claim,
  parts: readonly { pdu: string; length: number }[],
  concatReference: number | undefined,
): Promise<void> {
  const recipient_tail = tailOf(message.recipient);
  for (const [at, { pdu, length }] of parts.entries()) {
    const place = { message_id: message.id, position: at + 1 };
    await insertPart(db, {
      ...place,
      pdu: sealed(db, "out.pdu", { row: place, text: pdu }),
      length,
      recipient_tail,
    });
  }
  // A single part has no reference.
  if (concatReference !== undefined && parts.length > 1)
    await keepReference(db, { messageId: message.id, concatReference });
}

const hasParts = prepare((db: Kysely<Schema>, value: Value<{ messageId: number }>) =>
  db
    .selectFrom("outgoing_parts")
    .select("position")
    .where("message_id", "=", value("messageId"))
    .limit(sql.lit(1))
    .compile(),
);

type NewPart = Pick<PartRow, "message_id" | "position" | "pdu" | "length" | "recipient_tail">;

const insertPart = prepare((db: Kysely<Schema>, value: Value<NewPart>) =>
  db
    .insertInto("outgoing_parts")
    .values({
      message_id: value("message_id"),
      position: value("position"),
      pdu: value("pdu"),
      length: value("length"),
      recipient_tail: value("recipient_tail"),
    })
    .compile(),
);

const keepReference = prepare((db: Kysely<Schema>, value: Value<{ messageId: number; concatReference: number }>) =>
  db
    .updateTable("outgoing_messages")
    .set({ concat_reference: value("concatReference") })
    .where("id", "=", value("messageId"))
    .compile(),
);

/** A move of a part, with what it writes besides the state. */
interface PartMove {
  from: readonly PartState[];
  to: PartState;
  at: number;
  set?: {
    reference?: number | null;
    modem?: string;
    sim?: string;
    sending_at?: number;
    sent_at?: number;
    doubtful?: 0;
  };
  detail?: string;
}

/** @throws StoreFailure kind "not-allowed" when the part is in none of the states that the move starts from */
export async function movePart(
  db: Kysely<Schema>,
  claim: Claim,
  position: number,
  move: PartMove,
): Promise<ClaimWrite> {
  if (!(await holds(db, claim))) return "claim-lost";
  const messageId = claim.message.id;
  const [moved] = await updatePart(move)(db, { ...move.set, messageId, position });
  if (!moved) throw await refusal(db, messageId, position, move.to);
  await addTimeline(db, [
    {
      messageId,
      at: move.at,
      state: move.to,
      position,
      ...(moved.modem === null ? {} : { modem: moved.modem }),
      ...defined({ detail: move.detail }),
    },
  ]);
  if (move.to === "sent" && claim.message.via === "sms") await countPart(db, moved.sim, move.at);
  if (move.to === "sent" || move.to === "unknown") await matchKeptReports(db, moved);
  return "written";
}

/** One query for each kind of move. */
const updatePart = prepareEach(
  ({ from, to, set = {} }: PartMove) =>
    prepare((db: Kysely<Schema>, value: Value<{ messageId: number; position: number } & Record<string, unknown>>) =>
      db
        .updateTable("outgoing_parts")
        .set({ state: to, ...Object.fromEntries(Object.keys(set).map((column) => [column, value(column)])) })
        .where("message_id", "=", value("messageId"))
        .where("position", "=", value("position"))
        .where("state", "in", from)
        .returningAll()
        .compile(),
    ),
  ({ from, to, set = {} }) => [to, ...from, ...Object.keys(set)].join(),
);

async function refusal(db: Kysely<Schema>, messageId: number, position: number, to: PartState): Promise<StoreFailure> {
  const part = await db
    .selectFrom("outgoing_parts")
    .select("state")
    .where("message_id", "=", messageId)
    .where("position", "=", position)
    .executeTakeFirst();
  const found = part ? `it is ${part.state}` : "there is no such part";
  return new StoreFailure("not-allowed", `part ${position} of message ${messageId} cannot become ${to}: ${found}`);
}

/** The moves that a gateway makes with the parts of a message it has claimed. */
export const partMoves = {
  sending: (on: { modem: string; sim: string; at: number }): PartMove => ({
    from: ["open"],
    to: "sending",
    at: on.at,
    set: { modem: on.modem, sim: on.sim, sending_at: on.at, reference: null, doubtful: 0 },
  }),
  sent: (result: { reference?: number; at: number; detail?: string }): PartMove => ({
    from: ["sending", "unknown"],
    to: "sent",
    at: result.at,
    set: { reference: result.reference ?? null, sent_at: result.at },
    detail:
      result.detail ??
      (result.reference === undefined ? "the network had it already" : `reference ${result.reference}`),
  }),
  reopened: (at: number): PartMove => ({ from: ["sending"], to: "open", at }),
  unknown: (at: number): PartMove => ({ from: ["sending"], to: "unknown", at }),
} satisfies Record<string, (given: never) => PartMove>;
