import { accessSync, constants } from "node:fs";
import type { Parsed } from "./option.ts";

/** How the gateway speaks HTTPS. `certificate` and `key` are PEM files. */
export type TlsChoice = { kind: "off" } | { kind: "self-signed" } | { kind: "files"; certificate: string; key: string };

/** `off`, `self-signed`, or two files with a comma between them. */
export function parseTls(text: string): Parsed<TlsChoice> {
  if (text === "off" || text === "self-signed") return { value: { kind: text } };
  const [certificate, key, ...more] = text.split(",").map((file) => file.trim());
  if (!certificate || !key || more.length > 0) {
    return { problem: "must be off, self-signed or CERT,KEY (two PEM files)" };
  }
  return { value: { kind: "files", certificate, key } };
}

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
