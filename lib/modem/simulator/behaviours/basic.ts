import { ERROR, OK, tell } from "../at/reply.ts";
import type { ModemContext } from "../context.ts";
import { freshMessages, freshTerminal } from "../state.ts";
import { type Behaviour, type CommandForms, type Handler, numberOf } from "./behaviour.ts";

/** A command that is accepted and has no visible effect here. */
const accepted: CommandForms = { run: () => OK };

const onOff =
  (change: (modem: ModemContext, on: boolean) => void): Handler =>
  (modem, _args, { text }) => {
    if (text !== "" && text !== "0" && text !== "1") return ERROR;
    change(modem, text === "1");
    return OK;
  };

/** V.250 §6.1.1 and §6.1.2: back to the initial settings, with echo on. */
const reset: Handler = (modem) => {
  const { echoLocked, chatters } = modem.state.terminal;
  Object.assign(modem.state.terminal, freshTerminal(modem.profile), { echoLocked, chatters });
  const { smsc, indications, hasIndications, service } = modem.state.messages;
  Object.assign(modem.state.messages, freshMessages(), { smsc, indications, hasIndications, service });
  return OK;
};

/** V.250: echo, result codes, registers, profiles. */
export const basic: Behaviour = {
  name: "basic",
  commands: {
    E: {
      run: onOff(({ state: { terminal } }, on) => {
        terminal.echo = on || terminal.echoLocked;
      }),
    },
    V: {
      run: onOff((modem, on) => {
        modem.state.terminal.verbose = on;
      }),
    },
    Q: {
      run: onOff((modem, on) => {
        modem.state.terminal.quiet = on;
      }),
    },
    X: accepted,
    L: accepted,
    M: accepted,
    N: accepted,
    T: accepted,
    P: accepted,
    O: { run: () => ({ result: { text: "NO CARRIER", number: 3 } }) },
    "&C": accepted,
    "&D": accepted,
    "&K": accepted,
    "&S": accepted,
    "&W": accepted,
    "&V": {
      run: ({ state: { terminal } }) =>
        tell(`E${Number(terminal.echo)} Q${Number(terminal.quiet)} V${Number(terminal.verbose)}`),
    },
    Z: { run: reset },
    "&F": { run: reset },
    S: {
      read: ({ state }, _args, { text }) =>
        tell(String(state.terminal.registers.get(Number(text)) ?? 0).padStart(3, "0")),
      set(modem, [register, value]) {
        const [number, setting] = [numberOf(register), numberOf(value, 0)];
        if (number === undefined || setting === undefined || setting > 255) return ERROR;
        modem.state.terminal.registers.set(number, setting);
        return OK;
      },
    },
  },
};
