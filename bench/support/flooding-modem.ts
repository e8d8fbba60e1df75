/**
 * A modem that answers what it is asked and floods besides, as a program of its own: `bun flooding-modem.ts KIND SPEED`.
 * It prints the address at which it waits, and ends when its standard input does.
 */
import { createServer } from "node:net";
import { createPty } from "../../lib/modem/serial/index.ts";
import { FLOODS, type FloodKind, floodOf, isFloodKind } from "../../tests/support/floods.ts";

/** Octets a second: a serial line of 921,600 baud, and what a TCP connection carries with ease. */
const SPEEDS = { tty: 92_160, tcp: 30_000_000 } as const;
export type FloodSpeed = keyof typeof SPEEDS;

const SLICE_MS = 10;
/** What it says first is the start-up's, so that the flood meets a modem that is ready. */
const FLOOD_AFTER_MS = 4_000;

const ANSWERS: readonly (readonly [RegExp, string])[] = [
  [/^AT\+CPIN\?/, "+CPIN: READY"],
  [/^AT\+CFUN\?/, "+CFUN: 1"],
  [/^AT\+CGMI/, "Flood"],
  [/^AT\+CGMM/, "One"],
  [/^AT\+CGSN/, "490154203237518"],
  [/^AT\+CIMI/, "262011234567890"],
  [/^AT\+CSMS=\?/, "+CSMS: (0,1)"],
  [/^AT\+CPMS=\?/, '+CPMS: ("SM"),("SM"),("SM")'],
  [/^AT\+CPMS/, "+CPMS: 0,30,0,30,0,30"],
  [/^AT\+CNMI=\?/, "+CNMI: (0-2),(0-3),(0,2),(0-2),(0,1)"],
  [/^AT\+CNMI\?/, "+CNMI: 2,1,0,1,0"],
  [/^AT\+CREG\?/, '+CREG: 2,1,"00C3","0000A1B2",7'],
  [/^AT\+CSQ/, "+CSQ: 20,99"],
  [/^AT\+CMGF\?/, "+CMGF: 0"],
  [/^AT\+CMGR=/, ""],
];

/** Writes what is left of a flood at its speed, as far as `write` takes it. */
function createFlood(kind: FloodKind, speed: FloodSpeed, write: (bytes: Uint8Array) => boolean): { stop(): void } {
  const bytes = new TextEncoder().encode(floodOf(kind, 4_000_000));
  let at = 0;
  let owed = 0;
  const timer = setInterval(() => {
    owed = Math.min(owed + (SPEEDS[speed] * SLICE_MS) / 1_000, SPEEDS[speed] / 10);
    while (owed >= 1) {
      const piece = bytes.subarray(at, Math.min(at + Math.min(owed, 65_536), bytes.length));
      if (!write(piece)) return;
      at = (at + piece.length) % bytes.length;
      owed -= piece.length;
    }
  }, SLICE_MS);
  return { stop: () => clearInterval(timer) };
}

/** Takes what the gateway writes; gives what is to be answered. */
function createAnswers(): (text: string) => string {
  let rest = "";
  return (text) => {
    rest += text;
    const commands = rest.split("\r");
    rest = commands.pop() ?? "";
    return commands
      .map((command) => command.replace(/^[^A]+/, ""))
      .filter((command) => command.startsWith("AT"))
      .map((command) => {
        const line = ANSWERS.find(([pattern]) => pattern.test(command))?.[1];
        return `${line ? `\r\n${line}\r\n` : ""}\r\nOK\r\n`;
      })
      .join("");
  };
}

function serveTcp(kind: FloodKind | "none"): void {
  const server = createServer((socket) => {
    const answer = createAnswers();
    let flood: { stop(): void } | undefined;
    socket.on("data", (data) => void socket.write(answer(data.toString("latin1"))));
    socket.on("error", () => flood?.stop());
    socket.on("close", () => flood?.stop());
    setTimeout(() => {
      if (kind === "none" || socket.destroyed) return;
      flood = createFlood(kind, "tcp", (bytes) => {
        if (socket.writableNeedDrain) return false;
        socket.write(bytes);
        return true;
      });
    }, FLOOD_AFTER_MS);
  });
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    console.log(`tcp://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
  });
}

async function servePty(kind: FloodKind | "none"): Promise<void> {
  const pty = createPty({ keepMs: 50 });
  await pty.port.open({ baudRate: 921_600 });
  const writer = pty.port.writable?.getWriter();
  const reader = pty.port.readable?.getReader();
  const answer = createAnswers();
  let pending = 0;
  const write = (bytes: Uint8Array) => {
    pending += bytes.length;
    void writer?.write(bytes).then(() => {
      pending -= bytes.length;
    });
  };
  console.log(pty.path);
  setTimeout(() => {
    if (kind === "none") return;
    createFlood(kind, "tty", (bytes) => {
      if (pending >= 16_384) return false;
      write(bytes);
      return true;
    });
  }, FLOOD_AFTER_MS);
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    const said = answer(new TextDecoder("latin1").decode(next.value));
    if (said !== "") write(new TextEncoder().encode(said));
  }
}

if (import.meta.main) {
  const [kind = "", speed = ""] = process.argv.slice(2);
  if (kind !== "none" && !isFloodKind(kind)) throw new Error(`a flood is none, ${FLOODS.join(", ")}, not ${kind}`);
  process.stdin.on("end", () => process.exit(0)).resume();
  if (speed === "tcp") serveTcp(kind);
  else await servePty(kind);
}
