import { type Clock, systemClock } from "../../../clock.ts";
import { defined } from "../../../defined.ts";
import type { EncodedPdu } from "../../../pdu/index.ts";
import { SimulatorError } from "../error.ts";
import { createHistory } from "../history.ts";
import { createRandom, type Random } from "../random.ts";
import { createCallExchange } from "./calls.ts";
import { createHandsets, type Handsets } from "./handsets.ts";
import { subscriberKey } from "./numbers.ts";
import { encodeText } from "./pdus.ts";
import { createDeliveryQueue, type DeliveryQueue } from "./redelivery.ts";
import { createServiceCentre } from "./service-centre.ts";
import type {
  Delivery,
  NetworkCall,
  NetworkLink,
  NetworkMessage,
  NetworkPart,
  NetworkSettings,
  NetworkText,
  OddPdu,
  Subscriber,
} from "./types.ts";
import { createUssdSession, standardUssd, type UssdService } from "./ussd.ts";

export interface NetworkOptions extends Partial<NetworkSettings> {
  /** Same seed, same losses; 1 when left out. */
  seed?: number;
  clock?: Clock;
  /** Messages, parts and calls that are remembered, the newest; 50,000 when left out. */
  keep?: number;
  ussd?: UssdService;
}

export type NetworkEvent =
  | { type: "taken"; part: NetworkPart }
  | { type: "message"; message: NetworkMessage }
  | { type: "call"; call: NetworkCall };

/** Joins modems and handsets. Every number that no modem has is a handset that accepts everything. */
export interface SimulatedNetwork {
  /** May be changed at any time. */
  readonly settings: NetworkSettings;
  readonly clock: Clock;
  readonly random: Random;
  /** Complete messages that arrived, oldest first; without those that `send` sent to modems. */
  messages(): NetworkMessage[];
  /** Every part taken from a modem, repeats and lost ones too, oldest first. */
  parts(): NetworkPart[];
  /** PDUs of programs that violate 23.040, taken or not, oldest first. */
  oddPdus(): OddPdu[];
  calls(): NetworkCall[];
  readonly handsets: Pick<Handsets, "find" | "texts">;
  /** A handset that is off gets neither messages nor calls; what came meanwhile it gets once it is on. */
  switchHandset(number: string, isOn: boolean): void;
  /**
   * Sends a text to a modem's number, in as many parts as it takes.
   *
   * @returns `taken` resolves when the modem has acknowledged every part
   * @throws SimulatorError kind "number" when no modem has it; PduError for a text or sender that no PDU can carry
   */
  send(text: NetworkText): { parts: number; taken: Promise<void> };
  /** Sends a PDU unchanged to a modem's number. @throws SimulatorError kind "number" when no modem has it */
  sendPdu(to: string, pdu: EncodedPdu, kind?: Delivery["kind"]): { taken: Promise<void> };
  /** Calls a modem. @throws SimulatorError kind "number" when no modem has it */
  call(from: string, to: string): NetworkCall;
  /** The handset picks up, or hangs up. */
  answer(callId: number): void;
  hangUp(callId: number): void;
  /** Joins a modem. @throws SimulatorError kind "number" when another has the number */
  join(subscriber: Subscriber): NetworkLink;
  /** Calls `listener` for each event, in order, until the returned function is called. */
  subscribe(listener: (event: NetworkEvent) => void): () => void;
  /** Resolves once `condition` holds; it is checked after each event. Never rejects, unless `condition` throws. */
  until(condition: () => boolean): Promise<void>;
  /** Stops every timer; what waits is dropped. */
  close(): void;
}

interface Station {
  subscriber: Subscriber;
  deliveries: DeliveryQueue;
}

const USUAL_SETTINGS: NetworkSettings = {
  latencyMs: 0,
  loss: 0,
  reports: "delivered",
  calls: "ring",
  strict: false,
  redeliveryMs: 60_000,
};

