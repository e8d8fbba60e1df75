import type { RunningSimulator } from "./simulator.ts";

/** A program that drives a modem, ready on one. What it cannot do is absent. */
export interface Peer extends AsyncDisposable {
  /** What it says of the modem: maker, model and IMEI, somewhere in a text. */
  identify?(): Promise<string>;
  /** Resolves when it says that the message has gone; with what it says when it has not. */
  send(to: string, text: string): Promise<string | undefined>;
  /** Texts that it has received so far. */
  received?(): Promise<string[]>;
  /** Delivery reports that it has told of so far. */
  reports?(): Promise<number>;
}

/** How to run a program, and what it claims to support. */
export interface PeerProgram {
  /** Commands that have to be installed. */
  needs: readonly string[];
  /** Why this machine cannot run it although all of them are there. */
  unavailable(): string | undefined;
  /** Starts it on a modem, or says why it does not get that far. */
  start(simulator: RunningSimulator, profile: string): Promise<Peer>;
}

/** What a program says who gives up: its last line, without colours. */
export function lastLineOf(output: string): string {
  const lines = Bun.stripANSI(output)
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return lines.at(-1) ?? "nothing said";
}
