import type { OutboxContext } from "./job.ts";
import { afterFailure, afterReturn, HEALTHY, isOnTrial, isResting, type LineHealth, restMs } from "./line-health.ts";
import type { Failure, Line } from "./lines.ts";

/**
 * A line's circuit breaker: takes a line out that fails again and again, lets one message try it after a rest, and
 * takes it back when that one goes. Owns the line's health.
 */
export interface Breaker {
  /** How long the line rests still; 0 when it does not. */
  readonly restMs: number;
  /** One message tries it, nothing is kept ready behind it. */
  readonly isOnTrial: boolean;
  succeeded(): void;
  failed(failure: Failure, options: { otherLines: boolean }): void;
  /** The line may have come back ready: then it may try at once. */
  look(): void;
}

export function createBreaker({ clock, events }: Pick<OutboxContext, "clock" | "events">, line: Line): Breaker {
  let health: LineHealth = HEALTHY;
  let wasReady = line.ready;
  let isOpen = false;

  function tellOpened(failure: Failure): void {
    isOpen = true;
    const seconds = Math.round(restMs(health, clock.now()) / 1_000);
    events.record({
      severity: "warning",
      kind: "breaker.opened",
      message: `${line.name} gets no messages for ${seconds} s, then one trial message: it failed ${health.troubles} times in a row, lastly with: ${failure.message}`,
      modem: line.name,
    });
  }

  return {
    get restMs() {
      return restMs(health, clock.now());
    },
    get isOnTrial() {
      return isOnTrial(health);
    },
    succeeded() {
      health = HEALTHY;
      if (!isOpen) return;
      isOpen = false;
      const message = `${line.name} sends again: the message that tried it went through`;
      events.record({ severity: "info", kind: "breaker.closed", message, modem: line.name });
    },
    failed(failure, { otherLines }) {
      const now = clock.now();
      health = afterFailure(health, failure.class, { now, otherLines });
      if (!isOpen && isOnTrial(health) && isResting(health, now)) tellOpened(failure);
    },
    look() {
      if (line.ready && !wasReady) health = afterReturn(health);
      wasReady = line.ready;
    },
  };
}
