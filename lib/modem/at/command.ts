/** One AT command and what comes back. */

/** Which lines, besides the final result, belong to a command. */
export type AnswerShape =
  /** None: every other line is unsolicited. */
  | { kind: "none" }
  /**
   * Lines that begin with `prefix`, e.g. `+CSQ:`. `accepts` tells an answer from an unsolicited line with the same
   * prefix; `pdu` says that a line of hexadecimal follows each.
   */
  | { kind: "prefixed"; prefix: string; accepts?: (line: string) => boolean; pdu?: boolean }
  /** Any line that is not known as unsolicited, e.g. for `AT+CGMI`. */
  | { kind: "bare" };

export interface AtCommand {
  /** Without the CR, e.g. `AT+CSQ`. */
  text: string;
  /** Time from writing the command (with `pdu`: from writing the PDU) to the final result. */
  timeoutMs: number;
  answer?: AnswerShape;
  /** Written, with Ctrl-Z, after the prompt. */
  pdu?: string;
  /**
   * The PDU may be written once this has given `true`: what has to be done first is done while the modem gets its prompt
   * ready. With `false`, a rejection, or when it takes longer than a modem can be left at its prompt, the prompt is left
   * and nothing was sent. Only with `pdu`.
   */
  consent?: Promise<boolean>;
  /** Time from writing the command to the prompt. Only with `pdu`. */
  promptTimeoutMs?: number;
  /**
   * An OK behind the PDU without a line of information ends the command only when nothing else follows for this long;
   * one right behind the prompt, as some modems say it, means nothing. Only with `pdu`.
   */
  bareOkMs?: number;
  /**
   * Some modems forget the OK. When information has come, and then nothing at all for this long, the command counts as
   * answered, and the modem is asked `AT` before the next one.
   */
  quietOkMs?: number;
  /**
   * Whether this answer may be that of an earlier command. Then the command ends with it, and before the next one
   * everything that the modem still says is let pass, and it is asked `AT`.
   */
  outOfStep?: (answer: Pick<AtAnswer, "result" | "lines">) => boolean;
  /** `BUSY`, `NO CARRIER` and the like end this command; otherwise they are unsolicited. */
  dials?: boolean;
  /** The modem may still be in `ATV0`, where `0` is OK and `4` is ERROR. */
  numericResults?: boolean;
}

/** How a command ended. */
export type FinalResult =
  | { ok: true }
  /** `text` is the line as it came; `cms` or `cme` when it carried a number or a text of the standard. */
  | { ok: false; text: string; cms?: number; cme?: number };

/** A finished command: its result and its lines of information, in order. */
export interface AtAnswer {
  result: FinalResult;
  lines: string[];
  /** The PDU had been written when the result came. */
  pduWritten: boolean;
}

/** A line that nobody asked for. `data` is the second line of `+CMT`, `+CDS` and `+CBM`; absent when it never came. */
export interface Unsolicited {
  line: string;
  data?: string;
}

/** `AT+CPIN="1234"` → `AT+CPIN`: what may be logged and shown. */
export function commandName(text: string): string {
  return /^AT[+^#*$&%!]?[A-Z]*/i.exec(text)?.[0].toUpperCase() ?? "AT";
}
