import type { UserData } from "./types.ts";

/**
 * The text of the parts of one message, by part number where they have one. Parts without text (8-bit data) add none.
 *
 * Some senders split surrogate pairs: the halves are joined again here. A half that remains becomes U+FFFD, so that the
 * text can be stored and forwarded.
 */
export function joinParts(parts: readonly UserData[]): string {
  const ordered = parts.every((part) => part.concat !== undefined)
    ? parts.toSorted((one, other) => one.concat!.part - other.concat!.part)
    : parts;
  return ordered
    .map((part) => part.text ?? "")
    .join("")
    .toWellFormed();
}
