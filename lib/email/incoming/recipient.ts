import { ADDRESS_BOOK_NAME_CHARACTERS, NUMBER_CHARACTERS } from "../../limits.ts";
import type { Addressee } from "../../routing/index.ts";
import { MAIL_ADDRESS_CHARACTERS } from "../limits.ts";

/** Whom an address of a mail means. */
type MailRecipient =
  | { kind: "addressee"; candidates: readonly Addressee[] }
  /** A reply to a mail that was made of an SMS. */
  | { kind: "reply"; token: string }
  | { kind: "unreadable" }
  /** The relay is closed. */
  | { kind: "other-domain" };

const REPLY_PREFIX = "reply+";

/** The address that {@link readRecipient} reads as a reply. */
export const replyAddress = (token: string, domain: string) => `${REPLY_PREFIX}${token}@${domain}`;

/**
 * Reads the address of an envelope: `0170 1234567@…`, `+49(170)1234567@…`, `anna.example@…` (a contact, or else a group; dots may
 * stand for blanks), `reply+TOKEN@…`. Candidates are tried in order.
 *
 * @param domains  in lower case, as the DNS has them
 */
export function readRecipient(address: string, domains: readonly string[]): MailRecipient {
  if (address.length > MAIL_ADDRESS_CHARACTERS) return { kind: "unreadable" };
  const at = address.lastIndexOf("@");
  const domain = asDns(address.slice(at + 1));
  if (domain === undefined || !domains.includes(domain)) return { kind: "other-domain" };
  const local = address.slice(0, Math.max(0, at)).trim();
  if (local.toLowerCase().startsWith(REPLY_PREFIX)) {
    return { kind: "reply", token: local.slice(REPLY_PREFIX.length).toLowerCase() };
  }
  if (/^[+\d\s()[\]/.\u00a0\u2010-\u2015-]+$/.test(local) && /\d/.test(local)) {
    return local.length > NUMBER_CHARACTERS
      ? { kind: "unreadable" }
      : { kind: "addressee", candidates: [{ target: "number", to: local }] };
  }
  if (local === "" || local.length > ADDRESS_BOOK_NAME_CHARACTERS) return { kind: "unreadable" };
  const names = local.includes(".") ? [local, local.replaceAll(".", " ")] : [local];
  return {
    kind: "addressee",
    candidates: (["contact", "group"] as const).flatMap((target) => names.map((to) => ({ target, to }))),
  };
}

/** `undefined`: it is no domain. */
function asDns(domain: string): string | undefined {
  return /^[\p{L}\p{N}.-]{1,253}$/u.test(domain) ? URL.parse(`http://${domain}/`)?.hostname : undefined;
}
