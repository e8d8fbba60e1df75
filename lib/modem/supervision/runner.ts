import { backoffMs } from "../../backoff.ts";
import { type Clock, within } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { ModemPlace } from "../discovery/device-finder.ts";
import type { Driver } from "../driver/index.ts";
import { ModemError } from "../errors.ts";
import type { EventQueue } from "./event-queue.ts";
import type { Ladder, Rung } from "./ladder.ts";
import type { StatusKeeper } from "./status-keeper.ts";
import { createWatchdog } from "./watchdog.ts";

/** A modem that had been ready is tried again after 0.5 s, one that never was after 1 s or more. */
const BACKOFF = { firstMs: 500, longestMs: 30_000 };
/** How often it is looked whether a device that was taken away is there again. */
const PRESENCE_MS = 1_000;
/** How often a modem that waits for a person is looked at again: soon, since a SIM may only have lost contact. */
const RECHECK = { firstMs: 5_000, longestMs: 60_000 };
/** A modem that was told to restart is left alone this long. */
const RESET_MS = 5_000;
/** A port that stays away this long may need its power switched. */
const POWER_AFTER_MS = 120_000;
export const GRACE_MS = 20_000;

/** Why serving an open port came to a point where something must be done. */
export interface SupervisionEvent {
  /** `recheck`: something about the SIM or the modem changed; starting again tells what. */
  why: "gone" | "stalled" | "restart" | "recheck" | "stop";
  reason: string;
  /** Milder steps would not help. */
  atLeast?: Rung;
}

/** Switches a modem's power off and on again. Rejects when that failed. */
export type CyclePower = (modem: { name: string; port?: string; imei?: string }, signal: AbortSignal) => Promise<void>;

/** Why a port is closed again: the next one may be opened after a pause. */
type Leaving = "stop" | "lost" | "recovering";

export interface RunnerOptions {
  name: string;
  baudRate: number;
  place: ModemPlace;
  startDriverOn(port: SerialPort): Driver;
  cyclePower: CyclePower | undefined;
  keeper: StatusKeeper;
  ladder: Ladder;
  events: EventQueue<SupervisionEvent>;
  clock: Clock;
  log: Log;
  stopping: AbortSignal;
}

/** Opens the port, runs the driver, and on trouble climbs the ladder. */
export interface Runner {
  /** Until `stopping` aborts. */
  run(): Promise<void>;
  /** The driver on the open port, if there is one. */
  readonly driver: Driver | undefined;
}

