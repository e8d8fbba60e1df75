/** The value of a JSON text, or `undefined` if it is not one: no JSON stands for `undefined`. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
