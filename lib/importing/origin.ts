import { createHash } from "node:crypto";

/** 132 bits: no two of a billion messages have the same by chance. */
const CHARACTERS = 22;

/** The key by which a message is known at the next import: the same for the same facts, wherever the file is. */
export const originOf = (...facts: readonly (string | number)[]): string =>
  createHash("sha256").update(JSON.stringify(facts)).digest("base64url").slice(0, CHARACTERS);
