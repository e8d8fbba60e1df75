import { type Clock, systemClock, within } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
import type { NoteLine } from "../at/channel-contract.ts";
import { type Dialect, dialects } from "../dialects/index.ts";
import type { ModemPlace } from "../discovery/device-finder.ts";
import { createDriver, type Driver, type StatusPatch } from "../driver/index.ts";
import { ModemError } from "../errors.ts";
import type { ModemSpec } from "../spec.ts";
import type { Modem, ModemHandlers, ModemStatus } from "../types.ts";
import { createEventQueue } from "./event-queue.ts";
import type { SupervisionEvent } from "./loop-contract.ts";
import { createPinMemory, type PinMemory } from "./pin-memory.ts";
import { createRecoveryCounter } from "./recoveries.ts";
import { type CyclePower, createRunner, GRACE_MS } from "./runner.ts";
import { createStatusKeeper } from "./status-keeper.ts";

export interface ModemOptions {
  spec: ModemSpec;
  /** Asked for every attempt, so that a device that was plugged in again is found. */
  place: ModemPlace;
  /** The last resort. */
  cyclePower?: CyclePower;
  handlers: ModemHandlers;
  /** Gets every line that passes, with what is secret in it. */
  wire?: NoteLine;
  log: Log;
  clock?: Clock;
  /** Share one among all modems; without it refused PINs are remembered until this modem is discarded. */
  pinMemory?: PinMemory;
  /** Families of modems, most particular first. */
  dialects?: readonly Dialect[];
}

/**
 * A modem that is kept running: opens the port, starts the driver, and climbs the recovery ladder when something goes wrong.
 *
 * ```
 * gone ──open──▶ starting ──▶ ready ◀──▶ searching        out-of-service: looked at again every minute
 *   ▲               │ ▲          │
 *   │ back-off      │ └──────────┴── no answer: start again, AT+CFUN=1,1, close and open, power
 *   └── port lost ──┘
 * ```
 */
