/**
 * Goal P3: how long a modem waits for the gateway, from its final result to the next `AT+CMGS`, while the next part
 * is waiting. Measured on the modem's side of a port pair, so the port's own hops count.
 */
import pino from "pino";
import { createModem, parseModemSpec } from "../lib/modem/index.ts";
import { createScriptedModem } from "../tests/support/scripted-modem.ts";

const MESSAGES = 5_000;

export async function run(): Promise<void> {
  const peer = await createScriptedModem();
  const waits: number[] = [];
  let resultAt: number | undefined;
  peer.on(/^AT\+CMGS/, () => {
    if (resultAt !== undefined) waits.push(performance.now() - resultAt);
    resultAt = undefined;
    return { raw: "\r\n> " };
  });
  peer.on(/^PDU/, () => {
    resultAt = performance.now();
    return ["+CMGS: 1", "OK"];
  });
  const modem = createModem({
    spec: parseModemSpec("simulated"),
    place: { openPort: () => peer.port },
    log: pino({ level: "silent" }),
    handlers: { received: async () => {}, changed: () => {}, incomingCall: () => {} },
  });
  modem.start();
  await modem.whenReady();
  const part = { pdu: "0011000B916407281553F80000AA0AE8329BFD4697D9EC37", length: 23 };
  const queued = Array.from({ length: MESSAGES }, (_, index) => modem.sendPart(part, { more: index < MESSAGES - 1 }));
  await Promise.all(queued);
  await modem.stop();
  waits.sort((one, other) => one - other);
  const at = (share: number) => `${(waits[Math.floor(waits.length * share)] ?? Number.NaN).toFixed(3)} ms`;
  console.log(`turnaround of ${waits.length} parts: median ${at(0.5)}, p99 ${at(0.99)} (goal: 1 ms, 5 ms)`);
}
