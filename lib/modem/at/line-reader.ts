import { USSD_CHARACTERS } from "../../limits.ts";
import { isOpenText } from "./line-patterns.ts";

/** A line longer than this is garbage; it is cut, so that noise cannot fill the memory. The longest PDU line has ~360. */
const MAX_LINE = 4096;
/** 200 characters: a line that may lack its end, a result or a prompt, is shorter. */
const MAX_RESULT = 200;

interface LineReader {
  /** Takes bytes as they come; calls back for every line and prompt in them, in order. */
  feed(bytes: Uint8Array): void;
  /** What has come since the last line end, if it is short enough for a result. */
  readonly rest: string;
  /** A text has begun whose quote is still open. */
  readonly isInText: boolean;
  /** A command is being written: no line that has come so far is its answer. */
  commandBegins(): void;
  /** Takes the rest as a line, for modems that leave out the last CR LF, and ends a text that was not closed. */
  flush(): void;
}

/**
 * Cuts what a modem sends into lines. CR and LF both end a line, empty lines do not count, control characters
 * outside quotes and blanks at the ends are taken off. Bytes are read one to a character, so garbage stays harmless.
 *
 * A text of `+CUSD` may have lines of its own, which may look like anything. Only its closing quote ends it; it is one
 * line with `\n` in it. When the quote does not come, the text ends before the first line that `endsText`.
 *
 * A prompt has no line end behind it: it is `>` at the start of a line, and only while `promptExpected()`.
 */
export function createLineReader(on: {
  line(line: string): void;
  prompt(): void;
  promptExpected(): boolean;
  endsText(line: string): boolean;
}): LineReader {
  const decoder = new TextDecoder("latin1");
  let rest = "";
  let text: string | undefined;
  /** Lines at the start of the text that end it in no case. */
  let ownLines = 1;
  let lastEnd = "";

  function takePrompt(): void {
    if (text !== undefined || !on.promptExpected()) return;
    const found = /^[\s\0]*>/.exec(rest);
    if (!found) return;
    rest = rest.slice(found[0].length);
    on.prompt();
  }

  function emit(raw: string): void {
    const line = clean(raw);
    if (line !== "") on.line(line);
  }

  function takeLine(raw: string, end: string): void {
    const isPair = raw === "" && lastEnd === "\r" && end === "\n";
    lastEnd = end;
    if (text !== undefined) {
      if (!isPair) continueText(raw);
    } else if (isOpenText(clean(raw))) {
      text = raw.trimStart();
      ownLines = 1;
    } else emit(raw);
  }

  function continueText(raw: string): void {
    const whole = `${text}\n${raw}`;
    text = whole;
    if (!isOpenText(clean(whole))) {
      text = undefined;
      emit(whole);
    } else if (whole.length > USSD_CHARACTERS) giveUpText();
  }

  function giveUpText(): void {
    const lines = text?.split("\n") ?? [];
    text = undefined;
    const found = lines.findIndex((line, at) => at >= ownLines && on.endsText(clean(line)));
    const end = found < 0 ? lines.length : found;
    emit(lines.slice(0, end).join("\n"));
    for (const line of lines.slice(end)) emit(line);
  }

  function feed(bytes: Uint8Array): void {
    rest += decoder.decode(bytes);
    takePrompt();
    for (let end = rest.search(/[\r\n]/); end >= 0; end = rest.search(/[\r\n]/)) {
      const raw = rest.slice(0, end);
      const lineEnd = rest.charAt(end);
      rest = rest.slice(end + 1);
      takeLine(raw, lineEnd);
      takePrompt();
    }
    if (rest.length <= MAX_LINE) return;
    if (text !== undefined) giveUpText();
    flush();
  }

  function flush(): void {
    if (text !== undefined && !rest.includes('"')) {
      giveUpText();
      takePrompt();
      return;
    }
    const raw = rest;
    rest = "";
    takeLine(raw, "");
    if (text !== undefined) giveUpText();
  }

  return {
    feed,
    flush,
    commandBegins() {
      ownLines = text?.split("\n").length ?? 1;
    },
    get rest() {
      return text !== undefined || rest.length > MAX_RESULT ? "" : clean(rest);
    },
    get isInText() {
      return text !== undefined;
    },
  };
}

/** Between quotes, control characters are letters of the GSM alphabet. */
function clean(raw: string): string {
  if (!hasControls(raw)) return raw.trim();
  let text = "";
  let quoted = false;
  for (const character of raw) {
    if (character === '"') quoted = !quoted;
    if (quoted || (character >= " " && character !== "\x7f")) text += character;
  }
  return text.trim();
}

function hasControls(raw: string): boolean {
  for (let at = 0; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
