import type { Clock } from "../../clock.ts";
import type { NoteLine } from "./channel-contract.ts";
import type { AtCommand } from "./command.ts";
import { finalResult, looksUnsolicited } from "./line-patterns.ts";
import { createLineReader } from "./line-reader.ts";
import { createLineSorter, type Sorted } from "./line-sorter.ts";
import { createTimers } from "./timers.ts";

/** 250 ms: a final result without its CR LF counts after this silence; at 9,600 baud the CR LF takes 2 ms. */
const UNTERMINATED_MS = 250;
/** 2 s: a text arrives in one go; after this silence its closing quote will not come. */
const OPEN_TEXT_MS = 2_000;

/** What a modem says: bytes come in, prompts and lines with their meaning go out, in order and in the same turn. */
export interface AtInput {
  feed(bytes: Uint8Array): void;
  commandBegins(): void;
  commandEnds(): void;
  /** What was begun by earlier lines will not be completed. */
  release(): void;
  /** The same, and ends a text whose quote is still open. */
  forget(): void;
  /** When bytes last came; when the input was made, before that. */
  readonly lastByteAt: number;
}

interface InputOptions {
  clock: Clock;
  /** Unsolicited lines of this family of modems. */
  noise(): readonly RegExp[];
  /** The one on the wire. */
  command(): AtCommand | undefined;
  isPromptAwaited(): boolean;
  prompt(): void;
  wire?: NoteLine | undefined;
  line(sorted: Sorted): void;
  /** What these bytes brought has been told. */
  fed(): void;
}

/** Makes an input to which nothing has come. */
export function createAtInput(on: InputOptions): AtInput {
  const { clock } = on;
  const timers = createTimers<"unterminated" | "open-text">(clock);
  const sorter = createLineSorter(on.noise);
  const reader = createLineReader({
    line(line) {
      on.wire?.("in", line);
      sorter.sort(line, on.command()).forEach(on.line);
    },
    prompt: on.prompt,
    promptExpected: on.isPromptAwaited,
    endsText: (line) => finalResult(line, on.command() ?? {}) !== undefined || looksUnsolicited(line, []),
  });
  let lastByteAt = clock.now();
  const release = () => sorter.reset().forEach(on.line);

  return {
    feed(bytes) {
      lastByteAt = clock.now();
      timers.cancel("unterminated", "open-text");
      reader.feed(bytes);
      on.fed();
      if (reader.isInText) timers.set("open-text", OPEN_TEXT_MS, reader.flush);
      const command = on.command();
      if (command && finalResult(reader.rest, command)) timers.set("unterminated", UNTERMINATED_MS, reader.flush);
    },
    commandBegins: reader.commandBegins,
    commandEnds: () => timers.cancel("unterminated"),
    release,
    forget() {
      if (reader.isInText) reader.flush();
      release();
    },
    get lastByteAt() {
      return lastByteAt;
    },
  };
}