export function createModem(options: ModemOptions): Modem {
  const { spec, handlers, log } = options;
  const clock = options.clock ?? systemClock;
  const pinMemory = options.pinMemory ?? createPinMemory();
  const events = createEventQueue<SupervisionEvent>(clock);
  const stopping = new AbortController();
  const waiters = new Set<() => void>();
  let running: Promise<void> | undefined;

  const keeper = createStatusKeeper(
    {
      name: spec.name,
      spec: spec.text,
      ...defined({ pool: spec.pool }),
      state: "stopped",
      registration: "unknown",
      since: clock.now(),
    },
    {
      now: clock.now,
      changed(status, before) {
        if (status.notice !== undefined && status.notice !== before.notice)
          log.warn({ modem: spec.name }, status.notice);
        if (status.problem !== before.problem || (status.state === "ready") !== (before.state === "ready"))
          tell(status);
        for (const wake of waiters) wake();
        guarded(() => handlers.changed(status));
      },
    },
  );

  const count = createRecoveryCounter(keeper, log);
  const runner = createRunner({
    name: spec.name,
    baudRate: spec.baudRate,
    place: options.place,
    startDriverOn,
    cyclePower: options.cyclePower,
    keeper,
    count,
    events,
    clock,
    log,
    stopping: stopping.signal,
  });

  /** What is wrong, in one sentence, whenever it changes. */
  function tell({ state, problem }: ModemStatus): void {
    if (problem !== undefined) log.warn({ modem: spec.name, state }, problem);
    else if (state === "ready") log.info({ modem: spec.name }, "the modem is ready");
  }

  /** The owner's fault in a handler must not look like a fault of the modem. */
  function guarded(call: () => void): void {
    try {
      call();
    } catch (error) {
      log.error({ err: error, modem: spec.name }, "a modem's handler failed");
    }
  }

  function simKey(): string {
    const { sim, identity } = keeper.current;
    return sim?.iccid || sim?.imsi || identity?.imei || spec.name;
  }

  function startDriverOn(port: SerialPort): Driver {
    let drains = 0;
    const made = createDriver({
      port,
      clock,
      log,
      pin: spec.pin,
      pinMemory,
      dialects: options.dialects ?? dialects,
      wire: options.wire,
      update(patch) {
        noteIdentity(patch);
        keeper.update(patch);
        for (; drains < made.drains; drains++) count("drain", "a command was not answered in time");
      },
      received: (pdu) => handlers.received({ modem: spec.name, sim: simKey(), receivedAt: clock.now(), ...pdu }),
      incomingCall: (call) => guarded(() => handlers.incomingCall({ modem: spec.name, sim: simKey(), ...call })),
      callEnded: (call) => guarded(() => handlers.callEnded({ modem: spec.name, sim: simKey(), ...call })),
      ended: ({ reason, error }) => events.post({ why: reason, reason: error.message }),
      suspected: (reason) => events.post({ why: "recheck", reason }),
    });
    return made;
  }

  function noteIdentity({ identity }: StatusPatch): void {
    const before = keeper.current.identity?.imei;
    if (identity === undefined || !before || identity.imei === "" || identity.imei === before) return;
    log.warn({ modem: spec.name, imei: identity.imei, before }, "another modem answers at this one's port");
  }

  function fit(): Driver {
    const { state, problem } = keeper.current;
    const { driver } = runner;
    if (driver && state === "ready" && !stopping.signal.aborted) return driver;
    const message = problem ?? `the modem ${spec.name} is ${state}`;
    throw new ModemError(state === "out-of-service" ? "out-of-service" : "gone", message);
  }

  /** A command that ended because the driver did was not given up by its caller. */
  async function onFit<T>(signal: AbortSignal | undefined, act: (active: Driver) => Promise<T>): Promise<T> {
    try {
      return await act(fit());
    } catch (error) {
      // The SIM or its service centre: starting again finds the sentence that tells a person what to do.
      if (error instanceof ModemError && error.errorClass === "out-of-service") {
        events.post({ why: "recheck", reason: error.message });
      }
      if (!(error instanceof ModemError) || error.kind !== "aborted" || signal?.aborted) throw error;
      throw new ModemError("gone", "the modem was started again or stopped", { cause: error });
    }
  }

  return {
    name: spec.name,
    pool: spec.pool,
    budget: spec.budget,
    get status() {
      return keeper.current;
    },
    get sim() {
      return simKey();
    },
    start() {
      running ??= runner.run().catch((error: unknown) => {
        log.error({ err: error, modem: spec.name }, "the modem's supervision failed");
        keeper.update({ state: "stopped", problem: "The modem's supervision failed: see the log." });
      });
    },
    async stop({ graceMs = GRACE_MS } = {}) {
      stopping.abort(new Error("the modem is being stopped"));
      if (runner.driver) await within(clock, runner.driver.finish(), graceMs);
      events.post({ why: "stop", reason: "stopped" });
      await runner.driver?.close();
      await running;
    },
    async whenReady(signal) {
      while (keeper.current.state !== "ready") {
        signal?.throwIfAborted();
        await new Promise<void>((resolve, reject) => {
          const wake = () => {
            waiters.delete(wake);
            signal?.removeEventListener("abort", giveUp);
            resolve();
          };
          const giveUp = () => {
            waiters.delete(wake);
            reject(signal?.reason);
          };
          waiters.add(wake);
          signal?.addEventListener("abort", giveUp, { once: true });
        });
      }
    },
    sendPart: (part, options = {}) => onFit(options.signal, (active) => active.send(part, options)),
    ring: (number, { seconds, signal }) => onFit(signal, (active) => active.ring(number, { seconds, signal })),
    ussd: (request, { signal } = {}) => onFit(signal, (active) => active.ussd(request, signal)),
    cancelUssd: () => onFit(undefined, (active) => active.cancelUssd()),
    restart(reason) {
      events.post({ why: "restart", reason });
    },
  };
}
