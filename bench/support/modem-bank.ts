import { createPty } from "../../lib/modem/serial/index.ts";
import {
  createSimulatedModem,
  createSimulatedNetwork,
  type SimulatedModem,
  type SimulatedNetwork,
} from "../../lib/modem/simulator/index.ts";
import { fineClock } from "./waits.ts";

/** Simulated modems in this process, each on a pseudo-terminal for a gateway in another. */
export interface ModemBank extends AsyncDisposable {
  network: SimulatedNetwork;
  modems: readonly SimulatedModem[];
  /** Value of `--modem` for each; their names are `m1`, `m2`, … */
  specs: readonly string[];
}

/** @param options.latencyMs  time of one submission */
export async function startModemBank(count: number, options: { latencyMs: number }): Promise<ModemBank> {
  await using open = new AsyncDisposableStack();
  const network = open.adopt(createSimulatedNetwork({ clock: fineClock, keep: 100 }), (it) => it.close());
  const modems: SimulatedModem[] = [];
  const specs: string[] = [];
  for (let at = 1; at <= count; at++) {
    const pty = open.adopt(createPty(), (it) => it.close());
    const number = `+4917000${String(at).padStart(5, "0")}`;
    const modem = createSimulatedModem({ network, number, ...options });
    open.defer(() => modem.close());
    await modem.attach(pty.port);
    modems.push(modem);
    specs.push(`${pty.path}?name=m${at}`);
  }
  const owned = open.move();
  return { network, modems, specs, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
