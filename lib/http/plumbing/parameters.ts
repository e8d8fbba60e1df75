import type { TObject } from "@sinclair/typebox";
import { PAIRS_OF_A_BODY } from "../../limits.ts";
import { decodeFormComponent, eachPair } from "./percent.ts";

/**
 * Reads the parameters of a query string that the schema names: whole numbers where it has such, lists with commas or
 * by repetition, each item once. An empty parameter counts as absent, others are left out.
 */
export function readQuery(schema: TObject, url: string): Record<string, unknown> {
  const given = new Map<string, string[]>();
  const start = url.indexOf("?");
  if (start !== -1) {
    eachPair(url.slice(start + 1), {
      wanted: new Set(Object.keys(schema.properties)),
      take(name, value) {
        const texts = given.get(name);
        if (texts === undefined) given.set(name, [value.trim()]);
        else texts.push(value.trim());
      },
    });
  }
  const values: Record<string, unknown> = {};
  for (const [name, texts] of given) {
    const filled = texts.filter((text) => text !== "");
    const last = filled.at(-1);
    const type = schema.properties[name]?.type;
    if (last === undefined) continue;
    if (type === "array") values[name] = listOf(filled);
    else values[name] = type === "integer" ? readCount(last) : last;
  }
  return values;
}

/** The names of a query's parameters; as many as count. */
export function namesInQuery(url: string): string[] {
  const start = url.indexOf("?");
  if (start === -1) return [];
  const pairs = url.slice(start + 1).split("&", PAIRS_OF_A_BODY);
  const names = pairs.map((pair) => decodeFormComponent(pair.split("=", 1)[0] ?? ""));
  return names.filter((name) => name !== "");
}

/** Each item once: what is repeated costs nothing. */
const listOf = (texts: readonly string[]) => [
  ...new Set(texts.flatMap((text) => text.split(",")).map((item) => item.trim())),
];

/** Reads the parameters of a path. */
export function readPath(schema: TObject, texts: Record<string, string>): Record<string, unknown> {
  const entries = Object.entries(schema.properties).map(([name, { type }]) => {
    const text = texts[name] ?? "";
    return [name, type === "integer" ? readInteger(text) : text];
  });
  return Object.fromEntries(entries);
}

/** What is no whole number stays what it is, for the check to find. */
function readInteger(text: string): number | string {
  const value = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(value) ? value : text;
}

/** As {@link readInteger}; one that is too large counts as the largest. */
const readCount = (text: string) => (/^\d{16,}$/.test(text) ? Number.MAX_SAFE_INTEGER : readInteger(text));
