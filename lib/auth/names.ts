import { USER_NAME_CHARACTERS } from "../limits.ts";
import { nameKey } from "../names.ts";
import { isShown } from "../visible.ts";

/** Letters and digits of any script, with `. _ - @ +` and single blanks between them. */
const NAME = /^[\p{L}\p{M}\p{N}._@+-]+(?: [\p{L}\p{M}\p{N}._@+-]+)*$/u;

/** The form in which names of users are compared; `undefined`: nobody can be called so. */
export const canonicalName = (name: string): string | undefined => nameKey(name, USER_NAME_CHARACTERS);

/** Whether a user may be called so. */
export function isUserName(name: string): boolean {
  return name.length <= USER_NAME_CHARACTERS && NAME.test(name) && isShown(name);
}
