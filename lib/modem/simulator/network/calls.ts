import type { Clock, Timer } from "../../../clock.ts";
import type { History } from "../history.ts";
import { magicOf } from "./magic.ts";
import type { CallEnd, CallMode, NetworkCall } from "./types.ts";

/** 30 s: how long an unanswered handset rings. */
const RING_MS = 30_000;

interface CallExchange {
  /** Starts a call; `changed` reports each phase to its subscribers. */
  dial(from: string, to: string): NetworkCall;
  answer(id: number): void;
  /** Ends a call that has not ended. */
  hangUp(id: number, end?: CallEnd): void;
  /** Newest last. */
  list(): NetworkCall[];
  close(): void;
}

/**
 * Voice calls between subscribers and handsets.
 *
 * ```
 * dialling ──▶ ringing ──▶ active ──▶ ended
 *     └───────────┴──────────────────────▲
 * ```
 *
 * @param options.isSubscriber  a modem answers for itself; anybody else does what `mode` says
 */
export function createCallExchange(options: {
  clock: Clock;
  history: History<NetworkCall>;
  latencyMs: () => number;
  mode: () => CallMode;
  isSubscriber: (number: string) => boolean;
  /** A handset that is switched off does not ring. */
  isOff: (number: string) => boolean;
  changed: (call: NetworkCall) => void;
}): CallExchange {
  const { clock } = options;
  const live = new Map<number, NetworkCall>();
  const timers = new Map<number, Timer>();
  let lastId = 0;

  function change(call: NetworkCall, to: Partial<NetworkCall>): void {
    Object.assign(call, to);
    if (call.phase === "ended") {
      live.delete(call.id);
      timers.get(call.id)?.cancel();
      timers.delete(call.id);
    }
    options.changed({ ...call });
  }

  function later(call: NetworkCall, ms: number, run: () => void): void {
    timers.get(call.id)?.cancel();
    timers.set(
      call.id,
      clock.setTimer(ms, () => {
        if (live.has(call.id)) run();
      }),
    );
  }

  function end(call: NetworkCall, how: CallEnd): void {
    change(call, { phase: "ended", endedAt: clock.now(), end: how });
  }

  function ring(call: NetworkCall): void {
    const magic = magicOf(call.to);
    const mode = magic?.kind === "call" ? magic.mode : options.mode();
    if (options.isSubscriber(call.to)) {
      change(call, { phase: "ringing" });
      later(call, RING_MS, () => end(call, "no-answer"));
    } else if (options.isOff(call.to)) {
      end(call, "no-answer");
    } else if (mode === "busy" || mode === "reject") {
      end(call, mode === "busy" ? "busy" : "rejected");
    } else {
      change(call, { phase: "ringing" });
      if (mode === "answer") later(call, options.latencyMs(), () => answer(call.id));
      if (mode === "no-answer") later(call, RING_MS, () => end(call, "no-answer"));
    }
  }

  function answer(id: number): void {
    const call = live.get(id);
    if (call?.phase !== "ringing") return;
    timers.get(id)?.cancel();
    change(call, { phase: "active", answeredAt: clock.now() });
  }

  return {
    dial(from, to) {
      const call: NetworkCall = { id: ++lastId, from, to, phase: "dialling", startedAt: clock.now() };
      live.set(call.id, call);
      options.history.push(call);
      options.changed({ ...call });
      later(call, options.latencyMs(), () => ring(call));
      return { ...call };
    },
    answer,
    hangUp(id, how = "hung-up") {
      const call = live.get(id);
      if (call) end(call, how);
    },
    list: () => options.history.entries().map((call) => ({ ...call })),
    close() {
      for (const timer of timers.values()) timer.cancel();
      timers.clear();
      live.clear();
    },
  };
}
