import type { Reply } from "./reply.ts";

/** What the terminal needs from the modem; the modem owns all of it. @throws what a behaviour throws */
interface TerminalHost {
  readonly echo: boolean;
  /** Writes text unchanged, one `char` per octet. */
  put(text: string): void;
  /** Runs a command line; the terminal takes no further octet until it has finished. */
  run(line: string): void | Promise<void>;
  /** Passes on what was typed at the prompt, or `undefined` after ESC. */
  prompted(input: string | undefined): void | Promise<void>;
}

export interface Terminal {
  /** Takes octets in the order of the wire. */
  feed(bytes: Uint8Array): void;
  /** The next octets belong to a prompt until Ctrl-Z or ESC. */
  openPrompt(textMode: boolean): void;
  readonly prompting: boolean;
  /** A command line has begun and its carriage return has not come. */
  readonly typing: boolean;
  /** Forgets what was typed, the prompt included: the modem has started again. */
  reset(): void;
}

/** The reply after ESC at a prompt, 27.005 §3.5.1. */
export const ABORTED: Reply = { result: "ok" };

const NUL = 0x00;
const BACKSPACE = 0x08;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const CTRL_Z = 0x1a;
const ESCAPE = 0x1b;
const SLASH = 0x2f;
/** No command is longer than this; longer input is noise and must not fill the memory. */
const LINE_LIMIT = 4096;

/**
 * The modem's side of the line discipline: octets in, command lines and prompt texts out.
 *
 * ```
 * command ──CR──▶ run ──(prompt opened)──▶ prompt ──Ctrl-Z──▶ prompted ──▶ command
 *    ▲             │                          └────ESC───────────┘
 *    └─────────────┘
 * ```
 */
export function createTerminal(host: TerminalHost): Terminal {
  const waiting: Uint8Array[] = [];
  let offset = 0;
  let line = "";
  let lastLine = "";
  let prompt: { textMode: boolean } | undefined;
  let echoed = "";
  let busy = false;
  let generation = 0;

  function feed(bytes: Uint8Array): void {
    waiting.push(bytes);
    pump();
  }

  function pump(): void {
    while (!busy) {
      const chunk = waiting[0];
      if (chunk === undefined) break;
      const octet = chunk[offset++];
      if (octet === undefined) {
        waiting.shift();
        offset = 0;
      } else if (prompt) takePrompted(octet, prompt.textMode);
      else takeTyped(octet);
    }
    flushEcho();
  }

  function takeTyped(octet: number): void {
    if (octet === CARRIAGE_RETURN) {
      echo("\r");
      const typed = line;
      line = "";
      if (typed.trim() !== "") start(() => host.run(typed), typed);
      return;
    }
    if (octet === BACKSPACE) line = line.slice(0, -1);
    else if (octet === ESCAPE || octet === CTRL_Z) line = "";
    else if (octet >= 0x20 && line.length < LINE_LIMIT) line += String.fromCharCode(octet);
    if (octet >= 0x20 || octet === BACKSPACE) echo(String.fromCharCode(octet));
    // V.250 §5.2.4: `A/` repeats the last line and has no carriage return.
    if (octet === SLASH && /^a\/$/i.test(line)) {
      line = "";
      if (lastLine !== "") start(() => host.run(lastLine), lastLine);
    }
  }

  function takePrompted(octet: number, textMode: boolean): void {
    if (octet === CTRL_Z || octet === ESCAPE) {
      const typed = octet === CTRL_Z ? line : undefined;
      // Real modems echo it, and oFono's parser looks for it.
      if (octet === CTRL_Z) echo("\x1a");
      line = "";
      prompt = undefined;
      start(() => host.prompted(typed));
      return;
    }
    if (octet === CARRIAGE_RETURN) {
      if (textMode) line += "\n";
      echo(textMode ? "\r\n> " : "\r");
    } else if (octet === LINE_FEED) {
      // The one that followed the command's carriage return, or a line's.
    } else if (octet === BACKSPACE) {
      line = line.slice(0, -1);
      echo("\b");
    } else if ((octet !== NUL || textMode) && line.length < LINE_LIMIT) {
      line += String.fromCharCode(octet);
      echo(String.fromCharCode(octet));
    }
  }

  function start(work: () => void | Promise<void>, typed?: string): void {
    if (typed !== undefined) lastLine = typed;
    flushEcho();
    const running = work();
    if (!running) return;
    busy = true;
    const mine = generation;
    void running.then(() => {
      if (mine !== generation) return;
      busy = false;
      pump();
    });
  }

  function echo(text: string): void {
    if (host.echo) echoed += text;
  }

  function flushEcho(): void {
    if (echoed === "") return;
    const text = echoed;
    echoed = "";
    host.put(text);
  }

  return {
    feed,
    openPrompt(textMode) {
      line = "";
      prompt = { textMode };
    },
    get prompting() {
      return prompt !== undefined;
    },
    get typing() {
      return prompt === undefined && line !== "";
    },
    reset() {
      generation++;
      waiting.length = 0;
      offset = 0;
      line = "";
      prompt = undefined;
      echoed = "";
      busy = false;
    },
  };
}
