import { type Clock, systemClock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
import { createAtChannel } from "../at/channel.ts";
import { type Dialect, dialects, type ModemIdentity, plainDialect } from "../dialects/index.ts";
import type { DriverContext, StatusPatch } from "../driver/context.ts";
import { tryAsk } from "../driver/context.ts";
import { createNetworkWatch } from "../driver/network.ts";
import { readPinAttempts } from "../driver/pin.ts";
import { createRouter } from "../driver/router.ts";
import type { SmsSettings } from "../driver/sms-setup.ts";
import { startUp } from "../driver/start-up.ts";
import { ModemError } from "../errors.ts";
import { createPinMemory, type PinMemory } from "../supervision/pin-memory.ts";
import type { Registration } from "../types.ts";

/** A modem's identity, abilities and settings, for people. */
export interface ModemProbe {
  /** Whether anything answered AT. */
  answers: boolean;
  /** One sentence with what to do, when the modem is not ready for use. */
  problem?: string;
  identity?: ModemIdentity;
  dialect?: string;
  sim?: { imsi?: string; iccid?: string; smsc?: string };
  /** Attempts left for the PIN, when the SIM is locked and the modem tells. */
  pinAttempts?: number;
  sms?: SmsSettings;
  network?: { registration: Registration; operator?: string; technology?: string; signalDbm?: number };
  /** Optional commands, and whether the modem has them. */
  supports?: Record<string, boolean>;
}

interface ProbeOptions {
  log: Log;
  baudRate?: number;
  /** Without it no PIN is ever entered. */
  pin?: string;
  /** Which PINs were refused; only those of this probe if not given. */
  pinMemory?: PinMemory;
  clock?: Clock;
  dialects?: readonly Dialect[];
  /** Ends the probe; the port is closed. */
  signal?: AbortSignal;
}

/** Optional commands by the name of their feature. */
const OPTIONAL: Readonly<Record<string, string>> = {
  ussd: "AT+CUSD=?",
  calls: "AT+CLCC=?",
  hangUp: "AT+CHUP=?",
  callerNumber: "AT+CLIP=?",
  keepLink: "AT+CMMS=?",
  acknowledge: "AT+CNMA=?",
  operators: "AT+COPS?",
};

/**
 * Opens a port, runs the start-up sequence as the gateway would, and closes it. Messages on the modem stay there.
 *
 * @throws DOMException as `SerialPort.open` for a port that cannot be opened; the signal's reason
 */
export async function probeModem(port: SerialPort, options: ProbeOptions): Promise<ModemProbe> {
  await port.open({ baudRate: options.baudRate ?? 115_200 });
  const abort = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, abort.signal]) : abort.signal;
  const clock = options.clock ?? systemClock;
  const router = createRouter(options.log);
  const seen: StatusPatch = {};
  let context: DriverContext | undefined;
  const channel = createAtChannel({
    port,
    clock,
    log: options.log,
    unsolicited: router.dispatch,
    ended: () => abort.abort(new ModemError("gone", "the port was lost")),
    noise: () => (context?.dialect ?? plainDialect).noise,
  });
  context = {
    channel,
    clock,
    log: options.log,
    dialect: plainDialect,
    signal,
    update: (patch) => void Object.assign(seen, patch),
  };
  try {
    return await examine(context, options, seen, router);
  } finally {
    abort.abort(new Error("the probe ended"));
    await channel.close();
    await port.close();
  }
}

async function examine(
  context: DriverContext,
  options: ProbeOptions,
  seen: StatusPatch,
  router: ReturnType<typeof createRouter>,
): Promise<ModemProbe> {
  try {
    const started = await startUp(context, {
      pin: options.pin,
      pinMemory: options.pinMemory ?? createPinMemory(),
      dialects: options.dialects ?? dialects,
    });
    const network = createNetworkWatch(context, router);
    await tryAsk(context, "AT+COPS=3,0");
    await network.poll();
    return {
      answers: true,
      ...defined({ problem: seen.problem }),
      ...started,
      dialect: context.dialect.name,
      network: {
        registration: seen.registration ?? "unknown",
        ...defined({ operator: seen.operator, technology: seen.technology, signalDbm: seen.signalDbm }),
      },
      supports: await readSupport(context),
    };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof ModemError)) throw error;
    const partial = { problem: error.message, ...defined({ identity: seen.identity }) };
    if (error.kind !== "out-of-service") return { answers: seen.identity !== undefined, ...partial };
    const pinAttempts = await readPinAttempts(context);
    return {
      answers: true,
      ...partial,
      dialect: context.dialect.name,
      ...defined({ pinAttempts }),
    };
  }
}

async function readSupport(context: DriverContext): Promise<Record<string, boolean>> {
  const supports: Record<string, boolean> = {};
  for (const [name, text] of Object.entries(OPTIONAL)) {
    supports[name] = (await tryAsk(context, text, { answer: { kind: "bare" } })).result.ok;
  }
  return supports;
}
