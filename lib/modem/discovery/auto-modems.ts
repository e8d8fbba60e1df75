import { backoffMs } from "../../backoff.ts";
import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { ModemIdentity } from "../dialects/index.ts";
import type { DeviceSystem, ModemPlace } from "./device-finder.ts";
import { type ProbedPort, probePort } from "./port-probe.ts";
import { choosePort, type UsbDevice, usbDevices } from "./usb-devices.ts";

/** 500 ms: a modem that is plugged in is seen at the second look, one second later; a look reads a few directories. */
const SCAN_MS = 500;
/** 3 s: when several ports of a stick answer, listen this long for the one that sends unsolicited lines. */
const LISTEN_MS = 3_000;
/** A device that did not answer is probed again after 15 s and up to 5 min: some modems take a minute to start. */
const ASK_AGAIN = { firstMs: 15_000, longestMs: 300_000 };

/** A modem that was found automatically. */
export interface FoundModem {
  /** Made from model and IMEI: the same wherever it is plugged in. */
  name: string;
  identity: ModemIdentity;
  place: ModemPlace;
}

interface AutoModemsOptions {
  system: DeviceSystem;
  baudRate: number;
  clock: Clock;
  log: Log;
  /** Devices that are configured explicitly, by any of their names. */
  taken(): readonly string[];
  /** Called once for each modem, however often it is plugged in. */
  found(modem: FoundModem): void;
}

/** Searches for modems on USB until it is stopped. */
export interface AutoModems {
  /** Resolves when a running probe has closed its ports. Never rejects. */
  stop(): Promise<void>;
}

/** What is known of a device that is plugged in. */
interface Known {
  /** Its ports when last seen; it is probed once they are the same twice. */
  ports: string;
  settled: boolean;
  /** The modem that it is. */
  imei?: string;
  askAt: number;
  failures: number;
}

/**
 * Starts searching. A modem is identified by its IMEI: while it is unplugged its place is empty, and when it is back,
 * in any socket and under any name, its place leads there.
 */
export function startAutoModems(options: AutoModemsOptions): AutoModems {
  const { system, clock, log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const known = new Map<string, Known>();
  const places = new Map<string, { current: string | undefined; path: string | undefined }>();

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        await scan();
      } catch (error) {
        if (!signal.aborted) log.error({ err: error }, "the search for modems failed");
      }
      await clock.sleep(SCAN_MS, signal).catch(() => undefined);
    }
  }

  async function scan(): Promise<void> {
    const taken = new Set(options.taken().flatMap(namesOf));
    const free = system
      .list()
      .filter((port) => ![port.path, port.byId, port.byPath].some((name) => taken.has(name ?? "")));
    const devices = usbDevices(free);
    forgetAllBut(devices);
    await Promise.all(devices.filter(isDue).map(ask));
  }

  function namesOf(name: string): string[] {
    return system.exists(name) ? [name, system.real(name)] : [name];
  }

  function forgetAllBut(devices: readonly UsbDevice[]): void {
    const present = new Set(devices.flatMap(({ ports }) => ports.map(({ path }) => path)));
    for (const place of places.values()) if (!present.has(place.current ?? "")) place.current = undefined;
    for (const key of known.keys()) if (!devices.some((device) => device.key === key)) known.delete(key);
  }

  function isDue({ key, ports }: UsbDevice): boolean {
    const paths = ports.map(({ path }) => path).join();
    const before = known.get(key);
    if (before?.ports !== paths) {
      known.set(key, { ports: paths, settled: false, askAt: 0, failures: 0 });
      return false;
    }
    before.settled = true;
    return before.imei === undefined && clock.now() >= before.askAt;
  }

  async function ask(device: UsbDevice): Promise<void> {
    const { baudRate } = options;
    const listenMs = device.ports.length > 1 ? LISTEN_MS : 0;
    const probed = await Promise.all(
      device.ports.map(async (port) => ({
        port,
        probe: await probePort(system.open(port.path), { baudRate, listenMs, clock, log, signal }),
      })),
    );
    if (signal.aborted) return;
    const answering = probed.flatMap(({ port, probe }) => (probe === undefined ? [] : [{ port, ...probe }]));
    const chosen = choosePort(answering);
    const state = known.get(device.key);
    if (state === undefined) return;
    if (chosen === undefined) {
      state.askAt = clock.now() + backoffMs(++state.failures, ASK_AGAIN);
      log.debug({ ports: state.ports }, "a device on USB does not answer as a modem");
      return;
    }
    state.imei = chosen.identity.imei || device.key;
    settle(state.imei, chosen.port.path, chosen);
  }

  function settle(imei: string, path: string, { identity }: ProbedPort): void {
    const place = places.get(imei);
    if (place !== undefined) {
      if (place.current === undefined) place.current = path;
      else log.warn({ imei, path, used: place.current }, "two devices have the same IMEI; the second is ignored");
      return;
    }
    const made = { current: path as string | undefined, path: undefined as string | undefined };
    places.set(imei, made);
    log.info({ path, model: identity.model, imei }, "a modem was found");
    options.found({ name: nameOf(identity, imei), identity, place: placeOf(made) });
  }

  function placeOf(place: { current: string | undefined; path: string | undefined }): ModemPlace {
    return {
      openPort() {
        if (place.current === undefined) throw new DOMException("it is unplugged", "NetworkError");
        place.path = place.current;
        return system.open(place.current);
      },
      get path() {
        return place.path;
      },
      get present() {
        return place.current !== undefined;
      },
    };
  }

  const running = run();
  return {
    stop() {
      stopping.abort(new Error("the gateway stops"));
      return running;
    },
  };
}

/** `EC25-432178`: model and end of the IMEI. */
function nameOf({ model }: ModemIdentity, imei: string): string {
  const word = model.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return `${word || "modem"}-${imei.slice(-6)}`;
}
