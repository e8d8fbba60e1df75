import type { Kysely, Selectable } from "kysely";
import { defined } from "../../defined.ts";
import {
  type MessageState,
  type StreamChange,
  type WebhookEvent,
  type WebhookEventType,
  webhookJobs,
} from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import { addJobs } from "../jobs/add.ts";
import type { Schema } from "../schema/index.ts";
import type { OutgoingMessagesTable } from "../schema/outgoing.ts";
import { changesOf } from "../stream/changes.ts";
import { present } from "../text.ts";
import { findTargets } from "./targets.ts";

/** The events of states. Nobody needs to be told that a message waits or is cancelled: whoever did it knows. */
const EVENT_OF: Readonly<Partial<Record<MessageState, OutgoingEventType>>> = {
  sent: "message.sent",
  delivered: "message.delivered",
  undelivered: "message.undelivered",
  failed: "message.failed",
  expired: "message.failed",
  unknown: "message.unknown",
};

type OutgoingEventType = Exclude<Extract<WebhookEventType, `message.${string}`>, "message.received">;

/** A message has another state, of which webhooks may tell. */
interface Told {
  type: OutgoingEventType;
  change: Extract<StreamChange, { type: "message"; error?: unknown }>;
}

/**
 * Makes the jobs of webhooks in the transactions that change the states of messages: both are on disk, or neither is. As long as
 * no target has picked such an event, a transaction with changes costs one look at the targets.
 *
 * @param options.gateway  `false`: for a command, whose jobs a gateway does
 */
export function createWebhookRecorder(
  backend: Backend,
  { gateway, now }: { gateway: boolean; now: () => number },
): {
  backend: Backend;
  /** Jobs of an event are on disk. */
  added(): void;
  /** Calls `wake` when jobs that this process has made are on disk. Returns the function that unsubscribes. */
  onAdded(wake: () => void): () => void;
} {
  const wakes = new Set<() => void>();
  /** By the transaction that is about to commit. */
  let hasAdded = false;
  // The gateway that made jobs does them itself; a notification would make commits of the whole server take turns.
  const announcer = gateway ? { announceJobs: () => Promise.resolve() } : backend;

  function added(): void {
    for (const wake of wakes) wake();
  }

  async function addJobsOf(db: Kysely<Schema>, told: readonly Told[]): Promise<void> {
    const targets = await findTargets(db);
    const picked = told.filter(({ type }) => targets.some(({ events }) => events.includes(type)));
    if (picked.length === 0) return;
    const messages = await findMessages(
      db,
      picked.map(({ change }) => change.id),
    );
    const at = now();
    const jobs = picked.flatMap((each) => {
      const message = messages.get(each.change.id);
      return message === undefined ? [] : webhookJobs(eventOf(each, message, at), targets);
    });
    await addJobs(db, jobs, { now: at, backend: announcer });
    hasAdded = true;
  }

  return {
    backend: {
      ...backend,
      begin(db) {
        hasAdded = false;
        return backend.begin(db);
      },
      beforeCommit(db) {
        const told = toldBy(changesOf(db) ?? []);
        const logged = backend.beforeCommit?.(db);
        if (told.length === 0) return logged;
        return (logged ?? Promise.resolve()).then(() => addJobsOf(db, told));
      },
      synced() {
        if (!hasAdded) return backend.synced();
        return backend.synced().then((hasWritten) => {
          added();
          return hasWritten;
        });
      },
    },
    added,
    onAdded(wake) {
      wakes.add(wake);
      return () => void wakes.delete(wake);
    },
  };
}

function toldBy(changes: readonly StreamChange[]): Told[] {
  return changes.flatMap((change) => {
    if (change.type !== "message" || change.state === "deleted") return [];
    const type = EVENT_OF[change.state];
    return type === undefined ? [] : [{ type, change }];
  });
}

const COLUMNS = ["id", "recipient", "via", "source", "reference", "created_at", "sent_at", "fence"] as const;
type MessageFacts = Pick<Selectable<OutgoingMessagesTable>, (typeof COLUMNS)[number]>;

/** 500 IDs per statement: far below both databases' limits on parameters. */
const STEP = 500;

async function findMessages(db: Kysely<Schema>, ids: readonly number[]): Promise<Map<number, MessageFacts>> {
  const found = new Map<number, MessageFacts>();
  for (let from = 0; from < ids.length; from += STEP) {
    const step = ids.slice(from, from + STEP);
    const rows = await db.selectFrom("outgoing_messages").select(COLUMNS).where("id", "in", step).execute();
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}

/** In other states the error of an attempt before the last may still be there. */
const HAS_FAILED: ReadonlySet<MessageState> = new Set(["failed", "expired", "unknown"]);

function eventOf({ type, change }: Told, message: MessageFacts, at: number): WebhookEvent {
  const { id, state, modem, error } = change;
  // A message that is sent again may become unknown again; every other state is reached once.
  const key = state === "unknown" ? `out-${id}-${state}-${message.fence}` : `out-${id}-${state}`;
  return {
    type,
    key,
    at,
    data: {
      id,
      to: message.recipient,
      state,
      channel: message.via,
      ...defined({ modem: modem ?? undefined }),
      source: message.source,
      ...present({ reference: message.reference }),
      createdAt: new Date(message.created_at).toISOString(),
      ...(message.sent_at === null ? {} : { sentAt: new Date(message.sent_at).toISOString() }),
      ...(error == null || !HAS_FAILED.has(state) ? {} : { error }),
    },
  };
}
