import type { SimulatedModem } from "../../../lib/modem/simulator/index.ts";
import { decodeStatusReport } from "../../../lib/pdu/index.ts";

/** What crosses the wires of modems says which delivery reports a gateway has acknowledged: `recipient/reference`. */
export interface AcknowledgedReports {
  /** Reads what is new on the wires; to be called before their logs are full. */
  look(): void;
  readonly all: ReadonlySet<string>;
}

/** 27.005 §3.4.1: a report is acknowledged before the modem passes on the next one. */
export function watchAcknowledgements(modems: readonly SimulatedModem[]): AcknowledgedReports {
  const all = new Set<string>();
  const wires = modems.map((modem) => ({ modem, last: modem.wire().at(-1), waiting: undefined as string | undefined }));

  function lookAt(wire: (typeof wires)[number]): void {
    const entries = wire.modem.wire();
    const from = wire.last === undefined ? 0 : entries.lastIndexOf(wire.last) + 1;
    for (const { direction, text } of entries.slice(from)) {
      if (direction === "out") wire.waiting = /\+CDS: \d+\r\n([0-9A-F]+)/.exec(text)?.[1] ?? wire.waiting;
      else if (/^AT\+CNMA\r/.test(text) && wire.waiting !== undefined) {
        const { to, reference } = decodeStatusReport(wire.waiting);
        all.add(`${to.number}/${reference}`);
        wire.waiting = undefined;
      }
    }
    wire.last = entries.at(-1);
  }
  return { all, look: () => wires.forEach(lookAt) };
}
