import { createPortPair } from "../../lib/modem/serial/index.ts";
import {
  createSimulatedModem,
  createSimulatedNetwork,
  type NetworkOptions,
  type ModemOptions as SimulatorOptions,
} from "../../lib/modem/simulator/index.ts";
import { createManualClock } from "./manual-clock.ts";
import { createTestModem } from "./started-modem.ts";

/** The gateway's modem on a simulated one, both on one manual clock; not yet started. */
export async function createModemOnSimulator(
  options: { network?: NetworkOptions; simulator?: Partial<SimulatorOptions> } & Pick<
    NonNullable<Parameters<typeof createTestModem>[0]>,
    "spec" | "cyclePower" | "pinMemory"
  > = {},
) {
  const { network: networkOptions, simulator, ...modem } = options;
  const clock = createManualClock();
  const [port, end] = createPortPair();
  const network = createSimulatedNetwork({ ...networkOptions, clock });
  const simulated = createSimulatedModem({ network, ...simulator });
  await simulated.attach(end);
  const started = await createTestModem({
    clock,
    openPort: () => port,
    ...modem,
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
