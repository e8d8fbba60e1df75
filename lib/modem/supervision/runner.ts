import { type Clock, within } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
import type { ModemPlace } from "../discovery/device-finder.ts";
import type { Driver } from "../driver/index.ts";
import type { EventQueue } from "./event-queue.ts";
import { beginSupervision, next } from "./loop.ts";
import type { Doing, Result, SupervisionEffect, SupervisionEvent } from "./loop-contract.ts";
import type { CountRecovery } from "./recoveries.ts";
import type { StatusKeeper } from "./status-keeper.ts";
import { createWatchdog } from "./watchdog.ts";

/**
 * 20 s for the part on the wire: a longer wait holds up whoever stops the gateway, a shorter one leaves more parts
 * with an unknown outcome.
 */
export const GRACE_MS = 20_000;

/** Switches a modem's power off and on again. Rejects when that failed. */
export type CyclePower = (modem: { name: string; port?: string; imei?: string }, signal: AbortSignal) => Promise<void>;

interface RunnerOptions {
  name: string;
  baudRate: number;
  place: ModemPlace;
  startDriverOn(port: SerialPort): Driver;
  cyclePower: CyclePower | undefined;
  keeper: StatusKeeper;
  count: CountRecovery;
  events: EventQueue<SupervisionEvent>;
  clock: Clock;
  log: Log;
  stopping: AbortSignal;
}

/** Opens the port, runs the driver and recovers the modem: performs what {@link next} decides. */
interface Runner {
  /** Runs until `stopping` aborts. @throws what an effect throws: a defect, since failures of the modem are outcomes */
  run(): Promise<void>;
  /** The driver on the open port, if there is one. */
  readonly driver: Driver | undefined;
}

/** Makes a runner. It owns port and driver, and the modem's state together with the driver. */
export function createRunner(options: RunnerOptions): Runner {
  const { name, place, keeper, events, clock, log, stopping } = options;
  let port: SerialPort | undefined;
  let driver: Driver | undefined;

  async function run(): Promise<void> {
    if (stopping.aborted) return;
    let { state, effects } = beginSupervision({ hasPower: options.cyclePower !== undefined });
    for (;;) {
      effects.forEach(apply);
      if (state.doing.type === "end") return;
      const outcome = await perform(state.doing);
      ({ state, effects } = next(state, {
        ...outcome,
        now: clock.now(),
        isStopping: stopping.aborted,
        status: keeper.current,
        pending: events.pending,
        isPresent: place.present,
      }));
    }
  }

  function apply(effect: SupervisionEffect): void {
    switch (effect.type) {
      case "status":
        keeper.update(effect.patch);
        break;
      case "count":
        options.count(effect.step, effect.reason);
        break;
      case "reset":
        driver?.reset();
        break;
      case "clear":
        events.clear();
        break;
      case "log":
        log[effect.level]({ err: effect.error, modem: name }, effect.text);
        break;
      default:
        effect satisfies never;
    }
  }

  async function perform(doing: Doing): Promise<Result> {
    try {
      switch (doing.type) {
        case "open":
          await open();
          break;
        case "start":
          await driver?.start();
          break;
        case "watch":
          return { type: "event", event: await watch(options, driver) };
        case "finish":
          if (driver) await within(clock, driver.finish(), GRACE_MS);
          break;
        case "wait":
        case "pause":
          return { type: "event", event: await events.next(doing.ms) };
        case "power":
          await switchPower(options);
          break;
        case "close":
          await close();
          break;
        case "end":
          break;
        default:
          doing satisfies never;
      }
      return { type: "done" };
    } catch (error) {
      return { type: "failed", error };
    }
  }

  async function open(): Promise<void> {
    const before = place.path;
    port = place.openPort();
    const { path } = place;
    if (before !== undefined && path !== undefined && path !== before) options.count("find", `it is at ${path} now`);
    keeper.update({ port: path });
    await port.open({ baudRate: options.baudRate });
    if (!stopping.aborted) driver = options.startDriverOn(port);
  }

  async function close(): Promise<void> {
    const closing = { driver, port };
    port = undefined;
    try {
      await closing.driver?.close();
    } finally {
      driver = undefined;
      await closePort(closing.port);
    }
  }

  async function closePort(open: SerialPort | undefined): Promise<void> {
    try {
      await open?.close();
    } catch (error) {
      // A port that never opened, or is gone, has nothing to close.
      log.debug({ err: error, modem: name }, "the modem's port was not closed");
    }
  }

  return {
    run,
    get driver() {
      return driver;
    },
  };
}

/** Resolves with what ends the driver's good time. */
async function watch(
  { clock, events, keeper }: RunnerOptions,
  driver: Driver | undefined,
): Promise<SupervisionEvent | undefined> {
  if (!driver) return undefined;
  const watchdog = createWatchdog({ clock, events, driver, status: () => keeper.current });
  try {
    return await events.next();
  } finally {
    watchdog.stop();
  }
}

/** Never rejects: a modem whose power could not be switched is tried again like any other. */
async function switchPower({ name, keeper, cyclePower, log, stopping }: RunnerOptions): Promise<void> {
  const { port, identity } = keeper.current;
  try {
    await cyclePower?.({ name, ...defined({ port, imei: identity?.imei }) }, stopping);
  } catch (error) {
    if (!stopping.aborted) log.error({ err: error, modem: name }, "the modem's power could not be switched");
  }
}
