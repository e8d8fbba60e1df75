/** Longest name of a system user, in UTF-16 units. */
export const LONGEST_NAME = 64;

/** Letters and digits of any script, with `. _ - @ +` and single blanks between them. */
const NAME = /^[\p{L}\p{M}\p{N}._@+-]+(?: [\p{L}\p{M}\p{N}._@+-]+)*$/u;

/** The form in which names are compared: Unicode NFC in lower case. */
export function canonicalName(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

/** Whether a user may be called so. */
export function isUserName(name: string): boolean {
  return name.length <= LONGEST_NAME && NAME.test(name);
}
