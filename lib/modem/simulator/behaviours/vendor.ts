import { cmeError, ERROR, OK, tell } from "../at/reply.ts";
import type { ModemContext } from "../context.ts";
import type { Behaviour, CommandForms } from "./behaviour.ts";

/** Commands of a vendor's own, as one behaviour of a profile. */
export function vendorCommands(commands: Readonly<Record<string, CommandForms>>): Behaviour {
  return { name: "vendor", commands };
}

/**
 * A setting that is kept until the next start: `AT^CURC=0`, `AT^CURC?`; a profile's `switchedBy` names such a setting.
 */
export function kept(name: string, values: readonly string[]): CommandForms {
  return {
    read: ({ state }) => tell(`${name}: ${state.vendor.get(name) ?? values[0]}`),
    test: () => tell(`${name}: (${values.join(",")})`),
    set({ state }, [value]) {
      if (value === undefined || !values.includes(value.text)) return ERROR;
      state.vendor.set(name, value.text);
      return OK;
    },
  };
}

/** The form that asks a vendor's question. */
type Question = "run" | "read" | "set" | "test";

/** The SIM's serial number under a vendor's name; it can be read before the PIN. */
export function cardNumber(form: Question, line: (iccid: string) => string): CommandForms {
  return {
    [form]: ({ state: { sim } }: ModemContext) => (sim.condition === "absent" ? cmeError(10) : tell(line(sim.iccid))),
  };
}

/** PIN and PUK attempts left under a vendor's name. */
export function attemptsLeft(
  form: Question,
  line: (left: { pin: number; puk: number; condition: string }) => string,
): CommandForms {
  return {
    [form]: ({ state: { sim } }: ModemContext) => {
      const condition = { pin: "SIM PIN", puk: "SIM PUK" }[sim.condition as string] ?? "READY";
      return tell(line({ pin: sim.pinAttempts, puk: sim.pukAttempts, condition }));
    },
  };
}
