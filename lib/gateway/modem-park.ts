import { type Clock, within } from "../clock.ts";
import { defined } from "../defined.ts";
import type { Log } from "../log.ts";
import {
  type AutoModems,
  addressOf,
  createDeviceFinder,
  createModem,
  createWireTrace,
  type DeviceSystem,
  type FoundModem,
  type Modem,
  ModemError,
  type ModemHandlers,
  type ModemOptions,
  type ModemPlace,
  type ModemSpec,
  startAutoModems,
  THIS_SYSTEM,
  type WireTrace,
} from "../modem/index.ts";
import { createPort } from "../modem/serial/index.ts";
import { SimulatorError } from "../modem/simulator/index.ts";
import { createSimulatedModems, type SimulatedPlace } from "./simulated-modems.ts";

/** Who says that a modem is there, in the words of settings. */
export interface ModemOrigin {
  source: "default" | "command-line" | "environment" | "file" | "database";
  /** As the person knows it: `--modem`, `ALDIS_MODEMS`, `/etc/aldis.toml, modem`. */
  givenBy?: string;
}

/** A modem that is to be there. */
export interface WantedModem extends ModemOrigin {
  spec: ModemSpec;
  /** Why it cannot be used, in one sentence, whatever its device says. */
  problem?: string;
  /** Of a stored one: counts its changes. */
  version?: string;
}

/** A modem that is there. */
export interface ParkedModem extends WantedModem {
  modem: Modem;
  trace: WireTrace;
  /** Its own, `+49…`, where it is known. */
  number?: string;
}

/** The gateway's modems, which come and go while it runs; the simulated ones share a network. */
export interface ModemPark {
  /** As they are now. */
  list(): readonly ParkedModem[];
  /** Starts them, and looks for modems on USB from now on if that is configured. */
  start(): void;
  /**
   * Adds, changes and removes modems until those that are wanted are there; whatever stays the same is left alone. One that leaves
   * finishes the message in hand, and whoever comes after it under its name or at its device waits for that.
   *
   * @throws SimulatorError for a configured simulated modem whose number another has
   */
  apply(wanted: readonly WantedModem[]): Promise<void>;
  /** Answers the control API of the simulated modems; `undefined` while there are none. */
  simulator(): ((request: Request) => Promise<Response>) | undefined;
  /** Stops the modems, the part on the wire first, then what simulates them. Never rejects. */
  close(grace?: { graceMs: number }): Promise<void>;
}

/** What the park does with modems that come and go. */
interface ParkHandlers extends ModemHandlers {
  added(modem: Modem): void;
  /** It is to get no more messages. `isReplaced`: one of the same name follows at once. */
  removed(modem: Modem, how: { isReplaced: boolean }): void;
  /** Resolves when nobody uses a removed modem any more. Never rejects. */
  left(): Promise<unknown>;
}

interface Entry extends ParkedModem {
  /** Of a simulated one. */
  simulated?: SimulatedPlace;
}

/** 60 s for the message in hand: ten parts. What is left of a longer one is sent again as a whole by another SIM. */
const LEAVE_MS = 60_000;

