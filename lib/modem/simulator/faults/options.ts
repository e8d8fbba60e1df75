import { FAULT_POINTS, type FaultOption, type FaultOptions, type FaultPoint } from "./fault.ts";

/** Reading a fault's options, which are checked already, and the options that many share. */
export const number = (options: FaultOptions, name: string) => Number(options[name] ?? 0);
export const text = (options: FaultOptions, name: string) => String(options[name] ?? "");
export const pointOf = (options: FaultOptions): FaultPoint =>
  FAULT_POINTS.find((point) => point === options.at) ?? "command";
export const always = (point: FaultPoint) => () => point;

export const commandOption = (fallback: string): FaultOption => ({
  type: "string",
  about: "command that it strikes, `*` for every one",
  default: fallback,
});
export const atOption = (fallback: FaultPoint): FaultOption => ({
  type: "string",
  about: `where it strikes: ${FAULT_POINTS.join(", ")}`,
  default: fallback,
});
export const msOption = (fallback: number): FaultOption => ({
  type: "number",
  about: "milliseconds",
  default: fallback,
});
export const secondsOption = (fallback: number): FaultOption => ({
  type: "number",
  about: "how long; 0 until the fault is taken away",
  default: fallback,
});
