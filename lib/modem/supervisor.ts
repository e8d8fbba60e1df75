import { type Clock, systemClock } from "../clock.ts";
import type { Log } from "../log.ts";
import { type Dialect, dialects } from "./dialects/index.ts";
import { createDriver, type Driver } from "./driver/index.ts";
import { ModemError } from "./errors.ts";
import { createLadder } from "./ladder.ts";
import { createMailbox } from "./mailbox.ts";
import { createPinMemory, type PinMemory } from "./pin-memory.ts";
import type { ModemSpec } from "./spec.ts";
import { createStatusKeeper } from "./status-keeper.ts";
import type { Modem, ModemHandlers } from "./types.ts";

const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_MOST_MS = 30_000;
/** How often a modem that waits for a person is looked at again. */
const RECHECK_MS = 60_000;
/** A modem that was told to start anew is left alone this long. */
const RESET_MS = 5_000;
const GRACE_MS = 20_000;

export interface ModemOptions {
  spec: ModemSpec;
  /** Makes the port, closed; called for every attempt, so that a device that was plugged in again is found. */
  openPort(): SerialPort;
  handlers: ModemHandlers;
  log: Log;
  clock?: Clock;
  /** Share one among all modems; without it refused PINs are remembered for the life of this modem. */
  pinMemory?: PinMemory;
  /** Families of modems, most particular first. */
  dialects?: readonly Dialect[];
}

/** Why serving an open port came to a point where something must be done. */
type Trouble = { why: "gone" | "stalled" | "restart" | "stop"; reason: string };

/** Why a port is closed again: the next one may be opened after a pause. */
type Leaving = "stop" | "lost" | "recovering";

/**
 * A modem that is kept running: opens the port, starts the driver, and on trouble climbs the recovery ladder.
 *
 * ```
 * gone ──open──▶ starting ──▶ ready ◀──▶ searching        out-of-service: looked at again every minute
 *   ▲               │ ▲          │
 *   │ back-off      │ └──────────┴── no answer: start again, AT+CFUN=1,1, close and open
 *   └── port lost ──┘
 * ```
 */
