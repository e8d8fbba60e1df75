import type { Schemas } from "../api.ts";
import { durationText } from "../format.ts";
import { t, type WordKey } from "../words/index.ts";

type Incoming = Schemas["IncomingMessage"];

/** What a list or a bubble shows of a message that came in: its text, or what it is in words. */
export function incomingText(message: Incoming): string {
  const { kind, text, ports, mms, push, call } = message;
  const missing = missingText(message);
  if (missing !== undefined) return missing;
  switch (kind) {
    case "binary": {
      const count = (message.data?.length ?? 0) / 2;
      return ports === undefined
        ? t("incoming.binary", { count })
        : t("incoming.binaryPort", { count, port: String(ports.destination) });
    }
    case "call": {
      const seconds = call?.rangSeconds;
      return seconds === undefined
        ? t("incoming.callOpen")
        : t("incoming.call", { time: durationText(seconds * 1_000) });
    }
    case "mms": {
      const what = mms?.from === undefined ? t("incoming.mms") : t("incoming.mmsFrom", { from: mms.from });
      const size = mms?.size === undefined || mms.host === undefined ? undefined : { size: mms.size, host: mms.host };
      return [
        what,
        mms?.subject,
        size && t("incoming.mmsSize", { host: size.host, size: Math.ceil(size.size / 1_000) }),
      ]
        .filter((part) => part !== undefined)
        .join(" · ");
    }
    case "wap-push":
      return [push?.text, push?.link].filter((part) => part !== undefined).join(" ") || pushText(message);
    case "undecodable":
      return t("incoming.undecodable");
    default:
      return text;
  }
}

/** The same of a message that went out. */
export const outgoingText = (message: Schemas["OutgoingMessage"]): string => missingText(message) ?? message.text;

/** Why there is no text to show, in a sentence; nothing where there is. */
export function missingText(message: Pick<Incoming, "textGone" | "textUnreadable">): string | undefined {
  if (message.textGone) return t("messages.textGone");
  return message.textUnreadable ? t("messages.textUnreadable") : undefined;
}

const pushText = ({ push }: Incoming) => t("incoming.push", { type: push?.contentType ?? "?" });

/** What to make of it, in a sentence; nothing for a text. */
export function incomingHelp({ kind }: Incoming): string | undefined {
  const key = HELP[kind];
  return key === undefined ? undefined : t(key);
}

const HELP: Readonly<Partial<Record<Incoming["kind"], WordKey>>> = {
  binary: "incoming.help.binary",
  call: "incoming.help.call",
  flash: "incoming.help.flash",
  mms: "incoming.help.mms",
  "wap-push": "incoming.help.push",
  undecodable: "incoming.help.undecodable",
};

/** Who sent it where there is no number. */
export const unknownSender = ({ kind }: Incoming): string =>
  t(kind === "call" ? "incoming.withheld" : "messages.unknownSender");
