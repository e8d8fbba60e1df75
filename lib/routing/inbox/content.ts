import type { IncomingKind, IncomingMessage } from "../../messages/index.ts";

/**
 * What a message is, and what it says in one text: its own, or where it has none, what is in it, in square brackets. Lists
 * show this text, and rules and destinations get it.
 */
export function contentOf(message: IncomingMessage): { kind: IncomingKind; text: string } {
  return { kind: message.kind, text: message.textGone ? TEXT_GONE : textOf(message) };
}

const TEXT_GONE = "[text deleted]";

function textOf(message: IncomingMessage): string {
  const { kind, text } = message;
  switch (kind) {
    case "text":
    case "flash":
    case "silent":
    case "replace":
      return text;
    case "waiting":
      return text === "" ? `[${waitingInWords(message)}]` : text;
    case "undecodable":
      return `[SMS that cannot be read: ${message.decodeError ?? "unknown"}. PDU: ${message.pdu ?? ""}]`;
    case "mms":
      return `[${mmsInWords(message.mms ?? {})}]`;
    case "wap-push":
      return `[WAP push, ${pushInWords(message)}]`;
    case "binary":
      return binaryInWords(message);
    case "call":
      return `[${callInWords(message)}]`;
    default:
      return kind satisfies never;
  }
}

function mmsInWords({ from, subject, size, host }: NonNullable<IncomingMessage["mms"]>): string {
  const said = [
    from === undefined ? "MMS" : `MMS from ${from}`,
    subject === undefined ? "" : `"${subject}"`,
    size === undefined ? "" : `${size} octets`,
    host === undefined ? "" : `to be fetched from ${host}`,
  ];
  return said.filter((part) => part !== "").join(", ");
}

function pushInWords({ push: { contentType = "cut off", text, link } = {}, data = "" }: IncomingMessage): string {
  const said = [contentType, text === undefined ? "" : `"${text}"`, link ?? ""].filter((part) => part !== "");
  return [...said, ...(said.length > 1 ? [] : [octetsOf(data)])].join(", ");
}

function binaryInWords({ text, data = "", ports }: IncomingMessage): string {
  const port = ports === undefined ? "" : ` for port ${ports.destination}`;
  // A message of several parts may have text in some.
  return `${text === "" ? "" : `${text} `}[binary SMS${port}, ${octetsOf(data)}]`;
}

const octetsOf = (data: string) => `${data.length / 2} octets: ${data.toUpperCase()}`;

function callInWords({ rangMs }: IncomingMessage): string {
  return rangMs === undefined ? "call" : `call, rang ${Math.round(rangMs / 1_000)} s`;
}

const WAITING = { voicemail: "voice mail", fax: "fax", email: "email", other: "message" } as const;

function waitingInWords({ waiting = [] }: IncomingMessage): string {
  return waiting
    .map(({ indication, active, count }) => {
      if (!active) return `no ${WAITING[indication]} is waiting`;
      return `${WAITING[indication]} is waiting${count === undefined ? "" : `: ${count}`}`;
    })
    .join(", ");
}
