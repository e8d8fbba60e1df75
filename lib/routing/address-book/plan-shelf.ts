import { createHash } from "node:crypto";
import type { ImportCounts } from "../../messages/index.ts";

/** 30 min: to look at a plan and to decide. */
const KEPT_MS = 30 * 60_000;
/** 8 MiB of all files: one of the largest. */
const MOST_BYTES = 8 * 1_048_576;
/** 4: for more people than ever import at the same time. */
const MOST_PLANS = 4;

interface KeptPlan {
  file: Uint8Array;
  clear: boolean;
  /** Who may carry it out. */
  userId: number;
  /** Of what it does. */
  fingerprint: string;
  counts: ImportCounts;
}

/** An import of contacts, from its plan to its end. */
export interface ContactImport {
  id: string;
  /** Whose import it is. */
  userId: number;
  state: "planned" | "running" | "done" | "failed";
  counts: ImportCounts;
  /** How many of the contacts that it adds, changes and removes are done. */
  done: number;
  /** When it is forgotten, milliseconds since 1970. */
  expiresAt: number;
}

/**
 * Keeps the files of planned imports in memory, and what has become of them. For more the oldest give way. The ID is made
 * of the plan itself, so the same file is the same plan as long as it would do the same.
 */
export function createPlanShelf() {
  const plans = new Map<string, { plan?: KeptPlan; import: ContactImport }>();

  function makeRoom(bytes: number, now: number): void {
    for (const [id, { import: its }] of plans) if (its.expiresAt <= now) plans.delete(id);
    const sizeOf = (plan?: KeptPlan) => plan?.file.byteLength ?? 0;
    let kept = [...plans.values()].reduce((sum, { plan }) => sum + sizeOf(plan), bytes);
    for (const [id, { plan }] of plans) {
      if (kept <= MOST_BYTES && plans.size < MOST_PLANS) return;
      plans.delete(id);
      kept -= sizeOf(plan);
    }
  }

  function findImport(id: string, { userId, now }: { userId: number; now: number }): ContactImport | undefined {
    const found = plans.get(id)?.import;
    return found?.userId === userId && found.expiresAt > now ? found : undefined;
  }

  return {
    keep(plan: KeptPlan, now: number): ContactImport {
      const { file, clear, userId, fingerprint, counts } = plan;
      const hash = createHash("sha256").update(`${userId} ${clear} ${fingerprint}\n`).update(file);
      const id = hash.digest("base64url");
      plans.delete(id);
      makeRoom(file.byteLength, now);
      const planned: ContactImport = { id, userId, state: "planned", counts, done: 0, expiresAt: now + KEPT_MS };
      plans.set(id, { plan, import: planned });
      return planned;
    },
    findImport,
    /** What can be carried out. */
    find: (id: string, caller: { userId: number; now: number }): KeptPlan | undefined =>
      findImport(id, caller) && plans.get(id)?.plan,
    /** Writes down how far an import is; `undefined` when it has given way. One that is done cannot be done again. */
    note(id: string, change: Partial<Pick<ContactImport, "state" | "done">>): ContactImport | undefined {
      const kept = plans.get(id);
      if (kept === undefined) return undefined;
      const { plan, import: its } = kept;
      const noted = { ...its, ...change };
      plans.set(id, { import: noted, ...(plan === undefined || noted.state === "done" ? {} : { plan }) });
      return noted;
    },
  };
}
