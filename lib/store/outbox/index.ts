import type { Kysely } from "kysely";
import type { Once, OutboxStore, TimelineEntry } from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import { isDriverError } from "../condition.ts";
import type { GroupCommit } from "../group-commit.ts";
import type { Together } from "../group-work.ts";
import { doOnce } from "../once.ts";
import { read } from "../read.ts";
import type { Schema } from "../schema/index.ts";
import { compactStep, directionsToCompact, mergeStep } from "../search/compact.ts";
import { nextMerge } from "../search/segments.ts";
import { directionsToIndex, indexStep } from "../search/step.ts";
import { DIRECTIONS, type Direction } from "../search/tables.ts";
import { type Acceptance, acceptInTime } from "./accept.ts";
import { cancel, resend } from "./by-person.ts";
import { claimDue, queuedLanes } from "./claim.ts";
import { countByState, countFailed, countHeld, sumCounts } from "./counts.ts";
import { edit } from "./edit.ts";
import { EXPIRE_STEP, expireDue } from "./end.ts";
import { findMisplaced, moveToLanes } from "./lanes.ts";
import { acceptedLate } from "./late.ts";
import { beginLease, recoverLeases, renewLease, resumeLease } from "./leases.ts";
import { beginFirstPart, encodeParts, movePart, partMoves, saveParts } from "./parts.ts";
import { recordReport } from "./record-report.ts";
import { messageOf, partOf, partsOf, timelineEntryOf } from "./rows.ts";
import { anySimWait, beginAgain, endSimWaits, SIM_WAIT_STEP } from "./same-sim.ts";
import { settle } from "./settle.ts";
import { settleUnknown, UNKNOWN_STEP } from "./unknown.ts";
import { countParts, forgetParts } from "./usage.ts";

/** The queue on a database: `spec` is {@link OutboxStore}. `now` dates what callers do not date. */
export function createOutboxStore(backend: Backend, writer: GroupCommit, now: () => number): OutboxStore {
  const accept: Together<Acceptance, Once<number[]>> = async (db, acceptances) => {
    try {
      const accepted = await acceptInTime(db, acceptances);
      await backend.announceAccepted(db);
      backend.condition.done("accept");
      return accepted;
    } catch (error) {
      if (isDriverError(error)) backend.condition.failed("accept", backend.translate(error));
      throw error;
    }
  };

  return {
    inOneCommit: writer.atomically,
    async accept(messages, at, limit) {
      const accepted = await writer.batched(accept, { messages, now: at, limit });
      return accepted.kind === "done" ? accepted.value : [];
    },
    acceptOnce: (messages, at, { once, limit }) => writer.batched(accept, { messages, now: at, limit, once }),
    async claimDue(options) {
      for (;;) {
        const claimed = await writer.write(async (db) => {
          const claimed = await claimDue(db, options);
          if (typeof claimed !== "object") return claimed;
          const { claim, insteadOf } = await beginAgain(db, claimed, options);
          const encoded = await encodeParts(db, claim, { encode: options.encode, insteadOf });
          return options.begins ? beginFirstPart(db, encoded, options) : encoded;
        });
        if (claimed !== "again") return claimed;
      }
    },
    queuedLanes: () => read(backend, queuedLanes),
    saveParts: (claim, parts, concatReference) => writer.write((db) => saveParts(db, claim, parts, concatReference)),
    partSending: (claim, position, on) => writer.write((db) => movePart(db, claim, position, partMoves.sending(on))),
    partSent: (claim, position, result) => writer.write((db) => movePart(db, claim, position, partMoves.sent(result))),
    partReopened: (claim, position) => writer.write((db) => movePart(db, claim, position, partMoves.reopened(now()))),
    partUnknown: (claim, position, at) => writer.write((db) => movePart(db, claim, position, partMoves.unknown(at))),
    settle: (claim, settlement) => writer.write((db) => settle(db, claim, settlement)),
    acceptedLate: (claim, position, late) => writer.write((db) => acceptedLate(db, claim, position, late)),
    async settleUnknown(policy, options) {
      const changed: number[] = [];
      if (policy === "hold") return changed;
      for (;;) {
        const step = await writer.write((db) => settleUnknown(db, policy, options));
        changed.push(...step);
        if (step.length < UNKNOWN_STEP) return changed;
      }
    },
    recoverLeases: (options) => writer.write((db) => recoverLeases(db, options)),
    beginLease: (node, options) => writer.write((db) => beginLease(db, node, options)),
    renewLease: (lease, options) => writer.write((db) => renewLease(db, lease, options)),
    resumeLease: (node, options) => writer.write((db) => resumeLease(db, node, options)),
    async moveLanes(options) {
      if (options.after === undefined) await writer.write(backend.refreshStatistics);
      const { misplaced, next } = await read(backend, (db) => findMisplaced(db, options));
      if (misplaced.length > 0) await writer.write((db) => moveToLanes(db, misplaced));
      return next;
    },
    async endSimWaits(options) {
      let ended = 0;
      if (!(await read(backend, (db) => anySimWait(db, options.before)))) return ended;
      for (;;) {
        const step = await writer.write((db) => endSimWaits(db, options));
        ended += step;
        if (step < SIM_WAIT_STEP) return ended;
      }
    },
    countParts: (sim, since) => read(backend, (db) => countParts(db, sim, since)),
    forgetParts: (before) => writer.write((db) => forgetParts(db, before)),
    async expireDue(at, tell) {
      let expired = 0;
      for (;;) {
        const step = await writer.write((db) => expireDue(db, at));
        expired += step.length;
        if (step.length > 0) tell?.(step);
        if (step.length < EXPIRE_STEP) return expired;
      }
    },
    cancel: (id, at) => writer.write((db) => cancel(db, id, at)),
    resend: (id, at, options) =>
      writer.write(async (db) => {
        const result = await resend(db, id, at, options);
        if (result.ok) await backend.announceAccepted(db);
        return result;
      }),
    resendOnce: (id, at, { key, ...options }) =>
      writer.write(async (db) => {
        const result = await doOnce(db, { key, now: at }, () => resend(db, id, at, options));
        if (result.ok && !result.again) await backend.announceAccepted(db);
        return result;
      }),
    edit: (id, wanted, options) =>
      writer.write(async (db) => {
        const result = await edit(db, id, wanted, options);
        if (result.ok) await backend.announceAccepted(db);
        return result;
      }),
    recordReport: (report) => writer.write((db) => recordReport(db, report)),
    find: (id) => read(backend, (db) => find(db, id)),
    async countByState() {
      const { counts, manyRows } = await read(backend, countByState);
      if (manyRows) await writer.write(sumCounts);
      return counts;
    },
    sumCounts: () => writer.write(sumCounts),
    async indexTexts(at) {
      const directions = await read(backend, directionsToIndex);
      const isMore = await Promise.all(
        directions.map((direction) => writer.write((db) => indexStep(db, direction, { now: at }))),
      );
      const isMoreToTidy = await tidyIndexes(backend, writer);
      return isMore.includes(true) || isMoreToTidy;
    },
    countFailed: (since) => read(backend, (db) => countFailed(db, since)),
    countHeld: () => read(backend, countHeld),
    onAccepted: (wake) => backend.onAccepted(wake),
  };
}

