/** Controls, the line ends of Unicode, and what turns the direction of writing. */
const UNESCAPED = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
const TOKEN = /aldis_[\w-]{43}/;

/** What is wrong with lines of a log, one sentence for each: `secrets` and tokens in it, what is not escaped, and what is not JSON. */
export function problemsOfLog(lines: readonly string[], secrets: readonly string[]): string[] {
  return lines.flatMap((line) => {
    if (line === "") return [];
    const wrong = [
      UNESCAPED.test(line) && "an unescaped character",
      (TOKEN.test(line) || secrets.some((secret) => secret !== "" && line.includes(secret))) && "a secret",
      !isJsonObject(line) && "a line that is not JSON",
    ].filter((problem) => problem !== false);
    return wrong.map((problem) => `${problem} in the log: ${JSON.stringify(line.slice(0, 2_000))}`);
  });
}

/** Whether the line of a log tells of an error. */
export const isError = (line: string): boolean => /^\{"level":"?(?:error|fatal|50|60)/.test(line);

function isJsonObject(line: string): boolean {
  try {
    return line.startsWith("{") && typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
}
