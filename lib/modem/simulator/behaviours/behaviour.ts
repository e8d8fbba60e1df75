import type { Argument, AtCommand } from "../at/command-line.ts";
import type { Answer } from "../at/reply.ts";
import type { ModemContext } from "../context.ts";

/** Answers a command; `undefined` leaves it to the next behaviour. */
export type Handler = (modem: ModemContext, args: (Argument | undefined)[], command: AtCommand) => Answer | undefined;

/** The forms of one command; a form that is missing is refused, but `=?` of a known command is OK. */
export interface CommandForms {
  run?: Handler;
  read?: Handler;
  set?: Handler;
  test?: Handler;
  /** The command is refused until the SIM is ready. */
  needsSim?: boolean;
  /** Whether its errors are those of messages (27.005) or of the equipment (27.007). */
  errors?: "cms" | "cme";
}

/** One family of commands. Put in front with `modem.use`, it answers before the others. */
export interface Behaviour {
  name: string;
  /** By name in upper case, e.g. `+CMGS`, `E`, `&F`. */
  commands: Readonly<Record<string, CommandForms>>;
}

/** A whole number, `fallback` for an empty place, `undefined` for anything else. */
export function numberOf(argument: Argument | undefined, fallback?: number): number | undefined {
  if (argument === undefined) return fallback;
  return /^-?\d+$/.test(argument.text) ? Number(argument.text) : undefined;
}

/** The same, and one of those allowed. */
export function choiceOf(
  argument: Argument | undefined,
  allowed: readonly number[],
  fallback?: number,
): number | undefined {
  const value = numberOf(argument, fallback);
  return value !== undefined && allowed.includes(value) ? value : undefined;
}

/** `[0,1,2,3]` → `(0-3)`, `[0,2]` → `(0,2)`, as test commands write it. */
export function range(values: readonly number[]): string {
  const [first, last] = [values[0], values.at(-1)];
  const isRun = values.length > 2 && values.every((value, at) => value === (first ?? 0) + at);
  return `(${isRun ? `${first}-${last}` : values.join(",")})`;
}
