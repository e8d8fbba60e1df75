import { createSecretBox } from "../../lib/auth/index.ts";
import { systemClock } from "../../lib/clock.ts";
import { type CheckResult, newCheckMemory, type StoredCheck } from "../../lib/messages/index.ts";
import { createProbes } from "../../lib/monitoring/index.ts";
import { contentOf } from "../../lib/monitoring/secrets.ts";
import { ok } from "../../lib/result.ts";

const BOX = createSecretBox(new Uint8Array(32).fill(7));
/** Nothing stops. */
export const NEVER = new AbortController().signal;
const LOOPBACK = { isNamed: () => true };

/** A check with this probe, as it is kept. */
export function stored(probe: unknown, more: object = {}): StoredCheck {
  const content = contentOf({ name: "x", probe, timeoutSeconds: 30, ...more }, { known: {}, seal: BOX });
  if (!content.ok) throw new Error(JSON.stringify(content.problem));
  const times = { createdAt: 0, changedAt: 0, version: 1, nextAt: 0 };
  return { id: 1, ...content.value, memory: newCheckMemory(0), ...times };
}

/** Probes that may look at this machine. */
export function makeProbes(more: Partial<Parameters<typeof createProbes>[0]> = {}) {
  const store = { beatAt: async () => undefined };
  return createProbes({ store, open: async () => ok(BOX), ...LOOPBACK, clock: systemClock, ...more });
}

/** What a check finds, in words. It rejects as its store does. */
export async function look(
  check: StoredCheck,
  more: Partial<Parameters<typeof createProbes>[0]> = {},
): Promise<string> {
  const result = await makeProbes(more)({ check }, NEVER);
  return said(result);
}
/** A result in words. */
export const said = (result: CheckResult | undefined) =>
  result === undefined ? "cut off" : `${result.ok ? "ok" : "failed"}: ${result.text}`;
