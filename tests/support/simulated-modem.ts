import { createManualClock } from "../../lib/clock.ts";
import { createPortPair } from "../../lib/modem/serial/index.ts";
import {
  createSimulatedModem,
  createSimulatedNetwork,
  type NetworkOptions,
  type ModemOptions as SimulatorOptions,
} from "../../lib/modem/simulator/index.ts";
import { createTestModem } from "./started-modem.ts";

/** The gateway's modem on a simulated one, both on one manual clock; not yet started. */
export async function createModemOnSimulator(
  options: { network?: NetworkOptions; simulator?: Partial<SimulatorOptions>; spec?: string } = {},
) {
  const clock = createManualClock();
  const [port, end] = createPortPair();
  const network = createSimulatedNetwork({ ...options.network, clock });
  const simulated = createSimulatedModem({ network, ...options.simulator });
  await simulated.attach(end);
  const started = await createTestModem({
    clock,
    openPort: () => port,
    ...(options.spec === undefined ? {} : { spec: options.spec }),
  });
  return { ...started, clock, network, simulated };
}

/** The same, started and ready. */
export async function startModemOnSimulator(options: Parameters<typeof createModemOnSimulator>[0] = {}) {
  const started = await createModemOnSimulator(options);
  started.modem.start();
  await started.until(started.modem.whenReady());
  await started.clock.advance(1_000);
  return started;
}
