import { defined } from "../../defined.ts";
import type { Priority } from "../../messages/index.ts";
import type { Addressee, AddresseeTarget } from "../../routing/index.ts";
import { eachPair } from "../plumbing/percent.ts";
import type { IsmsError } from "./codes.ts";

/** What a request said, decoded. */
export interface IsmsParameters {
  user?: string;
  passwd?: string;
  cat?: string;
  to?: string;
  ton?: string;
  group?: string;
  enc?: string;
  priority?: string;
  modem?: string;
  apimsgid?: string;
  text?: string;
}

const NAMES = ["user", "passwd", "cat", "to", "ton", "group", "enc", "priority", "modem", "apimsgid", "text"] as const;
const KNOWN: ReadonlySet<string> = new Set(NAMES);

/** Reads the query string of a URL; of two with one name the last counts. Never fails. */
export function readParameters(url: string): IsmsParameters {
  const parameters: IsmsParameters = {};
  const start = url.indexOf("?");
  if (start === -1) return parameters;
  eachPair(url.slice(start + 1), {
    wanted: KNOWN,
    take(name, value) {
      parameters[name as (typeof NAMES)[number]] = value;
    },
  });
  return parameters;
}

/** A request to send, as it was read. */
interface Sending {
  recipients: Addressee[];
  text: string;
  priority: Priority;
  /** The modem that it has to be; absent for any. */
  modem?: string;
}

/**
 * What to send to whom, or why that cannot be read.
 *
 * @param modems  names of the modems, in the order of their numbers from 1
 */
export function readSending(parameters: IsmsParameters, modems: readonly string[]): Sending | IsmsError {
  const { cat = "", priority = "2", modem = "0" } = parameters;
  if (cat === "") return "parse";
  if (cat !== "1") return "category";
  const recipients = [
    ...addressees(parameters.to, "number"),
    ...addressees(parameters.ton, "contact"),
    ...addressees(parameters.group, "group"),
  ];
  if (recipients.length === 0) return "no-recipient";
  if (!/^[1-3]$/.test(priority)) return "parse";
  if (!/^\d{1,3}$/.test(modem) || Number(modem) > modems.length) return "modem";
  const text = readText(parameters);
  if (typeof text !== "string") return text.error;
  const asked = modems[Number(modem) - 1];
  return {
    recipients,
    text,
    priority: (Number(priority) - 1) as Priority,
    ...defined({ modem: asked }),
  };
}

/** Several are separated by commas; each may stand in quotes, as the devices' manuals have it. */
function addressees(list: string | undefined, target: AddresseeTarget): Addressee[] {
  return [...(list ?? "").matchAll(/"([^"]*)"|([^,"]+)/g)]
    .map(([, quoted, plain]) => quoted ?? plain ?? "")
    .filter((to) => to.trim() !== "")
    .map((to) => ({ target, to }));
}

/**
 * The text as `enc` says it is written: 0 ASCII, 1 Latin-1, 2 and 3 numbers of UTF-16 units, hexadecimal and decimal.
 * Clients of today send UTF-8 where the devices expected Latin-1: what is not UTF-8 has been read as that.
 */
function readText({ enc = "0", text = "" }: IsmsParameters): string | { error: IsmsError } {
  switch (enc) {
    case "0":
    case "1":
      return text === "" ? { error: "parse" } : text;
    case "2":
      return fromUnits(text, 16, /^[0-9a-f]{1,4}$/i);
    case "3":
      return fromUnits(text, 10, /^\d{1,5}$/);
    default:
      return { error: "encoding" };
  }
}

function fromUnits(text: string, radix: 10 | 16, unit: RegExp): string | { error: IsmsError } {
  const items = text.split(";").map((item) => item.trim());
  // One may stand behind the last.
  if (items.at(-1) === "") items.pop();
  const values = items.map((item) => (unit.test(item) ? Number.parseInt(item, radix) : Number.NaN));
  if (values.length === 0 || values.some((value) => !(value <= 0xffff))) return { error: "text" };
  return values.map((value) => String.fromCharCode(value)).join("");
}
