import { decodePdu } from "../../lib/pdu/index.ts";
import type { Budget, PartOutcome, RingOutcome, Transport, TransportSource } from "../../lib/routing/index.ts";

/** One part as a line was given it. */
interface SentPart {
  to: string;
  text: string;
  reference: number | undefined;
  part: number;
  total: number;
  more: boolean;
  transport: string;
}

/** A way out that does what a test says: at once and well, unless told otherwise. */
export interface ScriptedTransport extends Transport {
  ready: boolean;
  /** Another card may be put in. */
  sim: string;
  /** How often it was asked to send, with consent or without. */
  asked: number;
  /** What it was given and might send, in order. */
  readonly sent: SentPart[];
  readonly rings: string[];
  readonly restarts: string[];
  /** Answers of the next parts, in order; after them, references from 1 on. */
  answers: (PartOutcome | ((part: SentPart) => PartOutcome))[];
  ringAnswers: RingOutcome[];
  /**
   * Keeps the next part on the wire until `release`; `arrived` resolves when it is there. Later parts are answered as
   * usual again.
   */
  hold(): { arrived: Promise<SentPart>; release(outcome?: PartOutcome): void };
}

export interface ScriptedTransports extends TransportSource {
  /** Tells the outbox that lines came, went or changed. */
  changed(): void;
  set(transports: readonly ScriptedTransport[]): void;
}

export const failure = (failureClass: (PartOutcome & { ok: false })["problem"]["class"], message = "refused") =>
  ({ ok: false, problem: { class: failureClass, message } }) as const;

export function createScriptedTransport(
  name: string,
  options: { pool?: string; sim?: string; budget?: Budget } = {},
): ScriptedTransport {
  let reference = 0;
  let holding: { arrived: (part: SentPart) => void; outcome: Promise<PartOutcome | undefined> } | undefined;
  const transport: ScriptedTransport = {
    name,
    pool: options.pool,
    sim: options.sim ?? `sim of ${name}`,
    budget: options.budget,
    ready: true,
    asked: 0,
    sent: [],
    rings: [],
    restarts: [],
    answers: [],
    ringAnswers: [],
    async sendPart(part, { more, consent }) {
      transport.asked++;
      if (!(await consent.catch(() => false))) return failure("transport-lost", "no consent");
      const { to, userData } = decodePdu(part.pdu, { kind: "submit" });
      const sent: SentPart = {
        to: to.number,
        text: userData.text ?? "",
        reference: userData.concat?.reference,
        part: userData.concat?.part ?? 1,
        total: userData.concat?.total ?? 1,
        more,
        transport: name,
      };
      transport.sent.push(sent);
      const held = holding;
      holding = undefined;
      held?.arrived(sent);
      const outcome = (await held?.outcome) ?? transport.answers.shift();
      if (typeof outcome === "function") return outcome(sent);
      reference = (reference % 255) + 1;
      return outcome ?? { ok: true, value: { reference } };
    },
    async ring(number) {
      transport.rings.push(number);
      return transport.ringAnswers.shift() ?? { ok: true, value: "ringing-seen" };
    },
    restart(reason) {
      transport.restarts.push(reason);
    },
    hold() {
      const arrived = Promise.withResolvers<SentPart>();
      const outcome = Promise.withResolvers<PartOutcome | undefined>();
      holding = { arrived: arrived.resolve, outcome: outcome.promise };
      return { arrived: arrived.promise, release: (given) => outcome.resolve(given) };
    },
  };
  return transport;
}

export function createScriptedTransports(transports: readonly ScriptedTransport[]): ScriptedTransports {
  let present = transports;
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  return {
    transports: () => present,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    changed,
    set(next) {
      present = next;
      changed();
    },
  };
}
