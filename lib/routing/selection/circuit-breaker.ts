import type { Clock } from "../../clock.ts";
import type { EventRecorder } from "../../messages/index.ts";
import type { Failure, Transport } from "../channels/transport.ts";
import {
  afterFailure,
  afterReturn,
  HEALTHY,
  isOnTrial,
  isResting,
  restMs,
  type TransportHealth,
} from "./transport-health.ts";

/**
 * A transport's circuit breaker: takes a transport out that fails again and again, lets one message try it after a rest, and
 * takes it back when that one goes. Owns the transport's health.
 */
export interface CircuitBreaker {
  /** How long the transport rests still; 0 when it does not. */
  readonly restMs: number;
  /** One message tries it, nothing is kept ready behind it. */
  readonly isOnTrial: boolean;
  succeeded(): void;
  failed(failure: Failure, options: { otherTransports: boolean }): void;
  /** The transport may have come back ready: then it may try at once. */
  look(): void;
}

export function createCircuitBreaker(
  { clock, events }: { clock: Clock; events: EventRecorder },
  transport: Transport,
): CircuitBreaker {
  let health: TransportHealth = HEALTHY;
  let wasReady = transport.ready;
  let isOpen = false;

  function tellOpened(failure: Failure): void {
    isOpen = true;
    events.record({
      kind: "breaker.opened",
      modem: transport.name,
      restMs: restMs(health, clock.now()),
      failures: health.troubles,
      error: failure.message,
    });
  }

  return {
    get restMs() {
      return health === HEALTHY ? 0 : restMs(health, clock.now());
    },
    get isOnTrial() {
      return isOnTrial(health);
    },
    succeeded() {
      health = HEALTHY;
      if (!isOpen) return;
      isOpen = false;
      events.record({ kind: "breaker.closed", modem: transport.name });
    },
    failed(failure, { otherTransports }) {
      const now = clock.now();
      health = afterFailure(health, failure.class, { now, otherTransports });
      if (!isOpen && isOnTrial(health) && isResting(health, now)) tellOpened(failure);
    },
    look() {
      if (transport.ready && !wasReady) health = afterReturn(health);
      wasReady = transport.ready;
    },
  };
}
