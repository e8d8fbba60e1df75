import { createPortPair, type PortEnd } from "../../lib/modem/serial/index.ts";

/** Lines that are framed as a modem does, exact bytes, nothing at all, or what the answer set before this one says. */
type Reply = readonly string[] | { raw: string } | "silence" | "next";
type Answer = Reply | ((command: string) => Reply | undefined);

export interface ScriptedModem {
  /** The gateway's end, closed. */
  readonly port: PortEnd;
  /** What was written, in order: commands without CR, `PDU …` for what came after a prompt, `ESC`. */
  readonly heard: string[];
  /** Replaces the answer to a command; a later one comes first. */
  on(command: string | RegExp, answer: Answer): void;
  /** Writes as the modem would say it unasked: each line framed. */
  say(...lines: string[]): void;
  sayRaw(text: string): void;
  /** The same; resolves when the port has taken it. */
  sayAndWait(text: string): Promise<void>;
  /** Resolves with the next command that matches, from now on. */
  hears(command: string | RegExp): Promise<string>;
  /** Unplugs: both ends are lost. `plug` on the port brings them back. */
  unplug(): void;
  /** Opens this end again after a plug. */
  plug(): Promise<void>;
}

/** A modem of few words on one end of a port pair: every command is answered from a table that a test changes. */
export async function createScriptedModem(options: { echo?: boolean } = {}): Promise<ScriptedModem> {
  const [port, end] = createPortPair();
  const answers: [string | RegExp, Answer][] = [...plainAnswers()];
  const heard: string[] = [];
  const listeners = new Set<{ command: string | RegExp; resolve: (command: string) => void }>();
  let writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  let atPrompt = false;
  let buffer = "";

  async function sayAndWait(text: string): Promise<void> {
    try {
      await writer?.write(Uint8Array.from(text, (character) => character.charCodeAt(0)));
    } catch {
      // The gateway closed its end, or the plug was pulled: nobody listens.
    }
  }

  const sayRaw = (text: string) => void sayAndWait(text);

  function take(command: string): void {
    heard.push(command);
    for (const listener of listeners) {
      if (!matches(listener.command, command)) continue;
      listeners.delete(listener);
      listener.resolve(command);
    }
    const reply = replyTo(command);
    if (reply === "silence") return;
    const raw = "raw" in reply ? reply.raw : framed(reply);
    if (/(^|[\r\n])> ?/.test(raw)) atPrompt = true;
    sayRaw(raw);
  }

  function replyTo(command: string): Exclude<Reply, "next"> {
    for (const [pattern, answer] of answers) {
      if (!matches(pattern, command)) continue;
      const reply = typeof answer === "function" ? (answer(command) ?? ["ERROR"]) : answer;
      if (reply !== "next") return reply;
    }
    return ["ERROR"];
  }

  function feed(text: string): void {
    for (const character of text) {
      if (character === "\x1b") {
        heard.push("ESC");
        if (atPrompt) sayRaw(framed(["OK"]));
        atPrompt = false;
        buffer = "";
      } else if (atPrompt && character === "\x1a") {
        atPrompt = false;
        const pdu = buffer;
        buffer = "";
        if (options.echo) sayRaw(`${pdu}\x1a\r\n`);
        take(`PDU ${pdu}`);
      } else if (!atPrompt && character === "\r") {
        const command = buffer;
        buffer = "";
        if (options.echo) sayRaw(`${command}\r`);
        if (command !== "") take(command);
      } else buffer += character;
    }
  }

  async function listen(): Promise<void> {
    await end.open({ baudRate: 115_200 });
    writer = end.writable?.getWriter();
    const reader = end.readable?.getReader();
    void (async () => {
      try {
        for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
          feed(new TextDecoder("latin1").decode(next.value));
        }
      } catch {
        // Unplugged; `plug` listens again.
      }
      reader?.releaseLock();
      writer?.releaseLock();
    })();
  }

  await listen();
  return {
    port,
    heard,
    on: (command, answer) => void answers.unshift([command, answer]),
    say: (...lines) => sayRaw(framed(lines)),
    sayRaw,
    sayAndWait,
    hears: (command) => new Promise((resolve) => listeners.add({ command, resolve })),
    unplug: () => end.unplug(),
    async plug() {
      end.plug();
      await end.close();
      await listen();
    },
  };
}

/** `\r\nOK\r\n` for each line. */
export function framed(lines: readonly string[]): string {
  return lines.map((line) => `\r\n${line}\r\n`).join("");
}

function matches(pattern: string | RegExp, command: string): boolean {
  return typeof pattern === "string" ? pattern === command : pattern.test(command);
}

function plainAnswers(): [string | RegExp, Answer][] {
  let reference = 0;
  return [
    [/^(AT|ATE0|ATV1|AT\+CMEE=1|AT\+CMGF=0|AT\+CNMI=\d.*|AT\+CMMS=\d|AT\+CLIP=1|AT\+C[GE]?REG=2)$/, ["OK"]],
    [/^AT\+(CMGD=.*|CNMA|COPS=3,0|CHUP|CUSD=\d.*)$/, ["OK"]],
    ["AT+CGMI", ["Scripted", "OK"]],
    ["AT+CGMM", ["Plain 1", "OK"]],
    ["AT+CGMR", ["+CGMR: 1.0", "OK"]],
    ["AT+CGSN", ["490154203237518", "OK"]],
    ["AT+CIMI", ["262011234567890", "OK"]],
    ["AT+CCID", ["+CCID: 8949010000000000001F", "OK"]],
    ["AT+CFUN?", ["+CFUN: 1", "OK"]],
    ["AT+CPIN?", ["+CPIN: READY", "OK"]],
    ["AT+CSMS=?", ["+CSMS: (0,1)", "OK"]],
    [/^AT\+CSMS=\d$/, ["+CSMS: 1,1,1", "OK"]],
    ["AT+CPMS=?", ['+CPMS: ("SM","ME"),("SM","ME"),("SM","ME")', "OK"]],
    [/^AT\+CPMS=.*"$/, ["+CPMS: 0,30,0,30,0,30", "OK"]],
    ["AT+CNMI=?", ["+CNMI: (0-2),(0,1,2,3),(0,2),(0-2),(0,1)", "OK"]],
    ["AT+CNMI?", ["+CNMI: 2,1,0,1,0", "OK"]],
    ["AT+CSCA?", ['+CSCA: "+491710760000",145', "OK"]],
    ["AT+CSQ", ["+CSQ: 20,99", "OK"]],
    ["AT+CREG?", ['+CREG: 2,1,"00C3","0000A1B2",7', "OK"]],
    ["AT+CGREG?", ["+CGREG: 2,1", "OK"]],
    ["AT+CEREG?", ["+CEREG: 2,1", "OK"]],
    ["AT+COPS?", ['+COPS: 0,0,"Scripted Net",7', "OK"]],
    ["AT+CMGL=4", ["OK"]],
    [/^AT\+CMGS=\d+$/, { raw: "\r\n> " }],
    [
      /^PDU /,
      () => {
        reference = (reference + 1) % 256;
        return [`+CMGS: ${reference}`, "OK"];
      },
    ],
  ];
}
