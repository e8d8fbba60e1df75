import type { Kysely } from "kysely";
import type { StreamLog } from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import type { GroupCommit } from "../group-commit.ts";
import { read } from "../read.ts";
import type { Schema } from "../schema/index.ts";
import { changesOf } from "./changes.ts";
import { readEntries } from "./entries.ts";
import type { StreamRecorder } from "./recorder.ts";
import { deleteUpTo, findCut, removeWriters, writersWithEntries } from "./trim.ts";
import { addWriter, findHeads, findPlace, forgottenWriters, newWriter, showAlive } from "./writers.ts";

/** 2 h: a page that was closed for that long begins again. */
const WATCHED_MS = 2 * 3_600_000;
/** 90 min: a page that is open is written down every half hour. */
const RENEWED_MS = 90 * 60_000;

/**
 * The log of changes on a database, and `begin`, which a gateway awaits before its first write.
 *
 * @param options.gateway  `false` for commands
 */
export function createStreamLog(
  backend: Backend,
  writer: GroupCommit,
  { recorder, gateway, now }: { recorder: StreamRecorder; gateway: boolean; now: () => number },
): StreamLog & { begin(): Promise<void> } {
  const isPostgres = backend.kind === "postgres";

  /** On SQLite: writes as somebody new, whom no cursor knows. */
  async function writeAnew(until: number, { forgetsOthers }: { forgetsOthers: boolean }): Promise<void> {
    const before = recorder.writing;
    try {
      await writer.write(async (db) => {
        if (forgetsOthers) await removeWriters(db, "all");
        await db.updateTable("stream_watch").set({ until }).execute();
        // At once: a transaction may begin before this one is synced.
        const id = newWriter();
        await addWriter(db, id, now());
        recorder.write({ writer: id, until });
      });
    } catch (error) {
      recorder.write(before);
      throw error;
    }
  }

  async function watch(): Promise<void> {
    const { writing } = recorder;
    const at = now();
    if (isPostgres || !gateway) return;
    // What happened since nobody watched is in no log, so every older cursor is void.
    if (writing === undefined || at >= writing.until) {
      await writeAnew(at + WATCHED_MS, { forgetsOthers: true });
    } else if (writing.until - at < RENEWED_MS) {
      const until = at + WATCHED_MS;
      await writer.write((db) => db.updateTable("stream_watch").set({ until }).execute());
      recorder.write({ ...writing, until });
    }
  }

  async function heads(db: Kysely<Schema>) {
    const heads = await findHeads(db, now());
    // SQLite shows what is committed before the disk has it. PostgreSQL does not, and what another gateway did next may be
    // there before this one hears of its own commit.
    const own = isPostgres ? undefined : recorder.writing?.writer;
    const newest = own === undefined ? undefined : heads.get(own);
    if (own !== undefined && newest !== undefined) heads.set(own, Math.min(newest, recorder.syncedSeq));
    return heads;
  }

  async function tidy(): Promise<void> {
    const { writing } = recorder;
    const isWatched = writing !== undefined && now() < writing.until;
    if (writing !== undefined && isWatched) {
      await writer.write((db) => showAlive(db, writing.writer, now()));
    }
    const { writers, known, forgotten } = await read(backend, async (db) => ({
      writers: await writersWithEntries(db),
      known: new Set((await findHeads(db, Number.NEGATIVE_INFINITY)).keys()),
      forgotten: await forgottenWriters(db, now()),
    }));
    if (forgotten.length > 0) await writer.write((db) => removeWriters(db, forgotten));
    for (const id of writers) {
      const gone = !known.has(id) || forgotten.includes(id) || (gateway && !isWatched);
      for (;;) {
        const cut = await read(backend, (db) => findCut(db, { writer: id, now: now(), gone }));
        if (cut === undefined) break;
        await writer.write((db) => deleteUpTo(db, cut));
      }
    }
  }

  return {
    async begin() {
      if (!gateway) return;
      // Known with its first entries: each writer is a place in every cursor of all gateways, also one whose start fails again and again.
      if (isPostgres) return recorder.write({ writer: newWriter(), until: Number.POSITIVE_INFINITY, isNew: true });
      const until = await read(
        backend,
        async (db) => (await db.selectFrom("stream_watch").select("until").executeTakeFirst())?.until ?? 0,
      );
      if (now() < until) await writeAnew(until, { forgetsOthers: false });
    },
    watch,
    heads: () => read(backend, heads),
    read: (after, upTo, limit) => read(backend, (db) => readEntries(db, { after, upTo, limit })),
    resume: (cursor) => read(backend, (db) => findPlace(db, cursor, now())),
    onWritten: recorder.onWritten,
    onAnnounced: (wake) => backend.onChanges(wake),
    async note(change) {
      const { writing } = recorder;
      if (writing === undefined || now() >= writing.until) return;
      await writer.write(async (db) => void changesOf(db)?.push(change));
    },
    announce: () => read(backend, backend.announceChanges),
    tidy,
  };
}
