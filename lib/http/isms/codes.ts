/** The numbers that the devices answer with, and their clients know. */

export const ERRORS = {
  authentication: { number: 601, meaning: "authentication failed" },
  parse: { number: 602, meaning: "a parameter is missing or cannot be read" },
  category: { number: 603, meaning: "the parameter cat must be 1" },
  "too-long": { number: 604, meaning: "the text is too long" },
  "invalid-recipient": { number: 606, meaning: "no valid recipient" },
  "no-recipient": { number: 607, meaning: "no recipient" },
  busy: { number: 608, meaning: "too many requests, or the time limit passed" },
  system: { number: 612, meaning: "the message could not be stored" },
  modem: { number: 613, meaning: "no modem with that number" },
  encoding: { number: 615, meaning: "the parameter enc must be 0, 1, 2 or 3" },
  text: { number: 621, meaning: "the text does not fit the parameter enc" },
} as const satisfies Record<string, { number: number; meaning: string }>;

export type IsmsError = keyof typeof ERRORS;

/** Answers of `querymsg`. */
export const STATUS = { done: 0, doneWithError: 1, inProgress: 2, received: 3, failed: 4, notFound: 5 } as const;
