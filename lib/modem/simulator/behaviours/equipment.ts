import { cmeError, ERROR, OK, tell } from "../at/reply.ts";
import type { Behaviour, CommandForms } from "./behaviour.ts";

/** `yy/MM/dd,hh:mm:ss+00` of 27.007 §8.15. */
function clockTime(ms: number): string {
  const [date = "", time = ""] = new Date(ms).toISOString().slice(2, 19).split("T");
  return `${date.replaceAll("-", "/")},${time}+00`;
}

function parseClockTime(text: string): number | undefined {
  const found = /^(\d\d)\/(\d\d)\/(\d\d),(\d\d:\d\d:\d\d)(?:([+-])(\d\d))?$/.exec(text);
  if (!found) return undefined;
  const [, year, month, day, time, sign, quarters = "0"] = found;
  const local = Date.parse(`20${year}-${month}-${day}T${time}Z`);
  if (Number.isNaN(local)) return undefined;
  return local - (sign === "-" ? -1 : 1) * Number(quarters) * 900_000;
}

/** A setting that is accepted and has no effect here. */
const indifferent = (name: string, offered: string, value: string): CommandForms => ({
  read: () => tell(`${name}: ${value}`),
  test: () => tell(`${name}: ${offered}`),
  set: () => OK,
});

/**
 * Name, answer to `=?`, answer to `?`: flow control, speed, time zone reports, services that real programs switch on.
 */
const INDIFFERENT: readonly (readonly [string, string, string])[] = [
  ["+IFC", "(0-2),(0-2)", "0,0"],
  ["+IPR", "(0,9600,115200)", "0"],
  ["+ICF", "(3),(0)", "3,0"],
  ["+CTZU", "(0,1)", "0"],
  ["+CTZR", "(0,1)", "0"],
  ["+CCWA", "(0,1)", "0"],
  ["+CDIP", "(0,1)", "0,0"],
  ["+CNAP", "(0,1)", "0,0"],
  ["+CSSN", "(0,1),(0,1)", "0,0"],
  ["+CVHU", "(0,1)", "0"],
  ["+CMUT", "(0,1)", "0"],
  ["+CLVL", "(0-100)", "50"],
  ["+CGEREP", "(0-2),(0,1)", "0,0"],
];

/** 27.007 §8: clock, battery, and settings that change nothing here. */
export const equipment: Behaviour = {
  name: "equipment",
  commands: {
    ...Object.fromEntries(INDIFFERENT.map(([name, offered, value]) => [name, indifferent(name, offered, value)])),
    "+CCLK": {
      read: ({ state, clock }) => tell(`+CCLK: "${clockTime(clock.now() + state.clockOffsetMs)}"`),
      set({ state, clock }, [time]) {
        const set = parseClockTime(time?.text ?? "");
        if (set === undefined) return cmeError(50);
        state.clockOffsetMs = set - clock.now();
        return OK;
      },
    },
    "+CBC": { run: () => tell("+CBC: 0,95"), test: () => tell("+CBC: (0-3),(0-100)") },
    "+CGDCONT": {
      read: () => tell('+CGDCONT: 1,"IP","internet","",0,0'),
      test: () => tell('+CGDCONT: (1-8),"IP",,,(0),(0)'),
      set: () => OK,
    },
    "+CIND": {
      read: ({ state }) => tell(`+CIND: 5,${state.radio.signalDbm === undefined ? 0 : 4},1,0,0,0,0`),
      test: () =>
        tell(
          '+CIND: ("battchg",(0-5)),("signal",(0-5)),("service",(0,1)),("message",(0,1)),("call",(0,1)),("roam",(0,1)),("smsfull",(0,1))',
        ),
      set: () => OK,
    },
    "+CMUX": { test: () => tell("+CMUX: (0)"), set: () => ERROR },
  },
};
