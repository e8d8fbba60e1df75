const SHORTEST_PASSWORD = 6;
const LONG = 15;
const FAIR = 10;

export type Strength = "none" | "short" | "name" | "weak" | "fair" | "strong";

/** How hard a password is to guess, as far as one sees it. */
export function strengthOf(password: string, name: string): Strength {
  if (password === "") return "none";
  if (password.length < SHORTEST_PASSWORD) return "short";
  if (password.toLowerCase() === name.trim().toLowerCase()) return "name";
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(password)).length;
  const isMonotonous = new Set(password).size < FAIR / 2;
  if (isMonotonous || password.length < FAIR) return "weak";
  return password.length >= LONG || kinds >= 3 ? "strong" : "fair";
}