/** @see SimulatedNetwork */
export function createSimulatedNetwork(options: NetworkOptions = {}): SimulatedNetwork {
  const { seed = 1, clock = systemClock, keep = 50_000, ussd = standardUssd, ...changed } = options;
  const settings: NetworkSettings = { ...USUAL_SETTINGS, ...changed };
  const random = createRandom(seed);
  const stations = new Map<string, Station>();
  const listeners = new Set<(event: NetworkEvent) => void>();
  let lastTextReference = 0;

  const stationOf = (number: string) => stations.get(subscriberKey(number));
  const announce = (event: NetworkEvent) => {
    for (const listener of [...listeners]) listener(event);
  };

  function needStation(number: string): Station {
    const station = stationOf(number);
    if (station) return station;
    throw new SimulatorError("number", `no simulated modem has the number ${number}`);
  }

  function offer(station: Station, delivery: Delivery): Promise<void> {
    return station.deliveries.offer(delivery, clock.now() + settings.latencyMs);
  }

  const handsets = createHandsets(keep);
  const centre = createServiceCentre({
    handsets,
    clock,
    random,
    settings,
    keep,
    offer(to, delivery) {
      const station = stationOf(to);
      return station && offer(station, delivery);
    },
    taken: (part) => announce({ type: "taken", part }),
    delivered: (message) => announce({ type: "message", message }),
  });
  const exchange = createCallExchange({
    clock,
    history: createHistory<NetworkCall>(keep),
    latencyMs: () => settings.latencyMs,
    mode: () => settings.calls,
    isSubscriber: (number) => stationOf(number) !== undefined,
    isOff: handsets.isOff,
    changed(call) {
      for (const station of new Set([stationOf(call.from), stationOf(call.to)])) station?.subscriber.callChanged(call);
      announce({ type: "call", call });
    },
  });

  return {
    settings,
    clock,
    random,
    messages: centre.messages,
    parts: centre.parts,
    oddPdus: centre.oddPdus,
    calls: exchange.list,
    handsets,
    switchHandset: (number, isOn) => centre.redeliver(handsets.turn(number, isOn)),
    send(text) {
      const station = needStation(text.to);
      lastTextReference = (lastTextReference + 1) % 256;
      const pdus = encodeText(text, { reference: lastTextReference, now: clock.now() });
      const taken = pdus.map((pdu) => offer(station, { kind: "deliver", pdu, ...defined({ class: text.class }) }));
      handsets.sent({ from: text.from, to: station.subscriber.number, text: text.text, sentAt: clock.now() });
      return { parts: pdus.length, taken: Promise.all(taken).then(() => undefined) };
    },
    sendPdu: (to, pdu, kind = "deliver") => ({ taken: offer(needStation(to), { kind, pdu }) }),
    call: (from, to) => exchange.dial(from, needStation(to).subscriber.number),
    answer: exchange.answer,
    hangUp: exchange.hangUp,
    join(subscriber) {
      const key = subscriberKey(subscriber.number);
      if (stations.has(key)) {
        throw new SimulatorError("number", `another simulated modem has the number ${subscriber.number}`);
      }
      const deliveries = createDeliveryQueue(subscriber, { clock, redeliveryMs: () => settings.redeliveryMs });
      const session = createUssdSession(ussd, subscriber.number);
      stations.set(key, { subscriber, deliveries });
      return {
        submit: (pdu, details) => centre.submit(subscriber.number, pdu, details),
        retry: deliveries.retry,
        dial: (number) => exchange.dial(subscriber.number, number),
        answer: exchange.answer,
        hangUp: exchange.hangUp,
        ussd: session.request,
        cancelUssd: session.cancel,
        leave() {
          deliveries.close();
          stations.delete(key);
        },
      };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    until(condition) {
      if (condition()) return Promise.resolve();
      return new Promise((resolve) => {
        const look = () => {
          if (!condition()) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
      });
    },
    close() {
      centre.close();
      exchange.close();
      for (const { deliveries } of stations.values()) deliveries.close();
      stations.clear();
      listeners.clear();
    },
  };
}
