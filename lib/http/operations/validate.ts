import { OptionalKind, type TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import { type ValueError, ValueErrorType } from "@sinclair/typebox/errors";
import { no, ok, type Result } from "../../result.ts";
import { decodeJson } from "../plumbing/text-decoding.ts";
import type { Fault } from "./failures.ts";

/** What was read, or each thing that is wrong with it. */
type Checked = Result<unknown, Fault[]>;

const compiled = new WeakMap<TSchema, TypeCheck<TSchema>>();
/** 20: enough to correct a request; a body of 1 MiB could have many thousands. */
const MOST_FAULTS = 20;

/** Checks a value against a schema. */
export function check(schema: TSchema, value: unknown): Checked {
  const checker = checkerOf(schema);
  if (checker.Check(value)) return ok(value);
  const faults = new Map<string, Fault>();
  for (const fault of faultsOf(schema, value, "")) {
    if (!faults.has(fault.pointer)) faults.set(fault.pointer, fault);
    if (faults.size === MOST_FAULTS) break;
  }
  return no([...faults.values()]);
}

function checkerOf(schema: TSchema): TypeCheck<TSchema> {
  const checker = compiled.get(schema) ?? TypeCompiler.Compile(schema);
  compiled.set(schema, checker);
  return checker;
}

/** Each thing that is wrong; of several forms that a value may have, with the one that it seems to have. */
function* faultsOf(schema: TSchema, value: unknown, at: string): Generator<Fault> {
  for (const error of checkerOf(schema).Errors(value)) {
    const pointer = at + error.path;
    const meant = error.type === ValueErrorType.Union ? formOf(error.schema.anyOf, error.value) : undefined;
    if (meant === undefined) yield { pointer, message: describe(error) };
    else yield* faultsOf(meant, error.value, pointer);
    // The items of a list that is too long are not looked at.
    if (error.type === ValueErrorType.ArrayMaxItems) return;
  }
}

/** The one form that can be meant: by its type, and of objects by a field that they need. */
function formOf(forms: readonly TSchema[], value: unknown): TSchema | undefined {
  const flat = forms.flatMap((form) => (form.anyOf === undefined ? [form] : (form.anyOf as TSchema[])));
  const alike = flat.filter(({ type, required }) => {
    if (type !== "object") return type === "array" ? Array.isArray(value) : type === typeof value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    return ((required ?? []) as string[]).some((name) => Object.hasOwn(value, name));
  });
  return alike.length === 1 ? alike[0] : undefined;
}

/**
 * As {@link check}, for JSON: where the schema wants a text, a number counts as it is written, as programs send telephone
 * numbers. Not one that JavaScript cannot hold: it has lost digits, and would be another number.
 */
export function checkJson(schema: TSchema, value: unknown): Checked {
  const checked = check(schema, value);
  if (checked.ok) return checked;
  const again = check(schema, withTexts(schema, value));
  return again.ok ? again : checked;
}

function withTexts(schema: TSchema, value: unknown): unknown {
  if (schema.type === "string") return isExactNumber(value) ? String(value) : value;
  if (schema.type === "array" && Array.isArray(value)) {
    return value.length > schema.maxItems ? value : value.map((item) => withTexts(schema.items, item));
  }
  if (schema.type !== "object" || typeof value !== "object" || value === null) return value;
  const given = value as Record<string, unknown>;
  const changed: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties as Record<string, TSchema>)) {
    if (Object.hasOwn(given, name)) changed[name] = withTexts(property, given[name]);
  }
  return { ...given, ...changed };
}

const isExactNumber = (value: unknown) =>
  typeof value === "number" && (Number.isSafeInteger(value) || !Number.isInteger(value));

/** Reads the JSON of a body. `undefined`: it is not a JSON object. */
export function readJsonObject(bytes: Uint8Array): Record<string, unknown> | undefined {
  const value = decodeJson(bytes);
  return typeof value !== "object" || value === null || Array.isArray(value)
    ? undefined
    : (value as Record<string, unknown>);
}

/** A property that is `null` counts as absent. */
export function withoutNulls(value: Record<string, unknown>): Record<string, unknown> {
  if (!Object.values(value).includes(null)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null));
}

/** Whether a property may be absent. */
export const isOptional = (schema: TSchema): boolean => schema[OptionalKind] === "Optional";

/** Nothing of the value itself is in it. */
function describe({ message, type, schema }: ValueError): string {
  if (type === ValueErrorType.ObjectAdditionalProperties) return unknownField(schema);
  if (Array.isArray(schema.enum)) return `must be one of ${schema.enum.join(", ")}`;
  if (type === ValueErrorType.ObjectRequiredProperty) return "is missing";
  if (typeof schema["x-message"] === "string") return schema["x-message"];
  if (type === ValueErrorType.Union) return "must have one of the forms that the documentation shows";
  const sentence = SENTENCES[type]?.(schema);
  return sentence ?? message.replace(/^Expected /, "must be ").replace(/ to be /, " ");
}

const many = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
const SENTENCES: Partial<Record<ValueErrorType, (schema: TSchema) => string>> = {
  [ValueErrorType.Object]: () => "must be an object",
  [ValueErrorType.Array]: () => "must be a list",
  [ValueErrorType.String]: () => "must be a text",
  [ValueErrorType.Boolean]: () => "must be true or false",
  [ValueErrorType.Number]: () => "must be a number",
  [ValueErrorType.Integer]: () => "must be a whole number",
  [ValueErrorType.IntegerMinimum]: ({ minimum }) => `must be at least ${minimum}`,
  [ValueErrorType.IntegerMaximum]: ({ maximum }) => `must be at most ${maximum}`,
  [ValueErrorType.NumberMinimum]: ({ minimum }) => `must be at least ${minimum}`,
  [ValueErrorType.NumberMaximum]: ({ maximum }) => `must be at most ${maximum}`,
  [ValueErrorType.StringMinLength]: ({ minLength }) =>
    minLength === 1 ? "must not be empty" : `must have at least ${minLength} characters`,
  [ValueErrorType.StringMaxLength]: ({ maxLength }) => `must have at most ${many(maxLength, "character")}`,
  [ValueErrorType.ArrayMinItems]: ({ minItems }) =>
    minItems === 1 ? "must not be empty" : `must have at least ${minItems} items`,
  [ValueErrorType.ArrayMaxItems]: ({ maxItems }) => `must have at most ${many(maxItems, "item")}`,
  [ValueErrorType.ArrayUniqueItems]: () => "must not have anything twice",
  [ValueErrorType.ObjectMinProperties]: ({ properties = {} }) =>
    `must have at least one of ${Object.keys(properties).join(", ")}`,
  [ValueErrorType.ObjectMaxProperties]: ({ maxProperties }) => `must have at most ${many(maxProperties, "field")}`,
};

const unknownField = ({ properties }: TSchema): string =>
  properties === undefined ? "is not known" : `is not known: known are ${Object.keys(properties).join(", ")}`;
