import { parseJson } from "../../../json.ts";

/** What a client of the control API did wrong. */
export class ControlError extends Error {
  override readonly name = "ControlError";
  readonly kind: "invalid" | "not-found" | "method";

  constructor(kind: ControlError["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

/** Longest body taken; a text of the longest kind has 39,015 characters. */
const BODY_LIMIT = 256 * 1024;

/** The JSON object of a body. @throws ControlError kind "invalid" */
export async function readFields(request: Request, known: readonly string[]): Promise<Fields> {
  const body = await request.text();
  if (body.length > BODY_LIMIT) throw new ControlError("invalid", `the body has more than ${BODY_LIMIT} characters`);
  const value = parseJson(body);
  if (value === undefined) throw new ControlError("invalid", "the body is not JSON");
  return objectOf(value, "the body", known);
}

/** @throws ControlError kind "invalid" for a value that is not an object, or has an unknown key */
export function objectOf(value: unknown, what: string, known?: readonly string[]): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ControlError("invalid", `${what} must be an object`);
  }
  const unknown = Object.keys(value).find((key) => known !== undefined && !known.includes(key));
  if (unknown !== undefined) {
    throw new ControlError("invalid", `${what} has no field ${unknown}; there are: ${known?.join(", ")}`);
  }
  return value as Fields;
}

/** @throws ControlError kind "invalid" */
export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string" || value === "") throw new ControlError("invalid", `${name} must be a text, not empty`);
  return value;
}

/** @throws ControlError kind "invalid" */
export function numberBetween(value: unknown, name: string, [least, most]: readonly [number, number]): number {
  if (typeof value !== "number" || !(value >= least && value <= most)) {
    throw new ControlError("invalid", `${name} must be a number from ${least} to ${most}`);
  }
  return value;
}

/** @throws ControlError kind "invalid" */
export function oneOf<Value extends string>(value: unknown, name: string, allowed: readonly Value[]): Value {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new ControlError("invalid", `${name} must be one of ${allowed.join(", ")}`);
  return found;
}
