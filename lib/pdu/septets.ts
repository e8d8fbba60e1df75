import { ESCAPE, type Tables } from "./alphabet-tables.ts";

/** Septets, one an octet, and the tables that they are read by. */
export interface SeptetRun {
  septets: Uint8Array;
  tables: Tables;
}

/** `count` packed septets, from `bit` of the octet at `start` on, one an octet; the octets must hold them all. */
export function unpackSeptets(octets: Uint8Array, place: { start: number; bit: number; count: number }): Uint8Array {
  const septets = new Uint8Array(place.count);
  let at = place.start;
  let bits = 0;
  let held = 0;
  if (place.count > 0) {
    held = octets[at++]! >> place.bit;
    bits = 8 - place.bit;
  }
  for (let index = 0; index < place.count; index++) {
    if (bits < 7) {
      held |= octets[at++]! << bits;
      bits += 8;
    }
    septets[index] = held & 0x7f;
    held >>= 7;
    bits -= 7;
  }
  return septets;
}

/**
 * The text of runs that follow each other, of any length, read as `fromSeptets` does: an escape at the end of one run
 * belongs to the septet that begins the next.
 */
export function textOfRuns(runs: readonly SeptetRun[]): string {
  let text = "";
  let escaped = false;
  for (const { septets, tables } of runs) {
    const locking = tables.locking.units;
    const single = tables.single.units;
    const units: number[] = [];
    for (const septet of septets) {
      if (escaped) {
        escaped = false;
        units.push(septet === ESCAPE ? SPACE : single[septet]! || locking[septet]! || SPACE);
      } else if (septet === ESCAPE) escaped = true;
      else units.push(locking[septet]! || SPACE);
    }
    text += String.fromCharCode(...units);
  }
  return escaped ? `${text} ` : text;
}

const SPACE = 0x20;
