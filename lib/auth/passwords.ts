import { type Algorithm, hash, verify } from "@node-rs/argon2";

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** No password has this hash; checking against it takes as long as against a real one. */
export const NO_PASSWORD = `$argon2id$v=19$m=${PARAMETERS.memoryCost},t=${PARAMETERS.timeCost},p=${PARAMETERS.parallelism}$${"A".repeat(22)}$${"A".repeat(43)}`;

/**
 * Hashes a password with a salt of its own, as a PHC string. Takes some 15 ms of another thread and 19 MiB.
 *
 * @throws Error from argon2 when memory runs out
 */
export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

/**
 * Whether `password` belongs to the PHC string. Without one (there is no such user) it is `false` after the same work,
 * so that the time does not tell which names exist.
 *
 * @throws Error from argon2 for a malformed PHC string, and when memory runs out
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? NO_PASSWORD, password);
  return matches && passwordHash !== undefined;
}
