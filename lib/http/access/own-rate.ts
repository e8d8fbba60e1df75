import type { SlidingWindow } from "../../rate-limit.ts";
import type { Allowance } from "../../routing/index.ts";

export type Cost = Parameters<Allowance>[0];
export type Taken = Awaited<ReturnType<Allowance>>;

/** What this gateway has counted itself. */
export interface OwnRate {
  take(userId: number, perMinute: number): number;
  takeParts(userId: number, perMinute: number, cost: Cost): Taken;
  windowOf(userId: number): SlidingWindow;
}

export function createOwnRate(windowOf: (userId: number) => SlidingWindow): OwnRate {
  return {
    windowOf,
    take(userId, perMinute) {
      const window = windowOf(userId);
      const waitMs = window.waitMs(1, perMinute);
      if (waitMs === 0) window.add(1);
      return Math.ceil(waitMs / 1000);
    },
    takeParts(userId, perMinute, { messages, parts, further = false }) {
      const window = windowOf(userId);
      if (!further) window.takeBack(1);
      if (parts > perMinute && messages > 1) return "never";
      const waitMs = window.waitMs(Math.min(parts, perMinute), perMinute);
      if (waitMs > 0) return { retryAfterSeconds: Math.ceil(waitMs / 1000) };
      window.add(parts);
      return { giveBack: () => window.takeBack(parts) };
    },
  };
}
