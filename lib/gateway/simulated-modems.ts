import type { Clock } from "../clock.ts";
import { defined } from "../defined.ts";
import type { ModemPlace, ModemSpec } from "../modem/index.ts";
import { createPortPair } from "../modem/serial/index.ts";
import {
  createSimulatedModem,
  createSimulatedNetwork,
  createSimulatorControl,
  type SimulatedModem,
  type SimulatedNetwork,
} from "../modem/simulator/index.ts";

/** Where a simulated modem is, which is made by `open`. */
export interface SimulatedPlace {
  place: ModemPlace;
  number: string;
  /** @throws SimulatorError when another modem has the number; the place says so from then on, too */
  open(): Promise<void>;
  /** Never rejects. */
  close(): Promise<void>;
}

/** The gateway's simulated modems, and the network that they share from the first one on. */
interface SimulatedModems {
  placeOf(spec: ModemSpec & { kind: "simulated" }): SimulatedPlace;
  /** Answers their control API; `undefined` while there are none. */
  control(): ((request: Request) => Promise<Response>) | undefined;
  close(): void;
}

export function createSimulatedModems(clock: Clock): SimulatedModems {
  const devices = new Map<string, SimulatedModem>();
  const places = new Set<SimulatedPlace>();
  /** Numbers that were chosen for modems without one, by name: a modem that is changed keeps its number. */
  const chosen = new Map<string, string>();
  const control = createSimulatorControl(devices);
  let network: SimulatedNetwork | undefined;

  function numberFor(name: string): string {
    const known = chosen.get(name);
    if (known !== undefined) return known;
    const used = new Set([...chosen.values(), ...[...places].map(({ number }) => number)]);
    let at = 1;
    const nth = () => `+4917000${String(at).padStart(5, "0")}`;
    while (used.has(nth())) at++;
    chosen.set(name, nth());
    return nth();
  }

  return {
    placeOf({ name, number = numberFor(name), profile, pin }) {
      let device: SimulatedModem | undefined;
      let port: SerialPort | undefined;
      let problem = "the simulated modem is not made yet";
      const made: SimulatedPlace = {
        number,
        place: {
          openPort() {
            if (port === undefined) throw new DOMException(problem, "NetworkError");
            return port;
          },
        },
        async open() {
          network ??= createSimulatedNetwork({ clock });
          const [computer, modem] = createPortPair();
          try {
            device = createSimulatedModem({ network, number, ...defined({ profile, pin }) });
          } catch (error) {
            problem = error instanceof Error ? error.message : String(error);
            throw error;
          }
          await device.attach(modem);
          devices.set(name, device);
          port = computer;
        },
        async close() {
          places.delete(made);
          if (![...places].some((other) => other.number === number)) chosen.delete(name);
          if (devices.get(name) === device) devices.delete(name);
          await device?.close();
        },
      };
      places.add(made);
      return made;
    },
    control: () => (devices.size === 0 ? undefined : control),
    close: () => network?.close(),
  };
}