/** 16 for each that was indexed: some 80 ms, others write in between. */
const MERGES = 16;

/** Compacts each index by one step, or merges what was added to it. @returns whether more is to be done */
async function tidyIndexes(backend: Backend, writer: GroupCommit): Promise<boolean> {
  if (backend.kind === "postgres") return false;
  const due = await read(backend, directionsToCompact);
  let isMoreOfAny = false;
  for (const direction of DIRECTIONS) {
    let isMore: boolean;
    if (due.includes(direction)) isMore = await writer.write((db) => compactStep(db, direction));
    else isMore = await mergeAdded(backend, writer, direction);
    isMoreOfAny ||= isMore;
  }
  return isMoreOfAny;
}

async function mergeAdded(backend: Backend, writer: GroupCommit, direction: Direction): Promise<boolean> {
  for (let merges = 0; merges < MERGES; merges++) {
    // Asked outside: a transaction that writes nothing costs one all the same.
    if ((await read(backend, (db) => nextMerge(db, direction))) === undefined) return false;
    if (!(await writer.write((db) => mergeStep(db, direction)))) return false;
  }
  return true;
}

async function find(db: Kysely<Schema>, id: number) {
  const row = await db.selectFrom("outgoing_messages").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) return undefined;
  const parts = await partsOf(db, id);
  const lines = await db
    .selectFrom("outgoing_timeline")
    .selectAll()
    .where("message_id", "=", id)
    .orderBy("id")
    .execute();
  return {
    message: messageOf(row),
    parts: parts.map(partOf),
    // The line of its acceptance is the message itself.
    timeline: inOrder([{ at: row.created_at, state: "queued" as const }, ...lines.map(timelineEntryOf)]),
  };
}

/**
 * A report may be there some milliseconds before the gateway has taken up the modem's answer that it follows. Nothing is
 * shown to have happened before what led to it.
 */
function inOrder(timeline: readonly TimelineEntry[]): TimelineEntry[] {
  let latest = 0;
  return timeline.map((entry) => {
    latest = Math.max(latest, entry.at);
    return { ...entry, at: latest };
  });
}
