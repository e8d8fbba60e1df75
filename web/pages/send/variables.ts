/** As the gateway reads them: `{name}`, of letters, digits, `_` and `.`; `{{` stands for `{`. */
const MARKS = /\{\{|\{([\p{L}\p{M}\p{N}_.]{1,64})\}/gu;

/** Those that each recipient has of their own. */
export const ofRecipients: ReadonlySet<string> = new Set(["name", "number", "note"]);

/** Names of the variables in a text, each once, in the order of the text. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(MARKS)].flatMap(([, name]) => (name === undefined ? [] : [name]))),
];

/** The text with the values that there are; other variables stay as they are written. */
export const filledIn = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(MARKS, (whole, name: string | undefined) => (name === undefined ? "{" : (values[name] ?? whole)));
