import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runSimulator } from "../../../lib/cli/simulator.ts";
import { createPort } from "../../../lib/modem/serial/index.ts";
import { findProfile } from "../../../lib/modem/simulator/index.ts";
import { eventually } from "../eventually.ts";

/** `aldis simulator --pty` with its control API, in a folder of its own that a program may use too. */
export interface RunningSimulator extends AsyncDisposable {
  readonly folder: string;
  /** What programs open as a modem. */
  readonly pty: string;
  /** What handsets got whole, oldest first. */
  messages(): Promise<{ to: string; text: string; parts: number }[]>;
  /** A handset sends. */
  receive(from: string, text: string): Promise<void>;
  state(): Promise<{ registration: string; storage: Record<string, { used: number; total: number }> }>;
  change(state: Record<string, unknown>): Promise<void>;
  /** What crossed the wire: `> ` to the modem, `< ` from it, echo and empty lines left out. */
  wire(): Promise<string[]>;
}

/** Starts it; it ends, and its folder with it, when it is disposed of. */
export async function startSimulator(profile = "generic"): Promise<RunningSimulator> {
  const folder = mkdtempSync(join(tmpdir(), "aldis-peer-"));
  const pty = join(folder, "modem");
  const stop = new AbortController();
  const printed = Promise.withResolvers<string>();
  const running = runSimulator({ pty, profile, control: 0 }, { out: { write: printed.resolve }, signal: stop.signal });
  running.catch(printed.reject);
  const control = /http:\/\/127\.0\.0\.1:\d+/.exec(await printed.promise)?.[0];

  async function call(path: string, method = "GET", body?: unknown): Promise<Response> {
    const response = await fetch(`${control}${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }
  const get = async <Value>(path: string) => (await (await call(path)).json()) as Value;

  async function wire(): Promise<string[]> {
    return readable((await (await call("/wire")).text()).trim().split("\n"));
  }

  // Few programs bear what a modem says while it starts; people let it start first.
  const { bootLines, readyLines, silentAtFirst } = findProfile(profile);
  if (silentAtFirst) await say(pty, "AT\r");
  const last = [...bootLines, ...readyLines].at(-1);
  if (last !== undefined)
    await eventually(`${profile} to start`, async () => (await wire()).some((line) => line.endsWith(last)));

  return {
    folder,
    pty,
    messages: () => get("/messages"),
    receive: async (from, text) => void (await call("/messages", "POST", { from, text })),
    state: () => get("/state"),
    change: async (state) => void (await call("/state", "PATCH", state)),
    wire,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a person types who looks whether it is there. */
async function say(pty: string, text: string): Promise<void> {
  const port = createPort(pty);
  await port.open({ baudRate: 115_200 });
  const writer = (port.writable as WritableStream<Uint8Array>).getWriter();
  const reader = (port.readable as ReadableStream<Uint8Array>).getReader();
  await writer.write(new TextEncoder().encode(text));
  await reader.read();
  await reader.cancel();
  reader.releaseLock();
  writer.releaseLock();
  await port.close();
}

/** Carriage return, line feed, Ctrl-Z. */
const LINE_ENDS = new Set(["\r", "\n", "\x1a"]);

/** Programs write octet by octet, each echoed; people read lines. */
function readable(entries: readonly string[]): string[] {
  const lines: string[] = [];
  const open = { in: "", out: "" };
  let typed = "";
  function close(direction: "in" | "out") {
    const text = [...open[direction]].filter((character) => !LINE_ENDS.has(character)).join("");
    open[direction] = "";
    if (direction === "in") typed = text;
    else if (text === typed) return;
    if (text !== "") lines.push(`${direction === "in" ? ">" : "<"} ${text}`);
  }
  for (const entry of entries.filter(Boolean)) {
    const { direction, text } = JSON.parse(entry) as { direction: "in" | "out"; text: string };
    for (const character of text) {
      open[direction] += character;
      if (LINE_ENDS.has(character) || open[direction] === "> ") close(direction);
    }
  }
  close("in");
  close("out");
  return lines;
}
