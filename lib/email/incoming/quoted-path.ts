/** What stands for a local part that the package would not read: it takes blanks for the end of the path. */
const STAND_IN = "x";

/** `MAIL FROM:` and `RCPT TO:` have fewer characters before the path. */
const LONGEST_VERB = 20;
/** A local part of 128, `@`, a domain of 255 (RFC 5321, 4.5.3.1, has 64 and 255), and a few blanks around them. */
const LONGEST_PATH = 400;
const QUOTED = /^"(?:[^"\\]|\\.){1,128}"$/s;
const BARE = /^[^"<>@]{1,128}$/;
const DOMAIN = /^[^<>@\s]{1,255}$/;

/**
 * Takes the local part out of a command whose path the package would refuse: `RCPT TO:<"0170 1234567"@sms.example.org>`. Gives
 * the command that it can read, and the local part without quotation marks; `undefined`: the command is fine as it is.
 */
export function takeLocalPart(command: string): { command: string; localPart: string } | undefined {
  const open = command.indexOf("<");
  const close = command.indexOf(">", open);
  // Whoever connects may send any number of characters: none is looked at twice.
  if (open === -1 || open > LONGEST_VERB || close === -1 || close - open > LONGEST_PATH) return undefined;
  const path = command.slice(open + 1, close);
  const at = path.lastIndexOf("@");
  const domain = path.slice(at + 1);
  const written = path.slice(0, Math.max(at, 0)).trimStart();
  if (!/[\s"]/.test(written) || !DOMAIN.test(domain)) return undefined;
  const bare = written.trim();
  const isQuoted = QUOTED.test(bare);
  if (!isQuoted && !BARE.test(written)) return undefined;
  const localPart = isQuoted ? bare.slice(1, -1).replace(/\\(.)/g, "$1") : bare;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (localPart === "" || /[\x00-\x1f\x7f@<>]/.test(localPart)) return undefined;
  return { command: `${command.slice(0, open)}<${STAND_IN}@${domain}>${command.slice(close + 1)}`, localPart };
}
