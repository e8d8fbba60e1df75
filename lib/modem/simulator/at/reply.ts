/** How an AT command ends, 27.007 §4.1, §9 and 27.005 §3.2.5. */
export type Result =
  | "ok"
  | "error"
  /** Nothing at all: the modem falls silent. */
  | "silence"
  | { cms: number }
  | { cme: number }
  /** Another final result of V.250, with the number it has under `ATV0`. */
  | { text: "NO CARRIER" | "BUSY" | "NO ANSWER" | "NO DIALTONE" | "CONNECT"; number: number }
  /** A vendor's own text, e.g. `COMMAND NOT SUPPORT`. */
  | { words: string };

/** Information lines, then the result. */
export interface Reply {
  lines?: readonly string[];
  result: Result;
  /** Runs in the same turn, right after the result was written. */
  after?: () => void;
}

/** `> `: input up to Ctrl-Z goes to `submit`, one `char` per octet; ESC discards it and is answered OK. */
export interface Prompt {
  prompt: true;
  /** In text mode a carriage return starts a new line; in PDU mode it is dropped. */
  textMode: boolean;
  /** @throws what a behaviour throws; the modem's own do not */
  submit: (input: string) => Reply | Promise<Reply>;
}

export type Answer = Reply | Prompt | Promise<Reply | Prompt>;

export const OK: Reply = { result: "ok" };
export const ERROR: Reply = { result: "error" };

/** OK with information lines in front. */
export const tell = (...lines: string[]): Reply => ({ lines, result: "ok" });
/** `+CMS ERROR: n`, 27.005 §3.2.5. */
export const cmsError = (cms: number): Reply => ({ result: { cms } });
/** `+CME ERROR: n`, 27.007 §9.2. */
export const cmeError = (cme: number): Reply => ({ result: { cme } });
