import { type Modem, ModemError, type ModemErrorKind } from "../../modem/index.ts";
import { no, ok } from "../../result.ts";
import type { ErrorClass } from "../../send-outcomes.ts";
import type { Failure, FailureClass, Transport, TransportSource } from "./transport.ts";

/** The modems as ways out. Nobody else in this layer knows modems. */
interface SmsChannel extends TransportSource {
  /** Takes a modem into service; its owner starts and stops it. @throws Error when the name is taken */
  add(modem: Modem): void;
  /** Takes it out; the message in hand is let finish. `false`: there is none of that name. */
  remove(name: string): boolean;
  /** The modems in service, in the order in which they came. */
  modems(): readonly Modem[];
  /** To be called from `ModemHandlers.changed`: a modem has become ready or is no longer. */
  changed(): void;
}

export function createSmsChannel(): SmsChannel {
  const entries = new Map<string, { modem: Modem; transport: Transport }>();
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  return {
    add(modem) {
      if (entries.has(modem.name)) throw new Error(`there is a modem ${modem.name} already`);
      entries.set(modem.name, { modem, transport: transportOf(modem) });
      changed();
    },
    remove(name) {
      const removed = entries.delete(name);
      if (removed) changed();
      return removed;
    },
    modems: () => [...entries.values()].map(({ modem }) => modem),
    transports: () => [...entries.values()].map(({ transport }) => transport),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    changed,
  };
}

function transportOf(modem: Modem): Transport {
  return {
    name: modem.name,
    pool: modem.pool,
    budget: modem.budget,
    get sim() {
      return modem.sim;
    },
    get ready() {
      return modem.status.state === "ready";
    },
    async sendPart(part, options) {
      try {
        const { reference } = await modem.sendPart({ pdu: part.pdu, length: part.length }, options);
        return ok({ reference });
      } catch (error) {
        return no(failureOf(error));
      }
    },
    async ring(number, options) {
      try {
        return ok(await modem.ring(number, options));
      } catch (error) {
        const failure = failureOf(error);
        // A call that may have rung is no message that may arrive twice: it can simply be tried again.
        return no(failure.class === "unknown-outcome" ? { ...failure, class: "no-answer" } : failure);
      }
    },
    restart(reason) {
      modem.restart(reason);
    },
  };
}

/**
 * What an error of a modem means for the message. Whatever is not known to have failed before the PDU was written
 * counts as unknown: better asked than sent twice.
 */
function failureOf(error: unknown): Failure {
  if (!(error instanceof ModemError)) {
    return { class: "unknown-outcome", message: error instanceof Error ? error.message : String(error) };
  }
  return { class: classOf(error.kind, error.errorClass), message: error.message };
}

function classOf(kind: ModemErrorKind, errorClass: ErrorClass | undefined): FailureClass {
  switch (kind) {
    case "rejected":
      return errorClass ?? "retry";
    case "unknown-outcome":
      return "unknown-outcome";
    case "timeout":
      return "no-answer";
    case "gone":
    case "aborted":
      return "transport-lost";
    case "out-of-service":
      return "out-of-service";
    case "not-supported":
      return "not-supported";
    default:
      return kind satisfies never;
  }
}