/** Makes a runner. It owns the driver, and the modem's state together with it. */
export function createRunner(options: RunnerOptions): Runner {
  const { name, place, keeper, ladder, events, clock, log, stopping } = options;
  let driver: Driver | undefined;
  let failures = 0;
  /** Since when the port cannot be used; since the last switching of the power, if that is later. */
  let awaySince: number | undefined;

  async function run(): Promise<void> {
    while (!stopping.aborted) {
      const leaving = await servePort();
      if (leaving === "stop") break;
      failures += 1;
      if (leaving === "lost") await powerIfAwayLong();
      await pause(leaving);
    }
    keeper.update({ state: "stopped", problem: undefined, signalDbm: undefined, registration: "unknown" });
  }

  async function servePort(): Promise<Leaving> {
    if (keeper.current.state === "stopped") keeper.update({ state: "starting" });
    let port: SerialPort | undefined;
    try {
      port = findPort();
      await port.open({ baudRate: options.baudRate });
      if (stopping.aborted) return "stop";
      driver = options.startDriverOn(port);
      return await serve(driver);
    } catch (error) {
      const reason = reasonOf(error);
      if (driver === undefined) {
        // Most reasons say what to do behind a colon.
        const hint = reason.includes(":") ? "" : ": is it plugged in, and may this user open it?";
        lose(`The modem's port cannot be used: ${reason}${hint}`);
        log.debug({ err: error, modem: name }, "the modem's port cannot be used");
      } else {
        lose(`The modem's driver failed: ${reason}`);
        log.error({ err: error, modem: name }, "the modem's driver failed");
      }
      return "lost";
    } finally {
      await driver?.close();
      driver = undefined;
      await closePort(port);
    }
  }

  function findPort(): SerialPort {
    const before = place.path;
    const port = place.openPort();
    const { path } = place;
    if (before !== undefined && path !== undefined && path !== before) ladder.count("find", `it is at ${path} now`);
    keeper.update({ port: path });
    return port;
  }

  /** Runs the driver until its port is to be closed. */
  async function serve(active: Driver): Promise<Leaving> {
    for (;;) {
      const event = await startAndWatch(active);
      if (stopping.aborted || event.why === "stop") return "stop";
      if (event.why === "gone") {
        lose(`The modem's port was lost (${event.reason}): is it still plugged in?`);
        ladder.count("reopen", event.reason);
        return "lost";
      }
      if (event.why === "stalled") lose("The modem does not answer: check its power, its cable and the baud rate.");
      else keeper.update({ state: "starting", problem: `The modem is started again: ${event.reason}.` });
      const step = ladder.next(event.reason, event.atLeast);
      if (step === "start-again") continue;
      if (step === "reopen") return "lost";
      if (step === "reset") active.reset();
      else await power();
      return "recovering";
    }
  }

  /** Starts the driver and resolves with what ends its good time. */
  async function startAndWatch(active: Driver): Promise<SupervisionEvent> {
    let checks = 0;
    for (;;) {
      const outcome = await startOnce(active);
      if (outcome?.why === "recheck") {
        checks = 0;
        continue;
      }
      if (outcome) return outcome;
      // A person has to act, and may have done so.
      const event = await events.nextWithin(backoffMs(++checks, RECHECK));
      if (event !== undefined && event.why !== "restart" && event.why !== "recheck") return event;
    }
  }

  /** Undefined when the modem waits for a person. */
  async function startOnce(active: Driver): Promise<SupervisionEvent | undefined> {
    try {
      // What was wrong stays in the status until the modem is ready again.
      if (keeper.current.state !== "out-of-service") keeper.update({ state: "starting" });
      await active.start();
      failures = 0;
      awaySince = undefined;
      // A restart that was asked for before or during the start has just been done.
      const pending = events.take();
      const isDone = pending === undefined || pending.why === "restart" || pending.why === "recheck";
      const event = isDone ? await watch(active) : pending;
      if (event.why === "restart" || event.why === "recheck") {
        // What waits for this modem waits on, or goes to another, instead of being refused.
        keeper.update({ state: "starting" });
        await within(clock, active.finish(), GRACE_MS);
      }
      return event;
    } catch (error) {
      if (stopping.aborted) return { why: "stop", reason: "stopped" };
      if (!(error instanceof ModemError)) {
        failToStart(error);
        return undefined;
      }
      if (error.kind === "timeout") return { why: "stalled", reason: error.message };
      if (error.kind === "gone" || error.kind === "aborted") {
        const pending = events.take();
        const tells = pending !== undefined && pending.why !== "restart" && pending.why !== "recheck";
        return tells ? pending : { why: "gone", reason: error.message };
      }
      keeper.update({ state: "out-of-service", problem: error.message });
      return undefined;
    }
  }

  /** Neither the modem nor its port is to blame, but what the gateway needs to start it: the database, or the driver itself. */
  function failToStart(error: unknown): void {
    const problem = `The modem cannot be started: ${reasonOf(error)}`;
    if (problem !== keeper.current.problem) log.warn({ err: error, modem: name }, "the modem cannot be started");
    keeper.update({ state: "out-of-service", problem });
  }

  async function watch(active: Driver): Promise<SupervisionEvent> {
    const watchdog = createWatchdog({ clock, events, driver: active, status: () => keeper.current });
    try {
      return await events.next();
    } finally {
      watchdog.stop();
    }
  }

  function lose(problem: string): void {
    awaySince ??= clock.now();
    keeper.update({
      state: "gone",
      problem,
      notice: undefined,
      signalDbm: undefined,
      registration: "unknown",
      operator: undefined,
    });
  }

  async function powerIfAwayLong(): Promise<void> {
    if (options.cyclePower === undefined || awaySince === undefined) return;
    if (clock.now() - awaySince < POWER_AFTER_MS) return;
    ladder.count("power", "its port does not come back");
    await power();
  }

  async function power(): Promise<void> {
    awaySince = clock.now();
    const { port, identity } = keeper.current;
    try {
      await options.cyclePower?.(
        { name, ...(port === undefined ? {} : { port }), ...(identity === undefined ? {} : { imei: identity.imei }) },
        stopping,
      );
    } catch (error) {
      if (!stopping.aborted) log.error({ err: error, modem: name }, "the modem's power could not be switched");
    }
  }

  async function closePort(port: SerialPort | undefined): Promise<void> {
    try {
      await port?.close();
    } catch (error) {
      // A port that never opened, or is gone, has nothing to close.
      log.debug({ err: error, modem: name }, "the modem's port was not closed");
    }
  }

  /** Ends early when the modem is stopped or told to start again, and when its device is there again. */
  async function pause(leaving: Leaving): Promise<void> {
    if (stopping.aborted) return;
    events.take();
    const until = clock.now() + (leaving === "recovering" ? RESET_MS : backoffMs(failures + 1, BACKOFF));
    let absent = place.present === false;
    for (let left = until - clock.now(); left > 0; left = until - clock.now()) {
      const told = await events.nextWithin(absent ? Math.min(PRESENCE_MS, left) : left);
      if (told !== undefined || (absent && place.present)) return;
      absent = place.present === false;
    }
  }

  return {
    run,
    get driver() {
      return driver;
    },
  };
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
