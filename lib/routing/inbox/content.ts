import type { IncomingMessage } from "../../messages/index.ts";
import { fromHex, isPushPort, type MmsNotice, readWapPush } from "../../pdu/index.ts";

/** What a received message is. */
type IncomingKind = "text" | "mms" | "wap-push" | "data" | "unreadable";

/** What a received message is, and in one line what is in it where that is no text. */
interface IncomingContent {
  kind: IncomingKind;
  /** The text; of what has none, a line in square brackets. */
  text: string;
  /** Of an MMS that waits to be fetched. */
  mms?: MmsNotice;
}

type Described = Pick<IncomingMessage, "state" | "text" | "data" | "ports" | "decodeError" | "pdu">;

/** Says what a message is, from what is stored of it. */
export function contentOf(message: Described): IncomingContent {
  const { data, text, ports } = message;
  if (message.state === "undecodable") {
    const pdu = message.pdu ?? "";
    return { kind: "unreadable", text: `[SMS that cannot be read: ${message.decodeError ?? "unknown"}. PDU: ${pdu}]` };
  }
  if (data === undefined) return { kind: "text", text };
  const push = ports !== undefined && isPushPort(ports.destination) ? readWapPush(fromHex(data)) : undefined;
  if (push?.mms !== undefined) return { kind: "mms", text: `[${mmsInWords(push.mms)}]`, mms: push.mms };
  const octets = `${data.length / 2} octets: ${data.toUpperCase()}`;
  if (push !== undefined) return { kind: "wap-push", text: `[WAP push, ${push.contentType ?? "cut off"}, ${octets}]` };
  const port = ports === undefined ? "" : ` for port ${ports.destination}`;
  // A message of several parts may have text in some.
  const before = text === "" ? "" : `${text} `;
  return { kind: "data", text: `${before}[binary SMS${port}, ${octets}]` };
}

function mmsInWords({ from, subject, size, url }: MmsNotice): string {
  const said = [
    from === undefined ? "MMS" : `MMS from ${from}`,
    subject === undefined ? "" : `"${subject}"`,
    size === undefined ? "" : `${size} octets`,
    hostOf(url),
  ];
  return said.filter((part) => part !== "").join(", ");
}

/** Not the link: whoever has it can fetch the picture. */
function hostOf(url: string | undefined): string {
  const host = url === undefined ? undefined : URL.parse(url)?.host;
  return host === undefined || host === "" ? "" : `to be fetched from ${host}`;
}
