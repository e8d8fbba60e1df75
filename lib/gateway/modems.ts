import type { Clock } from "../clock.ts";
import { defined } from "../defined.ts";
import type { Log } from "../log.ts";
import {
  type AutoModems,
  type CyclePower,
  createDeviceFinder,
  createModem,
  type DeviceSystem,
  type FoundModem,
  type Modem,
  type ModemHandlers,
  type ModemPlace,
  type ModemSpec,
  type PinMemory,
  parseModemSpec,
  startAutoModems,
  THIS_SYSTEM,
} from "../modem/index.ts";
import { createPort, createPortPair } from "../modem/serial/index.ts";
import {
  createSimulatedModem,
  createSimulatedNetwork,
  createSimulatorControl,
  type SimulatedModem,
} from "../modem/simulator/index.ts";

/** The gateway's modems; the simulated ones share a network. */
interface Modems {
  modems: readonly Modem[];
  /** Looks for modems on USB from now on, if that is configured; each is among `modems` when `added` is called. */
  look(added: (modem: Modem) => void): void;
  /** Answers the control API of the simulated modems; absent when there are none. @throws when a body does not arrive */
  control?: (request: Request) => Promise<Response>;
  /** Stops the modems, the part on the wire first, then what simulates them. Never rejects. */
  close(grace?: { graceMs: number }): Promise<void>;
}

/**
 * Makes the modems of the configuration, one simulated modem when it names none. They are not started.
 *
 * @throws SimulatorError for a simulated modem's unknown profile, or its number when another has it
 */
export async function createModems(
  configured: readonly ModemSpec[],
  options: { clock: Clock; log: Log; pinMemory: PinMemory; handlers: ModemHandlers; cyclePower?: CyclePower },
  system: DeviceSystem = THIS_SYSTEM,
): Promise<Modems> {
  const { clock, log } = options;
  const specs = configured.length > 0 ? configured : [parseModemSpec("simulated")];
  const network = specs.some((spec) => spec.kind === "simulated") ? createSimulatedNetwork({ clock }) : undefined;
  const modems: Modem[] = [];
  const simulated = new Map<string, SimulatedModem>();
  const searches: AutoModems[] = [];
  for (const spec of specs) {
    if (spec.kind === "auto") continue;
    let place: ModemPlace = placeOf(spec, system);
    if (spec.kind === "simulated" && network !== undefined) {
      const [computer, modem] = createPortPair();
      const device = createSimulatedModem({
        network,
        number: spec.number ?? `+4917000${String(simulated.size + 1).padStart(5, "0")}`,
        ...defined({ profile: spec.profile, pin: spec.pin }),
      });
      await device.attach(modem);
      simulated.set(spec.name, device);
      place = { openPort: () => computer };
    }
    modems.push(createModem({ ...options, spec, place }));
  }

  function found(spec: ModemSpec, modem: FoundModem): Modem {
    const used = modems.some(({ name }) => name === modem.name);
    const name = used ? `${modem.name}-${modem.identity.imei}` : modem.name;
    const made = createModem({ ...options, spec: { ...spec, name }, place: modem.place });
    modems.push(made);
    return made;
  }

  return {
    modems,
    look(added) {
      const taken = () => specs.flatMap((spec) => (spec.kind === "tty" ? [spec.path] : []));
      for (const spec of specs) {
        if (spec.kind !== "auto") continue;
        const { baudRate } = spec;
        const add = (modem: FoundModem) => added(found(spec, modem));
        searches.push(startAutoModems({ system, baudRate, clock, log, taken, found: add }));
      }
    },
    ...(simulated.size === 0 ? {} : { control: createSimulatorControl(simulated) }),
    async close(grace) {
      await Promise.all(searches.map((search) => search.stop()));
      await Promise.all(modems.map((modem) => modem.stop(grace)));
      await Promise.all([...simulated.values()].map((device) => device.close()));
      network?.close();
    },
  };
}

/** A device of this machine is found again under any of its names. */
function placeOf(spec: ModemSpec, system: DeviceSystem): ModemPlace {
  return spec.kind === "tty" ? createDeviceFinder(spec.path, system) : { openPort: () => createPort(addressOf(spec)) };
}

/** Where a real modem's port is, as `createPort` takes it. @throws TypeError for a simulated one, which has none */
export function addressOf(spec: ModemSpec): string {
  switch (spec.kind) {
    case "tty":
      return spec.path;
    case "tcp":
      return `tcp://${spec.host.includes(":") ? `[${spec.host}]` : spec.host}:${spec.port}`;
    case "auto":
      throw new TypeError("modems that are looked for have no port of their own yet");
    case "simulated":
      throw new TypeError("a simulated modem has no port of its own");
    default:
      return spec satisfies never;
  }
}
