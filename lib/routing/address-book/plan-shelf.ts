import { createHash } from "node:crypto";

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
}

/**
 * Keeps the files of planned imports in memory. For more the oldest give way. The ID is made of the plan itself, so the
 * same file is the same plan as long as it would do the same.
 */
export function createPlanShelf() {
  const plans = new Map<string, KeptPlan & { expiresAt: number }>();

  function makeRoom(bytes: number, now: number): void {
    for (const [id, { expiresAt }] of plans) if (expiresAt <= now) plans.delete(id);
    let kept = [...plans.values()].reduce((sum, { file }) => sum + file.byteLength, bytes);
    for (const [id, { file }] of plans) {
      if (kept <= MOST_BYTES && plans.size < MOST_PLANS) return;
      plans.delete(id);
      kept -= file.byteLength;
    }
  }

  return {
    keep(plan: KeptPlan, now: number): { id: string; expiresAt: number } {
      const { file, clear, userId, fingerprint } = plan;
      const hash = createHash("sha256").update(`${userId} ${clear} ${fingerprint}\n`).update(file);
      const id = hash.digest("base64url");
      plans.delete(id);
      makeRoom(file.byteLength, now);
      const expiresAt = now + KEPT_MS;
      plans.set(id, { ...plan, expiresAt });
      return { id, expiresAt };
    },
    find(id: string, { userId, now }: { userId: number; now: number }): KeptPlan | undefined {
      const plan = plans.get(id);
      return plan?.userId === userId && plan.expiresAt > now ? plan : undefined;
    },
    remove: (id: string): void => void plans.delete(id),
  };
}
