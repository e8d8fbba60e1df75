import { no, ok, type Result } from "../../result.ts";
import { MAIL_DEPTH, MAIL_HEADER_BYTES, MAIL_PARTS, MAIL_TEXT_BYTES, MAIL_TEXTS } from "../limits.ts";
import { createMailLines, NEW_LINE } from "./mail-lines.ts";
import { readFields, readPartHeader, type TextHeader } from "./part-header.ts";

/** A text of a mail as it came, still encoded. */
export interface EncodedText extends TextHeader {
  body: Buffer;
}

/** What is left of a mail: the fields of its header, and its texts. */
export interface FilteredMail {
  /** Of the mail itself, by their names in lower case; as they came, in Latin-1. */
  fields: ReadonlyMap<string, string>;
  texts: readonly EncodedText[];
}

/** What a mail has too much of. */
export type MailExcess = "header" | "parts" | "depth";

/** Takes a mail as it arrives, in pieces of any size. */
interface MailFilter {
  /** `false`: there is too much of something; nothing further is needed. */
  push(chunk: Buffer): boolean;
  end(): Result<FilteredMail, MailExcess>;
}

const DASH = 0x2d;

/**
 * Makes the filter of one mail. It keeps the header and the texts, and drops attachments as they arrive, so that a mail of any size
 * takes no more memory than {@link MAIL_TEXT_BYTES} and a header. Nothing is decoded.
 *
 * ```
 * header ─ blank line ─▶ text, kept │ something else, dropped │ multipart ─ --boundary ─▶ header of a part …
 * ```
 */
export function createMailFilter(): MailFilter {
  /** Boundaries of the multiparts that are open, outermost first. */
  const boundaries: Buffer[] = [];
  const texts: { header: TextHeader; pieces: Buffer[] }[] = [];
  let fields: ReadonlyMap<string, string> | undefined;
  let headerLines: string[] = [];
  let headerBytes = 0;
  let parts = 1;
  let keptBytes = 0;
  let inHeader = true;
  let isKept = false;
  let excess: MailExcess | undefined;

  function beginPart(): void {
    inHeader = true;
    isKept = false;
    headerLines = [];
    parts++;
    if (parts > MAIL_PARTS) excess = "parts";
  }

  function endHeader(): void {
    inHeader = false;
    const read = readFields(headerLines.join("\n"));
    fields ??= read;
    const { boundary, text } = readPartHeader(read);
    if (boundary !== undefined) boundaries.push(Buffer.from(boundary, "latin1"));
    if (boundaries.length > MAIL_DEPTH) excess = "depth";
    isKept = text !== undefined && texts.length < MAIL_TEXTS;
    if (text !== undefined && isKept) texts.push({ header: text, pieces: [] });
  }

  /** Whether a line is a boundary, of the innermost multipart that has it; then the part before it has ended. */
  function passBoundary(line: Buffer): boolean {
    if (line[0] !== DASH || line[1] !== DASH) return false;
    let isLast = false;
    const at = boundaries.findLastIndex((each) => {
      if (!startsWith(line, each)) return false;
      const behind = line.toString("latin1", 2 + each.length).trimEnd();
      isLast = behind === "--";
      return isLast || behind === "";
    });
    if (at === -1) return false;
    if (inHeader) endHeader();
    boundaries.length = isLast ? at : at + 1;
    isKept = false;
    if (!isLast) beginPart();
    return true;
  }

  function keep(piece: Buffer): void {
    const room = MAIL_TEXT_BYTES - keptBytes;
    if (!isKept || room <= 0) return;
    // A copy: the piece is a view of a chunk, which would be kept whole.
    texts.at(-1)?.pieces.push(Buffer.from(piece.subarray(0, room)));
    keptBytes += Math.min(piece.length, room);
  }

  /** A whole line with its end, or the beginning of a long one. */
  function takeLine(line: Buffer): void {
    if (passBoundary(line)) return;
    if (!inHeader) {
      keep(line);
      return;
    }
    headerBytes += line.length;
    if (headerBytes > MAIL_HEADER_BYTES) excess = "header";
    const text = line.toString("latin1").replace(/\r?\n$/, "");
    if (text === "") endHeader();
    else headerLines.push(text);
  }

  function takeRest(piece: Buffer): void {
    if (inHeader) headerBytes += piece.length;
    if (headerBytes > MAIL_HEADER_BYTES) excess = "header";
    if (inHeader) headerLines.push(`${headerLines.pop() ?? ""}${piece.toString("latin1").replace(/\r?\n$/, "")}`);
    else keep(piece);
  }

  const lines = createMailLines({
    passOver(chunk, from) {
      if (inHeader) return from;
      if (boundaries.length === 0) {
        keep(chunk.subarray(from));
        return chunk.length;
      }
      if (chunk[from] === DASH) return from;
      const mark = chunk.indexOf("\n--", from);
      const end = mark === -1 ? chunk.lastIndexOf(NEW_LINE) : mark;
      if (end < from) return from;
      keep(chunk.subarray(from, end + 1));
      return end + 1;
    },
    line: takeLine,
    rest: takeRest,
    isDone: () => excess !== undefined,
  });

  return {
    push(chunk) {
      lines.push(chunk);
      return excess === undefined;
    },
    end() {
      lines.end();
      if (inHeader && excess === undefined) endHeader();
      if (excess !== undefined) return no(excess);
      return ok({
        fields: fields ?? new Map(),
        texts: texts.map(({ header, pieces }) => ({ ...header, body: Buffer.concat(pieces) })),
      });
    },
  };
}

/** Behind its two dashes. Makes nothing: there may be millions of such lines. */
const startsWith = (line: Buffer, boundary: Buffer): boolean =>
  line.length >= 2 + boundary.length && line.compare(boundary, 0, boundary.length, 2, 2 + boundary.length) === 0;
