import { cmeError, ERROR, OK, type Reply, tell } from "../at/reply.ts";
import type { ModemContext } from "../context.ts";
import { typeOfNumber } from "../text-format.ts";
import { type Behaviour, type CommandForms, choiceOf } from "./behaviour.ts";

const NO_CARRIER: Reply = { result: { text: "NO CARRIER", number: 3 } };

function dial(modem: ModemContext, typed: string): Reply {
  if (!modem.profile.voice) return ERROR;
  const voice = typed.endsWith(";");
  const number = typed
    .replace(/;$/, "")
    .replace(/^[TP]/i, "")
    .replace(/[\s\-,().GIgi]/g, "");
  if (!/^\+?[\d*#]+$/.test(number)) return ERROR;
  // There is no data service here, and no network means no call.
  if (!voice || !modem.registered) return NO_CARRIER;
  return { ...OK, after: () => modem.calls.dial(number) };
}

const hangUp = (modem: ModemContext): Reply => {
  modem.calls.hangUp();
  return OK;
};

/** A setting of 27.007 that is 0 or 1. */
function setting(name: string, field: "showCaller" | "showConnected" | "extendedRing", extra = ""): CommandForms {
  return {
    read: ({ state }) => tell(`${name}: ${state.calls[field]}${extra}`),
    test: () => tell(`${name}: (0,1)`),
    set({ state }, [value]) {
      const on = choiceOf(value, [0, 1], 0);
      if (on === undefined) return cmeError(50);
      state.calls[field] = on;
      return OK;
    },
  };
}

/** V.250 §6.3 and 27.007 §6, §7: dial, hang up, answer, and watch. */
export const calls: Behaviour = {
  name: "calls",
  commands: {
    D: { needsSim: true, run: (modem, _args, { text }) => dial(modem, text) },
    H: { run: hangUp },
    "+CHUP": { run: hangUp },
    A: { run: (modem) => (modem.calls.answer() ? OK : NO_CARRIER) },
    "+CLCC": {
      run: (modem) =>
        tell(
          ...modem.calls
            .list()
            .map(
              ({ id, incoming, status, number }) =>
                `+CLCC: ${id},${Number(incoming)},${status},0,0,"${number}",${typeOfNumber(number)}`,
            ),
        ),
    },
    "+CPAS": {
      run(modem) {
        const live = modem.calls.list();
        const activity = live.some(({ status }) => status === 4) ? 3 : live.length > 0 ? 4 : 0;
        return tell(`+CPAS: ${activity}`);
      },
      test: () => tell("+CPAS: (0,3,4)"),
    },
    "+CLIP": setting("+CLIP", "showCaller", ",1"),
    "+COLP": setting("+COLP", "showConnected", ",1"),
    "+CRC": setting("+CRC", "extendedRing"),
  },
};
