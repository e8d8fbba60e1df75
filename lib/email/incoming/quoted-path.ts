/** What stands for a local part that the package would not read: it takes blanks for the end of the path. */
const STAND_IN = "x";

/** The path of `MAIL FROM:` or `RCPT TO:`, with a local part that is quoted, or has blanks as Outlook's users type them. */
const PATH = /^([^<]{0,20})<\s*("(?:[^"\\]|\\.){1,128}"|[^"<>@]{1,128})\s*@([^<>@\s]{1,255})>(.*)$/s;

/**
 * Takes the local part out of a command whose path the package would refuse: `RCPT TO:<"0170 1234567"@sms.example.org>`. Gives
 * the command that it can read, and the local part without quotation marks; `undefined`: the command is fine as it is.
 */
export function takeLocalPart(command: string): { command: string; localPart: string } | undefined {
  const [, before = "", written = "", domain = "", after = ""] = PATH.exec(command) ?? [];
  if (written === "" || !/[\s"]/.test(written)) return undefined;
  const localPart = written.startsWith('"') ? written.slice(1, -1).replace(/\\(.)/g, "$1") : written.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\x00-\x1f\x7f@<>]/.test(localPart)) return undefined;
  return { command: `${before}<${STAND_IN}@${domain}>${after}`, localPart };
}
