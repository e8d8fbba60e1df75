import { join } from "node:path";
import { createPty } from "../../../lib/modem/serial/index.ts";
import { createSimulatedModem, createSimulatedNetwork } from "../../../lib/modem/simulator/index.ts";
import { type AcknowledgedReports, watchAcknowledgements } from "./acknowledged.ts";

/** Simulated modems, each with a network of its own, outside of the gateway's process: they outlast its power cuts. */
export interface OutlastingModems extends AsyncDisposable {
  /** Where the gateway opens them. */
  readonly links: readonly string[];
  /** Somebody sends an SMS to one of them. */
  receive(modem: number, text: string): void;
  /** The power of this one goes and comes back: it forgets its settings, and what it waits for. */
  restart(modem: number): void;
  /** How many messages are whole on a telephone. */
  arrived(): number;
  /** Their texts. */
  texts(): ReadonlySet<string>;
  readonly acknowledged: AcknowledgedReports;
  /** How often each part was taken, by `recipient/part`. */
  parts(): ReadonlyMap<string, number>;
}

/** 2 s instead of a minute: what a cut kept from being acknowledged is offered again soon. */
const REDELIVERY_MS = 2_000;

/** 10,000 entries: some seconds of work. */
const TRACE_LIMIT = 10_000;

/** Their pseudo-terminals are in `folder`. */
export async function startOutlastingModems(folder: string, count: number): Promise<OutlastingModems> {
  const modems = Array.from({ length: count }, (_, at) => {
    const pty = createPty({ link: join(folder, `modem-${at}`) });
    const network = createSimulatedNetwork({ redeliveryMs: REDELIVERY_MS });
    const number = `+49170000000${at + 1}`;
    return { pty, network, simulated: createSimulatedModem({ network, number, traceLimit: TRACE_LIMIT }) };
  });
  for (const { pty, simulated } of modems) await simulated.attach(pty.port);
  const messages = () => modems.flatMap(({ network }) => network.messages());
  return {
    acknowledged: watchAcknowledgements(modems.map(({ simulated }) => simulated)),
    links: modems.map(({ pty }) => pty.link ?? pty.path),
    receive(modem, text) {
      const { network, simulated } = modems[modem] ?? {};
      network?.send({ from: "+491709999999", to: simulated?.number ?? "", text });
    },
    restart: (modem) => modems[modem]?.simulated.restart(),
    arrived: () => modems.reduce((sum, { network }) => sum + network.messages().length, 0),
    texts: () => new Set(messages().map(({ text }) => text)),
    parts() {
      const parts = new Map<string, number>();
      for (const { to, submit } of modems.flatMap(({ network }) => network.parts())) {
        const part = `${to}/${submit.userData.concat?.part ?? 1}`;
        parts.set(part, (parts.get(part) ?? 0) + 1);
      }
      return parts;
    },
    async [Symbol.asyncDispose]() {
      for (const { pty, network, simulated } of modems) {
        await simulated.close();
        network.close();
        await pty.close();
      }
    },
  };
}
