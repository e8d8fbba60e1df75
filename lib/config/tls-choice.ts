import { accessSync, constants } from "node:fs";
import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { no, ok, type Result } from "../result.ts";

/** How the gateway speaks HTTPS. `certificate` and `key` are PEM files. */
export type TlsChoice = { kind: "off" } | { kind: "self-signed" } | { kind: "files"; certificate: string; key: string };

/** `off`, `self-signed`, or two files with a comma between them. */
export function parseTls(text: string): Result<TlsChoice> {
  if (text === "off" || text === "self-signed") return ok({ kind: text });
  const [certificate, key, ...more] = text.split(",").map((file) => file.trim());
  if (!certificate || !key || more.length > 0) {
    return no("must be off, self-signed or CERT,KEY (two PEM files)");
  }
  return ok({ kind: "files", certificate, key });
}

/** Names and addresses of a certificate, each text one or several, separated by commas. */
export function parseTlsNames(texts: readonly string[]): Result<readonly string[]> {
  const names = texts.flatMap((text) => text.split(",")).map((name) => name.trim());
  const given = names.filter((name) => name !== "");
  const isName = (name: string) => isIP(name) !== 0 || LABELS.test(domainToASCII(name) || name);
  if (given.length > MOST_NAMES) return no(`must be ${MOST_NAMES} names at most`);
  return given.length > 0 && given.every(isName)
    ? ok(given)
    : no("must be names or addresses such as sms.example.org, *.example.org or 192.0.2.7");
}

/** Of a name in a certificate, RFC 5280 §4.2.1.6: labels of 63 characters, the first may be a wildcard. */
const LABELS = /^(?=.{1,253}$)(?:\*\.)?[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d])?(?:\.[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d])?)*$/i;
/** 32: with the machine's own, a certificate of 4 KB; some clients take no larger handshake. */
const MOST_NAMES = 32;

/** Says which of the named files cannot be read. */
export function tlsProblem(choice: TlsChoice): string | undefined {
  if (choice.kind !== "files") return undefined;
  const unreadable = [choice.certificate, choice.key].filter((file) => !isReadable(file));
  return unreadable.length === 0 ? undefined : `cannot read ${unreadable.join(" and ")}`;
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
