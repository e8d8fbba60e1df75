import { anyText, fault, type Place } from "../routing/index.ts";
import { HOST_CHARACTERS } from "./limits.ts";

/** A whole number within bounds, or absent. */
export function optionalNumber(place: Place, least: number, most: number): number | undefined {
  const { value } = place;
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  return fault(place, `must be a whole number from ${least} to ${most}`);
}

/** A host: a name or an address, as a URL has it and as a program takes it. */
export function hostText(place: Place): string | undefined {
  const text = anyText(place, HOST_CHARACTERS + 2)?.trim();
  if (text === undefined) return undefined;
  const given = text.replace(/^\[(.*)\]$/, "$1");
  const url = URL.parse(given.includes(":") ? `http://[${given}]/` : `http://${given}/`);
  const host = url?.hostname.replace(/^\[(.*)\]$/, "$1");
  const isHost = host !== undefined && /^[\p{L}\p{N}_:](?:[\p{L}\p{N}_:.-]*)$/u.test(given);
  return isHost ? host : fault(place, "must be the name or the address of a host, such as 192.0.2.8");
}
