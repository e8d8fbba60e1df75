import { TEMPLATE_CHARACTERS } from "../../limits.ts";
import { readTemplate } from "../submission/variables.ts";
import { type Encoding, encode } from "./encodings.ts";
import { ROUTED_CHARACTERS } from "./limits.ts";
import { fault, type Place, someText, unknown } from "./reading.ts";

/** What stands for what in templates. */
const VARIABLES = ["sender", "senderName", "text", "time", "modem", "id", "contact.note"] as const;
type Variable = (typeof VARIABLES)[number];
/** In HTTP requests also as the appliance writes them. */
const APPLIANCE: Readonly<Record<string, Variable>> = {
  $NUMBER$: "sender",
  $TXT$: "text",
  $TIME$: "time",
  $MODEM$: "modem",
  $ID$: "id",
};

/** The values of one message. */
export type TemplateValues = Readonly<Record<Variable, string>>;

/** Where a template is used. */
interface Use {
  /** How values are written, so that none of them can end what it is put into; as they are by default. */
  encoding?: Encoding;
  /** `$TXT$` and the like are variables too. */
  dollars?: boolean;
}

/** A template, perhaps an absent one. */
export function readText(place: Place, use: Use & { longest?: number } = {}): string | undefined {
  if (place.value === undefined) return undefined;
  const text = someText(place, use.longest ?? TEMPLATE_CHARACTERS);
  if (text !== undefined) checkVariables(place, text, use);
  return text;
}

function checkVariables(place: Place, text: string, { dollars = false }: Use): void {
  const known = [...VARIABLES, ...(dollars ? Object.keys(APPLIANCE) : [])];
  for (const variable of readTemplate(text, { dollars }).variables) {
    if (variableNamed(variable) !== undefined) continue;
    fault(place, unknown("variable", variable, known));
  }
}

function variableNamed(name: string): Variable | undefined {
  return Object.hasOwn(APPLIANCE, name) ? APPLIANCE[name] : VARIABLES.find((variable) => variable === name);
}

/** A template that is filled in for each message; `undefined`: that would be longer than {@link ROUTED_CHARACTERS}. */
type Filled = (values: TemplateValues) => string | undefined;

/** Makes the function that fills in a template. */
export function compileTemplate(text: string, { encoding = "plain", dollars = false }: Use = {}): Filled {
  const template = readTemplate(text, { dollars });
  return (values) => {
    const filled = template.fill((name) => {
      const variable = variableNamed(name);
      return variable === undefined ? undefined : encode(values[variable], encoding);
    }, ROUTED_CHARACTERS);
    return filled.ok ? filled.value : undefined;
  };
}

/**
 * A template with a word in place of each variable: what is around the variables can be checked with it.
 *
 * @param word  the same for all, or one for each
 */
export function withWord(text: string, word: string | ((variable: string) => string), use: Use = {}): string {
  const wordFor = typeof word === "string" ? () => word : word;
  const filled = readTemplate(text, use).fill(wordFor, Number.POSITIVE_INFINITY);
  return filled.ok ? filled.value : "";
}

/** Whether a template has variables. */
export const hasVariables = (text: string, use: Use = {}): boolean => readTemplate(text, use).variables.length > 0;
