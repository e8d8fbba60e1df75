import pino from "pino";
import { type Clock, systemClock } from "../../lib/clock.ts";
import { defined } from "../../lib/defined.ts";
import { createModem, type Modem, ModemError, parseModemSpec, type ReceivedPdu } from "../../lib/modem/index.ts";
import { createPort, createPty } from "../../lib/modem/serial/index.ts";
import {
  createSimulatedModem,
  createSimulatedNetwork,
  type Profile,
  type SimulatedModem,
  type SimulatedNetwork,
} from "../../lib/modem/simulator/index.ts";
import type { EncodedPdu } from "../../lib/pdu/index.ts";

/** The gateway's modem on a simulated one, with a real pseudo-terminal between them. */
export interface ModemOnPty extends AsyncDisposable {
  readonly modem: Modem;
  readonly simulated: SimulatedModem;
  readonly network: SimulatedNetwork;
  readonly received: readonly ReceivedPdu[];
  /** As the queue does: what the network refused for now is sent again, at most three times in all. */
  send(part: EncodedPdu, more?: boolean): Promise<number>;
  /** Resolves once the condition holds. @throws Error after `limitMs` of real time */
  until(what: string, condition: () => boolean, limitMs?: number): Promise<void>;
}

/** The machine's clock, so many times as fast: what waits for 30 s waits for 10 s at 3. */
export function createFastClock(times: number): Clock {
  const { setTimer, sleep, now } = systemClock;
  const start = now();
  return {
    now: () => start + (now() - start) * times,
    setTimer: (ms, run) => setTimer(ms / times, run),
    sleep: (ms, signal) => sleep(ms / times, signal),
  };
}

/** Makes both; the modem is not yet started. `pin` locks the SIM, and is what the gateway enters. */
export async function createModemOnPty(options: {
  profile: string | Profile;
  clock: Clock;
  pin?: string;
}): Promise<ModemOnPty> {
  const { clock, pin } = options;
  const pty = createPty();
  const network = createSimulatedNetwork({ clock, latencyMs: 20 });
  const simulated = createSimulatedModem({ network, profile: options.profile, ...defined({ pin }) });
  await simulated.attach(pty.port);
  const received: ReceivedPdu[] = [];
  const modem = createModem({
    spec: parseModemSpec(`${pty.path}?name=test${pin === undefined ? "" : `&pin=${pin}`}`),
    place: { openPort: () => createPort(pty.path) },
    clock,
    log: pino({ level: "silent" }),
    handlers: {
      async received(pdu) {
        received.push(pdu);
      },
      changed: () => undefined,
      incomingCall: () => undefined,
      callEnded: () => undefined,
    },
  });
  return {
    modem,
    simulated,
    network,
    received,
    async send(part, more = false) {
      for (let tries = 1; ; tries++) {
        try {
          return (await modem.sendPart(part, { more })).reference;
        } catch (error) {
          const forNow = error instanceof ModemError && error.errorClass?.startsWith("retry");
          if (!forNow || tries === 3) throw error;
        }
      }
    },
    until(what, condition, limitMs = 60_000) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const limit = setTimeout(() => reject(new Error(`waited in vain for: ${what}`)), limitMs);
      const look = () => {
        if (condition()) resolve();
      };
      const looking = setInterval(look, 5);
      look();
      return promise.finally(() => {
        clearTimeout(limit);
        clearInterval(looking);
      });
    },
    async [Symbol.asyncDispose]() {
      await modem.stop();
      await simulated.close();
      network.close();
      await pty.close();
    },
  };
}
