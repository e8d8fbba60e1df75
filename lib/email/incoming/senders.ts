import { no, ok, type Result } from "../../result.ts";
import { MAIL_ADDRESS_CHARACTERS } from "../limits.ts";

/** An address of senders, or all of a domain; `*` stands for any characters but `@`. In lower case. */
export type SenderPattern = string & { readonly kind: "sender-pattern" };

/** Reads `nagios@example.org`, `*@*.example.org`, `example.org` or `@example.org`. */
export function parseSender(text: string): Result<SenderPattern> {
  const given = text.trim().toLowerCase();
  const [first = "", second, ...rest] = given.split("@");
  const local = second === undefined || first === "" ? "*" : first;
  const domain = second ?? first;
  const isSafe = /^[^\s@<>,;"]{1,64}$/.test(local) && /^[\p{L}\p{N}*._-]{1,253}$/u.test(domain);
  const stars = given.split("*").length - 1;
  return isSafe && rest.length === 0 && stars <= MOST_STARS
    ? ok(`${local}@${domain}` as SenderPattern)
    : no(
        "must be addresses such as nagios@example.org, domains such as example.org, or patterns such as *@*.example.org",
      );
}

/** Whether one of the patterns fits the address of an envelope. */
export function isSender(patterns: readonly SenderPattern[], address: string): boolean {
  if (address.length > MAIL_ADDRESS_CHARACTERS) return false;
  const sender = address.toLowerCase();
  return patterns.some((pattern) => fits(pattern, sender));
}

/** 4: `*@*` and one more on each side. Each costs a walk along the address. */
const MOST_STARS = 4;

/** Each piece between stars is looked for from where the one before ended, so it takes no more than one walk. */
function fits(pattern: string, address: string): boolean {
  const [wantedLocal = "", wantedDomain = ""] = splitAtSign(pattern);
  const [local = "", domain = ""] = splitAtSign(address);
  return fitsPart(wantedLocal, local) && fitsPart(wantedDomain, domain);
}

function splitAtSign(address: string): [string, string] {
  const at = address.lastIndexOf("@");
  return [address.slice(0, Math.max(0, at)), address.slice(at + 1)];
}

function fitsPart(pattern: string, text: string): boolean {
  const pieces = pattern.split("*");
  const [first = "", ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let from = first.length;
  for (const piece of others) {
    const at = text.indexOf(piece, from);
    if (at === -1) return false;
    from = at + piece.length;
  }
  return from <= text.length - last.length;
}
