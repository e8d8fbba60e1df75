/** The value of a JSON text; `undefined`, which no JSON text means, if it is not one. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
