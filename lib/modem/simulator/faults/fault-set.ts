import { defined } from "../../../defined.ts";
import { SimulatorError } from "../error.ts";
import {
  type Effect,
  FAULT_POINTS,
  type FaultDefinition,
  type FaultOptions,
  type FaultPoint,
  type FaultTarget,
} from "./fault.ts";
import { FAULTS } from "./table.ts";

/** How often a fault strikes, and its options. */
export interface FaultRequest {
  /** How many times; without it once, or without end when a probability is given. */
  times?: number;
  /** Probability of striking each time its point is passed, 0–1; 1 when left out. */
  probability?: number;
  options?: Record<string, unknown>;
}

/** A fault that is set. */
export interface ActiveFault {
  id: number;
  name: string;
  /** Strikes left; absent when there is no end. */
  times?: number;
  probability: number;
  options: FaultOptions;
}

/** The faults of one modem. */
export interface FaultSet {
  /**
   * Sets a fault. One that strikes "now" has struck when this returns.
   *
   * @returns a function that removes it and undoes what it did to the modem
   * @throws SimulatorError kind "unknown-name" or "invalid-value"
   */
  add(name: string, request?: FaultRequest): () => void;
  list(): ActiveFault[];
  /** Removes all, or the one with this ID, and undoes what they did. `false`: nothing was set. */
  clear(id?: number): boolean;
  /**
   * Effects of what strikes here; waits for delays and writes octets itself. `undefined` when nothing does.
   *
   * @throws what a fault's `strike` throws; no fault of the table does
   */
  at(point: FaultPoint, command: string): Promise<Effect> | undefined;
}

interface Armed extends ActiveFault {
  definition: FaultDefinition;
  point: FaultPoint;
  command: string;
}

/** @param put  writes the octets of faults */
export function createFaultSet(
  target: FaultTarget,
  surroundings: { put: (octets: string) => void; sleep: (ms: number) => Promise<void> },
): FaultSet {
  let armed: Armed[] = [];
  let lastId = 0;

  function remove(fault: Armed): void {
    if (!armed.includes(fault)) return;
    armed = armed.filter((other) => other !== fault);
    fault.definition.undo?.(target);
  }

  function strikes(fault: Armed): boolean {
    if (fault.times === 0 || (fault.probability < 1 && target.random() >= fault.probability)) return false;
    if (fault.times !== undefined) fault.times--;
    // A fault that can be undone stays listed until it is removed.
    if (fault.times === 0 && !fault.definition.undo) armed = armed.filter((other) => other !== fault);
    return true;
  }

  async function apply(faults: Armed[]): Promise<Effect> {
    const sum: Effect = {};
    for (const fault of faults) {
      const effect = fault.definition.strike(fault.options, target);
      if (effect.delayMs) await surroundings.sleep(effect.delayMs);
      if (effect.raw) surroundings.put(effect.raw);
      Object.assign(sum, effect);
    }
    return sum;
  }

  return {
    add(name, request = {}) {
      const definition = Object.hasOwn(FAULTS, name) ? FAULTS[name] : undefined;
      if (!definition) {
        throw new SimulatorError("unknown-name", `no fault ${name}; there are: ${Object.keys(FAULTS).join(", ")}`);
      }
      const { times, probability } = checkFrequency(request);
      const options = checkOptions(name, definition, request.options ?? {});
      const fault: Armed = {
        id: ++lastId,
        name,
        ...defined({ times }),
        probability,
        options,
        definition,
        point: definition.point(options),
        command: String(options.command ?? definition.command ?? "*").toUpperCase(),
      };
      armed.push(fault);
      if (fault.point === "now" && strikes(fault)) {
        const effect = definition.strike(options, target);
        if (effect.raw) surroundings.put(effect.raw);
      }
      return () => remove(fault);
    },
    list: () =>
      armed.map(({ id, name, times, probability, options }) => ({
        id,
        name,
        ...defined({ times }),
        probability,
        options,
      })),
    clear(id) {
      const faults = armed.filter((fault) => id === undefined || fault.id === id);
      for (const fault of faults) remove(fault);
      return faults.length > 0;
    },
    at(point, command) {
      if (armed.length === 0) return undefined;
      const upper = command.toUpperCase();
      const striking = armed.filter(
        (fault) => fault.point === point && (fault.command === "*" || fault.command === upper) && strikes(fault),
      );
      return striking.length === 0 ? undefined : apply(striking);
    },
  };
}

/** `AT+CMGS` and `+cmgs` are `+CMGS`; `deliver` stays. */
const commandName = (given: string) => given.replace(/^at\+/i, "+").replace(/^\+.*/, (name) => name.toUpperCase());

function checkFrequency({ times, probability }: FaultRequest): { times: number | undefined; probability: number } {
  if (times !== undefined && !(Number.isInteger(times) && times > 0)) {
    throw new SimulatorError("invalid-value", `times must be a whole number above 0, not ${times}`);
  }
  if (probability !== undefined && !(probability >= 0 && probability <= 1)) {
    throw new SimulatorError("invalid-value", `probability must be between 0 and 1, not ${probability}`);
  }
  return { times: times ?? (probability === undefined ? 1 : undefined), probability: probability ?? 1 };
}

function checkOptions(name: string, definition: FaultDefinition, given: Record<string, unknown>): FaultOptions {
  const known = definition.options ?? {};
  for (const option of Object.keys(given)) {
    if (Object.hasOwn(known, option)) continue;
    const names = Object.keys(known).join(", ") || "none";
    throw new SimulatorError("invalid-value", `fault ${name} has no option ${option}; it has: ${names}`);
  }
  const options: Record<string, number | string> = {};
  for (const [option, { type, default: fallback }] of Object.entries(known)) {
    const value = given[option] ?? fallback;
    if ((typeof value !== "number" && typeof value !== "string") || typeof value !== type || Number.isNaN(value)) {
      throw new SimulatorError("invalid-value", `fault ${name} needs the option ${option}, a ${type}`);
    }
    if (option === "at" && !FAULT_POINTS.some((point) => point === value)) {
      throw new SimulatorError("invalid-value", `at must be one of ${FAULT_POINTS.join(", ")}, not ${value}`);
    }
    options[option] = option === "command" ? commandName(String(value)) : value;
  }
  return options;
}
