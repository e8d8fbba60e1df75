/** Numbers with fewer digits are short codes, which equal only themselves. */
const COMPARED_DIGITS = 8;

/** What all spellings of a number share: `+4917012345678`, `004917012345678` and `017012345678` are one subscriber. */
export function subscriberKey(number: string): string {
  const digits = number.replace(/[^0-9A-Za-z*#]/g, "");
  return digits.length < COMPARED_DIGITS ? digits : digits.slice(-COMPARED_DIGITS);
}
