import pino from "pino";
import {
  createModem,
  type Modem,
  type ModemOptions,
  type ModemStatus,
  parseModemSpec,
  type ReceivedPdu,
} from "../../lib/modem/index.ts";
import { createManualClock, type ManualClock } from "./manual-clock.ts";
import { createScriptedModem, type ScriptedModem } from "./scripted-modem.ts";

interface StartedModem {
  modem: Modem;
  peer: ScriptedModem;
  /** Moves on only by `advance` and `until`. */
  clock: ManualClock;
  received: ReceivedPdu[];
  calls: { number?: string }[];
  ended: { number?: string; rangMs: number }[];
  statuses: ModemStatus[];
  /** Everything that was logged, as JSON lines. */
  logged: string[];
  /** Goes on in time until the promise settles. */
  until<T>(promise: Promise<T>): Promise<T>;
}

/** A supervised modem on a scripted peer with a manual clock; not yet started. */
export async function createTestModem(
  options: {
    spec?: string;
    peer?: ScriptedModem;
    clock?: ManualClock;
    store?: (pdu: ReceivedPdu) => Promise<void>;
    openPort?: () => SerialPort;
  } & Partial<Pick<ModemOptions, "pinMemory" | "dialects" | "place" | "cyclePower">> = {},
): Promise<StartedModem> {
  const peer = options.peer ?? (await createScriptedModem());
  const clock = options.clock ?? createManualClock();
  const received: ReceivedPdu[] = [];
  const calls: { number?: string }[] = [];
  const ended: { number?: string; rangMs: number }[] = [];
  const statuses: ModemStatus[] = [];
  const logged: string[] = [];
  const modem = createModem({
    spec: parseModemSpec(options.spec ?? "/dev/ttyUSB0?name=test"),
    place: options.place ?? { openPort: options.openPort ?? (() => peer.port) },
    clock,
    log: pino({ level: "debug" }, { write: (line: string) => void logged.push(line) }),
    handlers: {
      async received(pdu) {
        await options.store?.(pdu);
        received.push(pdu);
      },
      changed: (status) => void statuses.push(status),
      incomingCall: (call) => void calls.push(call),
      callEnded: (call) => void ended.push(call),
    },
    ...(options.pinMemory ? { pinMemory: options.pinMemory } : {}),
    ...(options.dialects ? { dialects: options.dialects } : {}),
    ...(options.cyclePower ? { cyclePower: options.cyclePower } : {}),
  });
  return {
    modem,
    peer,
    clock,
    received,
    calls,
    ended,
    statuses,
    logged,
    until: (promise) => clock.runUntil(promise),
  };
}

/** The same, started and ready; `prepare` may change what the peer answers first. */
export async function startModem(
  options: Parameters<typeof createTestModem>[0] & { prepare?: (peer: ScriptedModem) => void } = {},
): Promise<StartedModem> {
  const started = await createTestModem(options);
  options.prepare?.(started.peer);
  started.modem.start();
  await started.until(started.modem.whenReady());
  await started.clock.advance(0);
  return started;
}
