/** A line longer than this is garbage; it is cut, so that noise cannot fill the memory. The longest PDU line has ~360. */
const MAX_LINE = 4096;

export interface LineReader {
  /** Takes bytes as they come; calls back for every line and prompt in them, in order. */
  feed(bytes: Uint8Array): void;
  /** What has come since the last line end. */
  readonly rest: string;
  /** Takes the rest as a line, for modems that leave out the last CR LF. */
  flush(): void;
}

/**
 * Cuts what a modem sends into lines. CR and LF both end a line, empty lines do not count, control characters
 * outside quotes and blanks at the ends are taken off. Bytes are read one to a character, so garbage stays harmless.
 *
 * A prompt has no line end behind it: it is `>` at the start of a line, and only while `promptExpected()`.
 */
export function createLineReader(on: {
  line(line: string): void;
  prompt(): void;
  promptExpected(): boolean;
}): LineReader {
  const decoder = new TextDecoder("latin1");
  let rest = "";

  function takePrompt(): void {
    if (!on.promptExpected()) return;
    const found = /^[\s\0]*>/.exec(rest);
    if (!found) return;
    rest = rest.slice(found[0].length);
    on.prompt();
  }

  function emit(raw: string): void {
    const line = clean(raw);
    if (line !== "") on.line(line);
  }

  function feed(bytes: Uint8Array): void {
    rest += decoder.decode(bytes);
    takePrompt();
    for (let end = rest.search(/[\r\n]/); end >= 0; end = rest.search(/[\r\n]/)) {
      const raw = rest.slice(0, end);
      rest = rest.slice(end + 1);
      emit(raw);
      takePrompt();
    }
    if (rest.length > MAX_LINE) flush();
  }

  function flush(): void {
    const raw = rest;
    rest = "";
    emit(raw);
  }

  return {
    feed,
    flush,
    get rest() {
      return clean(rest);
    },
  };
}

/** Between quotes, control characters are letters of the GSM alphabet. */
function clean(raw: string): string {
  let text = "";
  let quoted = false;
  for (const character of raw) {
    if (character === '"') quoted = !quoted;
    if (quoted || (character >= " " && character !== "\x7f")) text += character;
  }
  return text.trim();
}
