import type { Kysely, Updateable } from "kysely";
import {
  type Claim,
  type ClaimWrite,
  type MessageState,
  type PartState,
  pathWhenKnown,
  pathWhenSent,
  type Settlement,
  StoreFailure,
} from "../../messages/index.ts";
import type { Schema } from "../schema/index.ts";
import type { OutgoingMessagesTable } from "../schema/outgoing.ts";
import { storable } from "../text.ts";
import { lockMessage, moveMessage } from "./moves.ts";
import { type MessageRow, type PartRow, partsOf } from "./rows.ts";

type OtherWay = Extract<Settlement, { via: unknown }>;
type SameWay = Exclude<Settlement, OtherWay>;

/**
 * Ends a claim.
 *
 * A part that is still *sending* becomes *unknown* with the message, and *open* if the message failed or expired: the
 * caller asserts that it was not sent. Before requeueing a message or settling it as sent, the caller must report each
 * part. On a change of channel the parts are deleted, and what was sent is left out of the remaining text.
 *
 * @throws StoreFailure kind "not-allowed" when a part's state contradicts the settlement
 */
export async function settle(db: Kysely<Schema>, claim: Claim, settlement: Settlement): Promise<ClaimWrite> {
  const { id } = claim.message;
  const message = await lockMessage(db, id);
  if (message?.state !== "sending" || message.fence !== claim.fence) return "claim-lost";
  const before = await partsOf(db, id);
  if ("via" in settlement) {
    await moveMessage(db, message, ["queued"], {
      at: settlement.at,
      detail: `${settlement.error}: goes on by ${settlement.via === "sms" ? "SMS" : "Telegram"}`,
      set: await leaveWay(db, message, before, settlement),
    });
    return "written";
  }
  const parts = await settleParts(db, before, settlement);
  const attempts = message.attempts + (countsAsAttempt(settlement) ? 1 : 0);
  await moveMessage(db, message, pathOf(settlement, parts), {
    at: settlement.at,
    ...detailOf(settlement),
    ...(settlement.state === "failed" ? { reason: settlement.reason } : {}),
    set: { attempts, ...changesOf(settlement, parts) },
  });
  if (settlement.state === "queued" && settlement.excludeModem !== undefined) {
    await db
      .insertInto("outgoing_excluded_modems")
      .values({ message_id: id, modem: settlement.excludeModem })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  return "written";
}

/** Deletes the parts of the channel that the message leaves; their history stays in the timeline. */
async function leaveWay(
  db: Kysely<Schema>,
  message: MessageRow,
  parts: readonly PartRow[],
  to: OtherWay,
): Promise<Updateable<OutgoingMessagesTable>> {
  const taken = parts.filter((part) => part.state === "sent").reduce((units, part) => units + part.length, 0);
  await db.deleteFrom("outgoing_parts").where("message_id", "=", message.id).execute();
  return {
    via: to.via,
    taken_units: message.taken_units + taken,
    due_at: to.dueAt,
    last_error: storable(to.error),
    ...(to.mayBeDuplicate ? { may_be_duplicate: 1 as const } : {}),
  };
}

async function settleParts(db: Kysely<Schema>, parts: readonly PartRow[], settlement: SameWay): Promise<PartState[]> {
  const contradicting: readonly PartState[] =
    settlement.state === "queued" || settlement.state === "sent" ? ["sending", "unknown"] : [];
  const wrong = parts.find((part) => contradicting.includes(part.state));
  if (wrong) {
    throw new StoreFailure(
      "not-allowed",
      `message ${wrong.message_id} cannot become ${settlement.state}: part ${wrong.position} is ${wrong.state}`,
    );
  }
  const told: PartState = settlement.state === "unknown" ? "unknown" : "open";
  if (parts.some((part) => part.state === "sending")) {
    await db
      .updateTable("outgoing_parts")
      .set({ state: told })
      .where("message_id", "=", parts[0]?.message_id ?? 0)
      .where("state", "=", "sending")
      .execute();
  }
  return parts.map((part) => (part.state === "sending" ? told : part.state));
}

function pathOf(settlement: SameWay, parts: readonly PartState[]): MessageState[] {
  switch (settlement.state) {
    case "sent":
      return pathWhenSent(parts);
    case "expired":
      // Its validity passed before it could be sent, so the path leads through the queue.
      return ["queued", "expired"];
    case "unknown":
      // A report may have shown what the modem did not.
      return parts.length > 0 && !parts.includes("unknown") ? pathWhenKnown(parts) : ["unknown"];
    case "queued":
    case "failed":
      return [settlement.state];
    default:
      return settlement satisfies never;
  }
}

function changesOf(settlement: SameWay, parts: readonly PartState[]): Updateable<OutgoingMessagesTable> {
  switch (settlement.state) {
    case "queued":
      return { due_at: settlement.dueAt, last_error: storable(settlement.error) };
    case "failed":
      return { last_error: storable(settlement.error) };
    case "unknown":
      return {
        last_error: storable(settlement.error),
        ...(parts.length === 0 || parts.includes("unknown") ? { unknown_cause: "modem" as const } : {}),
      };
    case "sent":
    case "expired":
      return {};
    default:
      return settlement satisfies never;
  }
}

function countsAsAttempt(settlement: SameWay): boolean {
  return settlement.state === "queued" ? settlement.countAttempt : settlement.state !== "expired";
}

function detailOf(settlement: SameWay): { detail?: string } {
  if ("error" in settlement) return { detail: settlement.error };
  return "detail" in settlement && settlement.detail !== undefined ? { detail: settlement.detail } : {};
}