export function createModem(options: ModemOptions): Modem {
  const { spec, handlers, log } = options;
  const clock = options.clock ?? systemClock;
  const pinMemory = options.pinMemory ?? createPinMemory();
  const mailbox = createMailbox<Trouble>(clock);
  const stopping = new AbortController();
  const waiters = new Set<() => void>();
  const ladder = createLadder({ clock, log, counted: () => keeper.update({ recoveries: ladder.counts }) });
  let driver: Driver | undefined;
  let running: Promise<void> | undefined;
  let failures = 0;

  const keeper = createStatusKeeper(
    {
      name: spec.name,
      spec: spec.text,
      ...(spec.pool === undefined ? {} : { pool: spec.pool }),
      state: "stopped",
      registration: "unknown",
      since: clock.now(),
    },
    {
      now: clock.now,
      changed(status) {
        for (const wake of waiters) wake();
        guarded(() => handlers.changed(status));
      },
    },
  );

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
      update(patch) {
        keeper.update(patch);
        for (; drains < made.drains; drains++) ladder.count("drain", "a command was not answered in time");
      },
      received: (pdu) => handlers.received({ modem: spec.name, sim: simKey(), receivedAt: clock.now(), ...pdu }),
      incomingCall: (call) => guarded(() => handlers.incomingCall({ modem: spec.name, at: clock.now(), ...call })),
      restarted: () => mailbox.post({ why: "restart", reason: "it had started anew by itself" }),
      ended: ({ reason, error }) => mailbox.post({ why: reason, reason: error.message }),
    });
    return made;
  }

  async function keepRunning(): Promise<void> {
    while (!stopping.signal.aborted) {
      const leaving = await servePort();
      if (leaving === "stop") break;
      failures += 1;
      await pause(
        leaving === "recovering" ? RESET_MS : Math.min(BACKOFF_FIRST_MS * 2 ** (failures - 1), BACKOFF_MOST_MS),
      );
    }
    keeper.update({ state: "stopped", problem: undefined, signalDbm: undefined, registration: "unknown" });
  }

  async function servePort(): Promise<Leaving> {
    if (keeper.current.state === "stopped") keeper.update({ state: "starting" });
    let port: SerialPort | undefined;
    try {
      port = options.openPort();
      await port.open({ baudRate: spec.baudRate });
      if (stopping.signal.aborted) return "stop";
      driver = startDriverOn(port);
      return await serve(driver);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      lose(`The modem's port cannot be used (${reason}): is it plugged in, and may this user open it?`);
      log.warn({ err: error, modem: spec.name }, "the modem's port cannot be used");
      return "lost";
    } finally {
      await driver?.close();
      driver = undefined;
      await closePort(port);
    }
  }

  /** Runs the driver until its port is to be closed. */
  async function serve(active: Driver): Promise<Leaving> {
    for (;;) {
      const trouble = await startAndWatch(active);
      if (stopping.signal.aborted || trouble.why === "stop") return "stop";
      if (trouble.why === "gone") {
        lose(`The modem's port was lost (${trouble.reason}): is it still plugged in?`);
        ladder.count("reopen", trouble.reason);
        return "lost";
      }
      if (trouble.why === "stalled") lose("The modem does not answer: check its power, its cable and the baud rate.");
      else keeper.update({ state: "starting", problem: `The modem is started again: ${trouble.reason}.` });
      const step = ladder.next(trouble.reason);
      if (step === "start-again") continue;
      if (step === "reset") active.reset();
      return step === "reset" ? "recovering" : "lost";
    }
  }

  /** Starts the driver and resolves with what ends its good time. */
  async function startAndWatch(active: Driver): Promise<Trouble> {
    for (;;) {
      const outcome = await startOnce(active);
      if (outcome) return outcome;
      // A person has to act, and may have done so.
      const trouble = await mailbox.nextWithin(RECHECK_MS);
      if (trouble !== undefined && trouble.why !== "restart") return trouble;
    }
  }

  /** Undefined when the modem waits for a person. */
  async function startOnce(active: Driver): Promise<Trouble | undefined> {
    try {
      // What was wrong stays in the status until the modem is ready again.
      if (keeper.current.state !== "out-of-service") keeper.update({ state: "starting" });
      await active.start();
      failures = 0;
      // A restart that was asked for before or during the start has just been done.
      const lying = mailbox.take();
      const trouble = lying === undefined || lying.why === "restart" ? await mailbox.next() : lying;
      if (trouble.why === "restart") await within(active.finish(), GRACE_MS);
      return trouble;
    } catch (error) {
      if (stopping.signal.aborted) return { why: "stop", reason: "stopped" };
      if (!(error instanceof ModemError)) throw error;
      if (error.kind === "timeout") return { why: "stalled", reason: error.message };
      if (error.kind === "gone" || error.kind === "aborted") {
        const lying = mailbox.take();
        return lying && lying.why !== "restart" ? lying : { why: "gone", reason: error.message };
      }
      keeper.update({ state: "out-of-service", problem: error.message });
      log.warn({ modem: spec.name, problem: error.message }, "the modem is out of service");
      return undefined;
    }
  }

  function lose(problem: string): void {
    keeper.update({ state: "gone", problem, signalDbm: undefined, registration: "unknown", operator: undefined });
  }

  async function closePort(port: SerialPort | undefined): Promise<void> {
    try {
      await port?.close();
    } catch (error) {
      // A port that never opened, or is gone, has nothing to close.
      log.debug({ err: error, modem: spec.name }, "the modem's port was not closed");
    }
  }

  /** What `promise` gives, or undefined when `ms` pass first. */
  async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
    const settled = new AbortController();
    const timeUp = clock.sleep(ms, settled.signal).catch(() => undefined);
    try {
      return await Promise.race([promise, timeUp.then(() => undefined)]);
    } finally {
      settled.abort();
    }
  }

  /** Ends early when the modem is stopped or told to start again. */
  async function pause(ms: number): Promise<void> {
    if (stopping.signal.aborted) return;
    mailbox.take();
    await mailbox.nextWithin(ms);
  }

  function fit(): Driver {
    const { state, problem } = keeper.current;
    if (driver && state === "ready" && !stopping.signal.aborted) return driver;
    const message = problem ?? `the modem ${spec.name} is ${state}`;
    throw new ModemError(state === "out-of-service" ? "out-of-service" : "gone", message);
  }

  /** A command that ended because the driver did was not given up by its caller. */
  async function onFit<T>(signal: AbortSignal | undefined, act: (active: Driver) => Promise<T>): Promise<T> {
    try {
      return await act(fit());
    } catch (error) {
      if (!(error instanceof ModemError) || error.kind !== "aborted" || signal?.aborted) throw error;
      throw new ModemError("gone", "the modem was started again or stopped", { cause: error });
    }
  }

  return {
    name: spec.name,
    pool: spec.pool,
    get status() {
      return keeper.current;
    },
    get sim() {
      return simKey();
    },
    start() {
      running ??= keepRunning().catch((error: unknown) => {
        log.error({ err: error, modem: spec.name }, "the modem's supervision failed");
        keeper.update({ state: "stopped", problem: "The modem's supervision failed: see the log." });
      });
    },
    async stop({ graceMs = GRACE_MS } = {}) {
      stopping.abort(new Error("the modem is being stopped"));
      if (driver) await within(driver.finish(), graceMs);
      mailbox.post({ why: "stop", reason: "stopped" });
      await driver?.close();
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
    sendPart: (part, { more, signal } = {}) =>
      onFit(signal, (active) => active.send(part, { ...(more === undefined ? {} : { more }), signal })),
    ring: (number, { seconds, signal }) => onFit(signal, (active) => active.ring(number, { seconds, signal })),
    ussd: (request, { signal } = {}) => onFit(signal, (active) => active.ussd(request, signal)),
    cancelUssd: () => onFit(undefined, (active) => active.cancelUssd()),
    restart(reason) {
      mailbox.post({ why: "restart", reason });
    },
  };
}
