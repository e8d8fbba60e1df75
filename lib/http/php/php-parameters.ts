import type { RequestedChannel } from "../../messages/index.ts";
import { wordOf } from "../../names.ts";
import type { AddresseeTarget } from "../../routing/index.ts";
import { type BodyReading, eachBodyPair } from "../plumbing/body-pairs.ts";
import { eachPair, type PairSink } from "../plumbing/percent.ts";
import { decodeText } from "../plumbing/text-decoding.ts";

const NAMES = [
  "username",
  "password",
  "text",
  "to",
  "mode",
  "hexmode",
  "regex",
  "list",
  "telauto",
  "ring",
  "flash",
] as const;

/** The parameters of `/api.php`. */
export type ParameterName = (typeof NAMES)[number];

const KNOWN: ReadonlySet<string> = new Set(NAMES);

/** What a request said; a name is present with its value, which may be empty. */
export type PhpParameters = { [name in ParameterName]?: string };

/** Reads the query string of a URL; of two with one name the last counts. Never fails. */
export function readQuery(url: string): PhpParameters {
  const parameters: PhpParameters = {};
  const query = url.indexOf("?");
  if (query !== -1) eachPair(url.slice(query + 1), sinkOf(parameters));
  return parameters;
}

/** Reads a body over what the query string gave: the body wins. Never fails. */
export function readBodyParameters(
  parameters: PhpParameters,
  body: Uint8Array,
  contentType: string | null,
): BodyReading {
  return eachBodyPair(body, contentType, sinkOf(parameters));
}

function sinkOf(parameters: PhpParameters): PairSink {
  return {
    wanted: KNOWN,
    take(name, value) {
      parameters[name as ParameterName] = value;
    },
  };
}

/** Whether everything needed is there and not empty: `text` only without a ring. */
export function isComplete(
  parameters: PhpParameters,
): parameters is PhpParameters & Required<Pick<PhpParameters, "username" | "password" | "to">> {
  const { username, password, to, text } = parameters;
  return Boolean(username && password && to && (text || isSwitchedOn(parameters.ring)));
}

const MODES: ReadonlyMap<string, { target: AddresseeTarget; isTelegram?: true }> = new Map([
  ["number", { target: "number" }],
  ["user", { target: "contact" }],
  ["group", { target: "group" }],
  ["telnumber", { target: "number", isTelegram: true }],
  ["teluser", { target: "contact", isTelegram: true }],
  ["telgroup", { target: "group", isTelegram: true }],
]);

/**
 * What `mode` and `telauto` say: how `to` is read, and by which way it goes. Absent or unknown is `number`. The `tel…`
 * modes choose the way themselves, Telegram first; `telauto=false` takes the other one from them.
 */
export function readMode({ mode, telauto }: PhpParameters): { target: AddresseeTarget; channel: RequestedChannel } {
  const { target, isTelegram } = MODES.get(wordOf(mode ?? "") ?? "") ?? { target: "number" };
  if (!isTelegram) return { target, channel: "sms" };
  return { target, channel: isSwitchedOff(telauto) ? "telegram" : "auto" };
}

/** `ring` and `flash` count when present, even without a value; `false`, `0` and `no` switch them off. */
export function isSwitchedOn(value: string | undefined): boolean {
  return value !== undefined && !isSwitchedOff(value);
}

const ON: ReadonlySet<string> = new Set(["true", "1", "yes", "on"]);
const OFF: ReadonlySet<string> = new Set(["false", "0", "no"]);
const isSwitchedOff = (value: string | undefined) => value !== undefined && OFF.has(wordOf(value) ?? "");

/** The text to send, line ends as `\n`; `undefined` when it should be hexadecimal and is not. */
export function readText({ text = "", hexmode }: PhpParameters): string | undefined {
  if (!ON.has(wordOf(hexmode ?? "") ?? "")) return withLineFeeds(text);
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) return undefined;
  return withLineFeeds(decodeText(Buffer.from(text, "hex")));
}

function withLineFeeds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}
