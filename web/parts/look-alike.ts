/** Letters of other scripts, and digits, that look like a Latin letter. */
const LIKE: Readonly<Record<string, string>> = {
  ...{ а: "a", в: "b", с: "c", е: "e", н: "h", і: "l", ј: "j", к: "k", м: "m", о: "o", р: "p", ѕ: "s", т: "t", у: "y" },
  ...{ х: "x", α: "a", β: "b", ε: "e", η: "n", ι: "l", κ: "k", μ: "u", ν: "v", ο: "o", ρ: "p", τ: "t", υ: "u", χ: "x" },
  ...{ "0": "o", "1": "l", "5": "s", i: "l", "|": "l" },
};

/** What somebody sees of a name who does not look twice. */
const lookOf = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[\p{M}\p{P}\p{Z}\p{S}\p{Cf}]/gu, "")
    .replaceAll(/./gu, (letter) => LIKE[letter] ?? letter)
    .replaceAll("rn", "m")
    .replaceAll("vv", "w");

/** Another of these names that looks like this one; the same name is refused anyway. */
export function likeOf(name: string, names: readonly string[]): string | undefined {
  const look = lookOf(name);
  return look === "" ? undefined : names.find((other) => other !== name.trim() && lookOf(other) === look);
}