/** An empty park. Nothing in it runs before `start`. */
export function createModemPark(
  options: Pick<ModemOptions, "pinMemory" | "cyclePower"> & { clock: Clock; log: Log; handlers: ParkHandlers },
  system: DeviceSystem = THIS_SYSTEM,
): ModemPark {
  const { clock, log, handlers } = options;
  const simulation = createSimulatedModems(clock);
  const entries = new Map<string, Entry>();
  const leaving = new Map<Entry, Promise<void>>();
  let searches: readonly AutoModems[] = [];
  let searched: readonly WantedModem[] = [];
  let applying: Promise<void> = Promise.resolve();
  let isRunning = false;
  let isClosed = false;

  function add(wanted: WantedModem, found?: ModemPlace): Entry {
    const { spec, problem } = wanted;
    const trace = createWireTrace(clock.now);
    const simulated = spec.kind === "simulated" ? simulation.placeOf(spec) : undefined;
    const place = problem === undefined ? (found ?? simulated?.place ?? placeOf(spec, system)) : nowhere(problem);
    const isCurrent = () => entries.get(spec.name) === entry;
    const entry: Entry = {
      ...wanted,
      ...(simulated === undefined ? {} : { simulated }),
      ...defined({ number: simulated?.number ?? spec.number }),
      trace,
      modem: createModem({
        ...options,
        spec,
        place,
        wire: trace.note,
        handlers: {
          ...handlers,
          changed(status) {
            if (isCurrent()) handlers.changed(status);
          },
        },
      }),
    };
    entries.set(spec.name, entry);
    handlers.added(entry.modem);
    return entry;
  }

  /** @throws SimulatorError unless it is stored: the state of such a modem says what is wrong */
  async function begin(entry: Entry): Promise<void> {
    // It may have left while it waited.
    if (entries.get(entry.spec.name) !== entry) return;
    try {
      await entry.simulated?.open();
    } catch (error) {
      if (!(error instanceof SimulatorError) || entry.source !== "database") throw error;
    }
    if (isRunning && !isClosed) entry.modem.start();
  }

  /** Not before those have left that have its name or its device. @throws as {@link begin} when it begins at once */
  async function beginInTurn(entry: Entry): Promise<void> {
    const before = [...leaving].filter(([other]) => collide(entry, other)).map(([, left]) => left);
    if (before.length === 0) return begin(entry);
    Promise.all(before)
      .then(() => begin(entry))
      .catch((error: unknown) => log.error({ err: error, modem: entry.spec.name }, "the modem cannot be started"));
  }

  function remove(entry: Entry, how: { isReplaced: boolean }): void {
    entries.delete(entry.spec.name);
    handlers.removed(entry.modem, how);
    const left = within(clock, handlers.left(), LEAVE_MS)
      .then(() => end(entry))
      .finally(() => leaving.delete(entry));
    leaving.set(entry, left);
  }

  async function applyNow(wanted: readonly WantedModem[]): Promise<void> {
    if (isClosed) return;
    searched = wanted.filter(({ spec }) => spec.kind === "auto");
    const here = new Map(wanted.flatMap((one) => (one.spec.kind === "auto" ? [] : [[one.spec.name, one]])));
    for (const entry of entries.values()) {
      if (entry.spec.kind === "auto") continue;
      const now = here.get(entry.spec.name);
      if (now === undefined || !isSame(entry, now)) remove(entry, { isReplaced: now !== undefined });
      else Object.assign(entry, now);
    }
    for (const one of here.values()) if (!entries.has(one.spec.name)) await beginInTurn(add(one));
  }

  function found(by: WantedModem, { name, identity, place }: FoundModem): void {
    const used = entries.has(name);
    const entry = add({ ...by, spec: { ...by.spec, name: used ? `${name}-${identity.imei}` : name } }, place);
    entry.modem.start();
  }

  return {
    list: () => [...entries.values()],
    start() {
      isRunning = true;
      for (const { modem } of entries.values()) modem.start();
      const taken = () => [...entries.values()].flatMap(({ spec }) => (spec.kind === "tty" ? [spec.path] : []));
      searches = searched.map((by) =>
        startAutoModems({ system, clock, log, baudRate: by.spec.baudRate, taken, found: (modem) => found(by, modem) }),
      );
    },
    apply(wanted) {
      const applied = applying.then(() => applyNow(wanted));
      applying = applied.catch(() => undefined);
      return applied;
    },
    simulator: simulation.control,
    async close(grace) {
      isClosed = true;
      await applying;
      await Promise.all(searches.map((search) => search.stop()));
      const all = [...entries.values(), ...leaving.keys()];
      await Promise.all(all.map(({ modem }) => modem.stop(grace)));
      await Promise.all([...all.map(({ simulated }) => simulated?.close()), ...leaving.values()]);
      simulation.close();
    },
  };
}

const isSame = (one: WantedModem, other: WantedModem) =>
  JSON.stringify([one.spec, one.problem]) === JSON.stringify([other.spec, other.problem]);

const collide = (one: Entry, other: Entry) =>
  one.spec.name === other.spec.name ||
  (one.simulated === undefined
    ? addressOf(one.spec) === addressOf(other.spec)
    : one.simulated.number === other.simulated?.number);

/** A device of this machine is found again under any of its names. */
function placeOf(spec: ModemSpec, system: DeviceSystem): ModemPlace {
  return spec.kind === "tty" ? createDeviceFinder(spec.path, system) : { openPort: () => createPort(addressOf(spec)) };
}

const nowhere = (problem: string): ModemPlace => ({
  openPort() {
    throw new ModemError("out-of-service", problem);
  },
});

/** Never rejects. */
async function end({ modem, simulated }: Entry): Promise<void> {
  await modem.stop();
  await simulated?.close();
}
