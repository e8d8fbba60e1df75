import { createPortPair } from "../../lib/modem/serial/index.ts";
import {
  createSimulatedModem,
  createSimulatedNetwork,
  type ModemOptions,
  type NetworkOptions,
  type SimulatedModem,
  type SimulatedNetwork,
} from "../../lib/modem/simulator/index.ts";

const FINAL = /(?:^|\r\n)(?:OK|ERROR|NO CARRIER|COMMAND NOT SUPPORT|\+?CM[ES] E(?:RROR|rror): [^\r]*)\r\n/;
const PROMPT = /\r\n> $/;

/** A person at a terminal in front of a modem: types, and reads what comes. One `char` an octet. */
export interface AtConsole {
  /** Types as it is. */
  type(text: string): Promise<void>;
  /** Types a command line and gives everything up to its final result or prompt. */
  ask(command: string): Promise<string>;
  /** Types what belongs to a prompt, Ctrl-Z behind it, and gives everything up to the final result. */
  submit(text: string): Promise<string>;
  /** Resolves with the match once what came since the last `ask`, `submit` or `clear` has it. */
  received(pattern: RegExp): Promise<RegExpExecArray>;
  /** What came since the last `ask`, `submit` or `clear`. */
  screen(): string;
  clear(): void;
  close(): Promise<void>;
}

/** Opens the port and sits down in front of it. */
export async function openConsole(port: SerialPort): Promise<AtConsole> {
  await port.open({ baudRate: 115_200 });
  const reader = (port.readable as ReadableStream<Uint8Array>).getReader();
  const writer = (port.writable as WritableStream<Uint8Array>).getWriter();
  const waiting = new Set<() => void>();
  let screen = "";
  const reading = (async () => {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      screen += Buffer.from(read.value).toString("latin1");
      for (const look of [...waiting]) look();
    }
  })();

  const received = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      const look = () => {
        const found = pattern.exec(screen);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const type = (text: string) => writer.write(Buffer.from(text, "latin1"));
  const typeAndRead = async (text: string, end: RegExp) => {
    screen = "";
    await type(text);
    await received(end);
    return screen;
  };

  return {
    type,
    ask: (command) => typeAndRead(`${command}\r`, new RegExp(`${FINAL.source}|${PROMPT.source}`)),
    submit: (text) => typeAndRead(`${text}\x1a`, FINAL),
    received,
    screen: () => screen,
    clear: () => {
      screen = "";
    },
    async close() {
      await reader.cancel();
      await reading;
      writer.releaseLock();
      reader.releaseLock();
      await port.close();
    },
  };
}

/** A simulated modem with its network, and a console on its line with the echo off. */
export interface Bench extends AsyncDisposable {
  network: SimulatedNetwork;
  modem: SimulatedModem;
  console: AtConsole;
}

/** Everything is at rest again once the bench is disposed of. */
export async function startBench(
  options: { network?: NetworkOptions; modem?: Omit<ModemOptions, "network"> } = {},
): Promise<Bench> {
  const network = createSimulatedNetwork(options.network);
  const modem = createSimulatedModem({ network, ...options.modem });
  const [ours, theirs] = createPortPair();
  const console = await openConsole(ours);
  await modem.attach(theirs);
  await console.ask("ATE0");
  console.clear();
  return {
    network,
    modem,
    console,
    async [Symbol.asyncDispose]() {
      await console.close();
      await modem.close();
      network.close();
    },
  };
}

/** The lines of an answer, without the empty ones. */
export const linesOf = (answer: string) => answer.split(/\r\n|\r|\n/).filter((line) => line !== "");
