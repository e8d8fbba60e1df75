import type { Kysely, Updateable } from "kysely";
import {
  type FailureReason,
  FINAL_STATES,
  type MessageState,
  MOVES,
  StoreFailure,
  type StreamChange,
  type TallyFact,
} from "../../messages/index.ts";
import { countMove } from "../counted-moves.ts";
import { isPostgres } from "../dialect.ts";
import { prepare, prepareEach, type Value } from "../prepared.ts";
import type { Schema } from "../schema/index.ts";
import type { OutgoingMessagesTable } from "../schema/outgoing.ts";
import { changesOf } from "../stream/changes.ts";
import { factsOf } from "../tally/facts.ts";
import { storable } from "../text.ts";
import { releaseRecipient } from "./release.ts";
import { addTimeline, type MessageRow } from "./rows.ts";
import { waitForSim } from "./same-sim.ts";

/**
 * Moves a message along `path`, with one line of the timeline per step; returns the last state. A message that leaves
 * *sending* loses its lease and unblocks the next message to its recipient. A message that is requeued with some parts
 * sent waits for their SIM.
 *
 * @throws StoreFailure kind "not-allowed" for a step that is not in {@link MOVES}
 */
export async function moveMessage(
  db: Kysely<Schema>,
  message: MessageRow,
  path: readonly MessageState[],
  options: { at: number; detail?: string; reason?: FailureReason | undefined; set?: Updateable<OutgoingMessagesTable> },
): Promise<MessageState> {
  const { at, detail } = options;
  let state = message.state;
  for (const next of path) {
    if (!MOVES[state].includes(next)) {
      throw new StoreFailure("not-allowed", `message ${message.id} cannot become ${next}: it is ${state}`);
    }
    state = next;
  }
  if (path.length === 0) return state;
  const wasHeld = message.state === "sending";
  const changes = {
    state,
    parked: 0,
    ...(wasHeld ? { lease_node: null, lease_epoch: null, lease_until: null } : {}),
    ...(path.includes("sent") && message.sent_at === null ? { sent_at: at } : {}),
    ...(FINAL_STATES.includes(state) ? { settled_at: at } : {}),
    ...options.set,
    ...(state === "queued" ? await waitForSim(db, message, at) : {}),
  };
  await updateMessage(Object.keys(changes))(db, { ...changes, messageId: message.id });
  countMove(db, message, changes);
  await addTimeline(
    db,
    path.map((step, index) => ({
      messageId: message.id,
      at,
      state: step,
      ...(detail !== undefined && index === 0 ? { detail: storable(detail) } : {}),
    })),
  );
  changesOf(db)?.push(...path.map((step) => changeOf(message, step, options.set)));
  factsOf(db)?.push(...path.flatMap((step) => factOf(message, step, options)));
  if (wasHeld || message.state === "queued") await releaseRecipient(db, message);
  return state;
}

function changeOf(message: MessageRow, state: MessageState, set: Updateable<OutgoingMessagesTable> = {}): StreamChange {
  const { modem = message.modem, last_error: error = message.last_error } = set;
  return { type: "message", id: message.id, state, modem, error };
}

function factOf(
  message: MessageRow,
  state: MessageState,
  { at, reason = "other", set = {} }: Pick<Parameters<typeof moveMessage>[3], "at" | "reason" | "set">,
): TallyFact[] {
  const { via: channel = message.via, modem } = { modem: message.modem, ...set };
  const by = { channel, modem: modem ?? "" };
  switch (state) {
    case "sent":
    case "delivered":
      return [{ what: state, ...by, afterMs: at - Math.max(message.created_at, message.send_at) }];
    case "failed":
      return [{ what: "failed", ...by, reason }];
    case "expired":
    case "undelivered":
      return [{ what: "failed", ...by, reason: state }];
    case "unknown":
      return [{ what: "unknown", ...by }];
    default:
      return [];
  }
}

/** One query for each set of columns, of which there are few. */
const updateMessage = prepareEach((columns: readonly string[]) =>
  prepare((db: Kysely<Schema>, value: Value<{ messageId: number } & Record<string, unknown>>) =>
    db
      .updateTable("outgoing_messages")
      .set(Object.fromEntries(columns.map((column) => [column, value(column)])))
      .where("id", "=", value("messageId"))
      .compile(),
  ),
);

/** Reads a message and keeps other gateways from changing it until the transaction ends. @throws the driver's error */
export async function lockMessage(db: Kysely<Schema>, id: number): Promise<MessageRow | undefined> {
  return (await findMessage(db, { id }))[0];
}

const findMessage = prepare((db: Kysely<Schema>, value: Value<{ id: number }>) => {
  const query = db.selectFrom("outgoing_messages").selectAll().where("id", "=", value("id"));
  return (isPostgres(db) ? query.forUpdate() : query).compile();
});
