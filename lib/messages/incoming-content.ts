import { fromHex, isPushPort, readWapPush } from "../pdu/index.ts";
import type { IncomingKind, IncomingMessage, NewIncomingPart } from "./incoming.ts";

/** What decides the kind of a message: its joined content, and what its first part says. */
type Received = Pick<NewIncomingPart, "decodeError" | "protocol" | "class" | "data" | "ports" | "waiting" | "isCall">;

/** TP-PID of a message of type 0, and of replace types 1 to 7, 23.040 §9.2.3.9. */
const TYPE_0 = 0x40;
const REPLACE_TYPES = 7;

/** The kind of a message. */
export function kindOf(received: Received): IncomingKind {
  if (received.isCall) return "call";
  if (received.decodeError !== undefined) return "undecodable";
  if (received.protocol === TYPE_0) return "silent";
  if (received.waiting !== undefined) return "waiting";
  if (received.data !== undefined) return kindOfData(received.data, received.ports);
  if (replaceTypeOf(received) !== undefined) return "replace";
  return received.class === 0 ? "flash" : "text";
}

function kindOfData(data: string, ports: Received["ports"]): IncomingKind {
  const push = pushOf(data, ports);
  if (push === undefined) return "binary";
  return push.mms === undefined ? "wap-push" : "mms";
}

const pushOf = (data: string, ports: Received["ports"]) =>
  ports !== undefined && isPushPort(ports.destination) ? readWapPush(fromHex(data)) : undefined;

/** 1–7; `undefined` for a message that replaces none. */
export function replaceTypeOf({ protocol = 0 }: Pick<Received, "protocol">): number | undefined {
  const type = protocol - TYPE_0;
  return type >= 1 && type <= REPLACE_TYPES ? type : undefined;
}

/** What is pushed by 8-bit data of the kinds `mms` and `wap-push`; empty for others. */
export function pushedBy(
  kind: IncomingKind,
  { data, ports }: Pick<Received, "data" | "ports">,
): Pick<IncomingMessage, "mms" | "push"> {
  if ((kind !== "mms" && kind !== "wap-push") || data === undefined) return {};
  const { mms, ...push } = pushOf(data, ports) ?? {};
  if (kind === "wap-push") return { push };
  const { url, ...notice } = mms ?? {};
  const host = url === undefined ? undefined : URL.parse(url)?.host;
  return { mms: host === undefined || host === "" ? notice : { ...notice, host } };
}

/** Whether people see it in lists, unless a newer one has replaced it. An indication is shown if its text is to be kept. */
export const isShown = ({ kind, waiting, text }: Pick<IncomingMessage, "kind" | "waiting" | "text">): boolean =>
  kind === "waiting" ? text !== "" && (waiting ?? []).some(({ store }) => store) : kind !== "silent";

/**
 * Whether rules and webhooks get it, once all its parts are there or it was released without some: neither what cannot be
 * read, nor silent messages, nor indications without a text to keep. A replaced message was routed when it came.
 */
export const isRouted = (message: Pick<IncomingMessage, "kind" | "waiting" | "text" | "state">): boolean =>
  (message.state === "complete" || message.state === "incomplete") && isShown(message);
