import type { Clock } from "../../../clock.ts";
import type { SubmitPdu } from "../../../pdu/index.ts";
import { createHistory } from "../history.ts";
import type { Random } from "../random.ts";
import type { Handsets } from "./handsets.ts";
import { createJoiner } from "./joining.ts";
import { magicOf } from "./magic.ts";
import { encodeRelayed, encodeReport } from "./pdus.ts";
import type { Delivery, NetworkMessage, NetworkPart, NetworkSettings, OddPdu, SubmittedMessage } from "./types.ts";

/** TP-ST of a report about a message that did not arrive: validity period expired. */
const EXPIRED_STATUS = 0x46;
const DELIVERED_STATUS = 0x00;
/** 27.005 §3.2.5: invalid PDU mode parameter. */
const INVALID_PDU = 304;
/** 23.040 §9.2.3.15: a status below this means that the message was delivered. */
const FIRST_UNDELIVERED_STATUS = 0x20;

/** What the service centre needs from the network around it. */
interface Surroundings {
  clock: Clock;
  random: Random;
  settings: NetworkSettings;
  /** Parts and messages that are remembered. */
  keep: number;
  handsets: Pick<Handsets, "isOff" | "hold">;
  /** Queues a delivery for the modem that has the number; `undefined` when none has. Never rejects. */
  offer(to: string, delivery: Delivery): Promise<void> | undefined;
  taken(part: NetworkPart): void;
  delivered(message: NetworkMessage): void;
}

interface ServiceCentre {
  /** Delivers parts that a handset could not get while it was off. */
  redeliver(parts: readonly NetworkPart[]): void;
  submit(from: string, submit: SubmitPdu, details: { pdu: string; reference: number }): SubmittedMessage;
  parts(): NetworkPart[];
  messages(): NetworkMessage[];
  oddPdus(): OddPdu[];
  close(): void;
}

/**
 * Takes parts from modems, delivers them and reports on them.
 *
 * ```
 * submit ─▶ refused
 *    └────▶ part taken ─release─▶ (latency) ─▶ lost
 *                                     ├─▶ handset that is off: waits until it is on
 *                                     ├─▶ handset: joined into a message ─▶ report
 *                                     └─▶ another modem's queue ─taken─▶ report
 * ```
 */
export function createServiceCentre(around: Surroundings): ServiceCentre {
  const { clock, settings } = around;
  const joiner = createJoiner();
  const parts = createHistory<NetworkPart>(around.keep);
  const messages = createHistory<NetworkMessage>(around.keep);
  const oddPdus = createHistory<OddPdu>(around.keep);
  const refusals = new Map<string, number>();
  const timers = new Set<{ cancel(): void }>();
  let lastPart = 0;
  let lastMessage = 0;
  let lastOdd = 0;

  /** In the next microtasks when there is no latency: after the modem has put out its result. */
  function later(ms: number, run: () => void): void {
    if (ms <= 0) {
      queueMicrotask(run);
      return;
    }
    const timer = clock.setTimer(ms, () => {
      timers.delete(timer);
      run();
    });
    timers.add(timer);
  }

  function refusal(submit: SubmitPdu): number | undefined {
    const to = submit.to.number;
    const magic = magicOf(to);
    if (magic?.kind === "refuse") return magic.cms;
    if (magic?.kind === "congested" && (refusals.get(to) ?? 0) < magic.times) {
      refusals.set(to, (refusals.get(to) ?? 0) + 1);
      return 42;
    }
    // Nobody can be reached by a name, or without any digits: unidentified subscriber.
    return submit.to.type === "alphanumeric" || !/\d/.test(to) ? 28 : undefined;
  }

  function arrive(part: NetworkPart): void {
    const magic = magicOf(part.to);
    if (magic?.kind === "lost" || (settings.loss > 0 && around.random() < settings.loss)) return;
    if (around.handsets.isOff(part.to)) around.handsets.hold(part);
    else deliver(part);
  }

  function deliver(part: NetworkPart): void {
    const magic = magicOf(part.to);
    const usual = settings.reports === "failed" ? EXPIRED_STATUS : DELIVERED_STATUS;
    const statusCode = magic?.kind === "report" ? magic.statusCode : usual;
    const report = () => {
      const wanted = part.submit.requestReport && settings.reports !== "none" && magic?.kind !== "no-report";
      if (wanted) {
        // The sender's delivery queue owns it, for as long as the phone cannot be reached.
        void around.offer(part.from, { kind: "status-report", pdu: encodeReport(part, statusCode, clock.now()) });
      }
    };
    if (statusCode >= FIRST_UNDELIVERED_STATUS) {
      report();
      return;
    }
    for (let times = magic?.kind === "twice" ? 2 : 1; times > 0; times--) hand(part);
    const delivery: Delivery = { kind: "deliver", pdu: encodeRelayed(part, clock.now()) };
    if (part.submit.class !== undefined) delivery.class = part.submit.class;
    const taken = around.offer(part.to, delivery);
    if (taken !== undefined) void taken.then(report);
    else report();
  }

  function hand(part: NetworkPart): void {
    const joined = joiner.add(part.from, part);
    if (!joined) return;
    const message = { id: ++lastMessage, from: part.from, to: part.to, ...joined, receivedAt: clock.now() };
    messages.push(message);
    around.delivered(message);
  }

  return {
    submit(from, submit, details) {
      const { remarks } = submit;
      if (remarks !== undefined) {
        const taken = !settings.strict;
        oddPdus.push({ id: ++lastOdd, from, pdu: details.pdu, remarks, taken, at: clock.now() });
        if (!taken) return { refused: INVALID_PDU };
      }
      const refused = refusal(submit);
      if (refused !== undefined) return { refused };
      const to = submit.to.number;
      const part = { id: ++lastPart, from, to, ...details, submit, takenAt: clock.now() };
      parts.push(part);
      around.taken(part);
      const magic = magicOf(to);
      let released = false;
      return {
        part,
        silent: magic?.kind === "silent",
        release() {
          if (released) return;
          released = true;
          later(settings.latencyMs + (magic?.kind === "late" ? magic.ms : 0), () => arrive(part));
        },
      };
    },
    redeliver(waiting) {
      for (const part of waiting) deliver(part);
    },
    parts: parts.entries,
    messages: messages.entries,
    oddPdus: oddPdus.entries,
    close() {
      for (const timer of timers) timer.cancel();
      timers.clear();
    },
  };
}
