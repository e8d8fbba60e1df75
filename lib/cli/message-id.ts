import { no, ok, type Result } from "../result.ts";
import { CliError } from "./error.ts";
import { option } from "./options.ts";

/** An ID as lists show it: `4711` of a message that goes out, `in-4711` of one that came in. */
interface MessageId {
  direction: "outgoing" | "incoming";
  id: number;
}

/** @throws CliError kind "usage" */
export function readMessageId(text: string): MessageId {
  const [, prefix, digits] = /^(in-)?([1-9]\d{0,14})$/.exec(text) ?? [];
  if (digits === undefined) throw new CliError("usage", "ID: must be a number, or in- and a number");
  return { direction: prefix === undefined ? "outgoing" : "incoming", id: Number(digits) };
}

/** Each once, in the order given. @throws CliError kind "usage" */
export function readOutgoingIds(texts: readonly string[]): number[] {
  const ids = texts.map((text) => {
    const parsed = parseOutgoingId(text);
    if (!parsed.ok) throw new CliError("usage", `ID: ${parsed.problem}, not ${text}`);
    return parsed.value;
  });
  return [...new Set(ids)];
}

/** `--message`: only what is about one outgoing message. */
export const outgoingMessage = option("message", "ID", {
  documentation: "Only events of this outgoing message.",
  parse: parseOutgoingId,
});

function parseOutgoingId(text: string): Result<number> {
  return /^[1-9]\d{0,14}$/.test(text) ? ok(Number(text)) : no("must be the number of an outgoing message");
}
