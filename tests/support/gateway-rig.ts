import type { Clock } from "../../lib/clock.ts";
import { defined } from "../../lib/defined.ts";
import { createLog } from "../../lib/log.ts";
import type { NewMessage } from "../../lib/messages/index.ts";
import { createModem, createPinMemory, type Modem, type ModemPlace, parseModemSpec } from "../../lib/modem/index.ts";
import { createPortPair } from "../../lib/modem/serial/index.ts";
import {
  type Cable,
  createSimulatedModem,
  createSimulatedNetwork,
  type NetworkOptions,
  type SimulatedModem,
  type SimulatedNetwork,
} from "../../lib/modem/simulator/index.ts";
import {
  createInbox,
  createOutbox,
  createSmsChannel,
  type Outbox,
  type OutboxSettings,
} from "../../lib/routing/index.ts";
import { openStore, type Store } from "../../lib/store/index.ts";
import type { ManualClock } from "./manual-clock.ts";
import { recordEvents } from "./recorded-events.ts";

/** A gateway's modem and what simulates it. */
export interface RigModem {
  modem: Modem;
  simulated: SimulatedModem;
}

/** Outbox, inbox, store and supervised modems as the gateway has them, on simulated modems of one network. */
export interface GatewayRig {
  store: Store;
  outbox: Outbox;
  network: SimulatedNetwork;
  events: ReturnType<typeof recordEvents>;
  /** In the order in which they were asked for. */
  modems: readonly RigModem[];
  /** Accepts and wakes; gives the ID. */
  accept(message: Pick<NewMessage, "recipient" | "text"> & Partial<NewMessage>): Promise<number>;
  /** Stops as the gateway does. */
  stop(): Promise<void>;
}

/** Makes and starts everything; a hanging modem's power is cut by pulling its plug. */
export async function startRig(options: {
  clock: Clock | ManualClock;
  modems: readonly {
    name: string;
    profile: string;
    pool?: string;
    /** What joins it to the gateway, and where the gateway looks for it; a pair of ports when left out. */
    cable?: Cable;
    place?: ModemPlace;
  }[];
  network?: NetworkOptions;
  settings?: Partial<OutboxSettings>;
  url?: string;
  random?: () => number;
  /** Stands between the outbox and its store. */
  through?: (store: Store["outbox"]) => Store["outbox"];
}): Promise<GatewayRig> {
  const { clock } = options;
  const log = createLog({ level: "silent", format: "json" });
  const events = recordEvents();
  const store = await openStore({ url: options.url ?? "sqlite::memory:", now: clock.now });
  if ("waitFor" in clock) clock.waitFor(store.idle);
  const network = createSimulatedNetwork({ ...options.network, clock });
  const sms = createSmsChannel();
  const outbox = createOutbox({
    store: options.through?.(store.outbox) ?? store.outbox,
    transports: sms,
    clock,
    log,
    events,
    node: "rig",
    random: options.random ?? (() => 0.5),
    ...defined({ settings: options.settings }),
  });
  const inbox = createInbox({ store: store.inbox, recordReport: outbox.recordReport, clock, log, events });
  const pinMemory = createPinMemory();
  const modems: RigModem[] = [];
  for (const [at, { name, profile, pool, ...joined }] of options.modems.entries()) {
    const [port, end] = createPortPair();
    const simulated = createSimulatedModem({ network, profile, number: `+49170000${String(at).padStart(5, "0")}` });
    await simulated.attach(joined.cable ?? end);
    const modem = createModem({
      spec: parseModemSpec(`/dev/${name}?name=${name}${pool === undefined ? "" : `&pool=${pool}`}`),
      place: joined.place ?? { openPort: () => port },
      clock,
      log,
      pinMemory,
      handlers: {
        received: inbox.received,
        changed: sms.changed,
        incomingCall: () => undefined,
        callEnded: () => undefined,
      },
      cyclePower: async () => void simulated.fault("unplug", { options: { backMs: 1_000 } }),
    });
    modems.push({ modem, simulated });
    sms.add(modem);
  }
  await outbox.start();
  inbox.start();
  for (const { modem } of modems) modem.start();
  return {
    store,
    outbox,
    network,
    events,
    modems,
    async accept(message) {
      const now = clock.now();
      const [id = 0] = await store.outbox.accept(
        [{ ...DEFAULTS, sendAt: now, expiresAt: now + DAY_MS, ...message }],
        now,
      );
      outbox.wake();
      return id;
    },
    async stop() {
      await outbox.stop();
      await Promise.all(modems.map(({ modem }) => modem.stop()));
      await Promise.all(modems.map(({ simulated }) => simulated.close()));
      network.close();
      await inbox.stop();
      await store.close();
    },
  };
}

const DAY_MS = 24 * 3_600_000;
const DEFAULTS = { kind: "text", flash: false, channel: "sms", priority: 1, source: "test" } as const;
