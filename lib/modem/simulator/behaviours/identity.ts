import { cmeError, OK, tell } from "../at/reply.ts";
import type { ModemContext } from "../context.ts";
import { type Behaviour, type CommandForms, choiceOf } from "./behaviour.ts";

const telling = (line: (modem: ModemContext) => string): CommandForms => ({ run: (modem) => tell(line(modem)) });
const manufacturer = telling(({ profile }) => profile.manufacturer);
const model = telling(({ profile }) => profile.model);
const revision = telling(({ profile }) => profile.revision);
const imei = telling(({ state }) => state.imei);

/** 27.007 §5: the modem's identity, and the charset of its strings. */
export const identity: Behaviour = {
  name: "identity",
  commands: {
    I: { run: ({ profile }) => tell(profile.manufacturer, profile.model, `Revision: ${profile.revision}`) },
    "+CGMI": manufacturer,
    "+GMI": manufacturer,
    "+CGMM": model,
    "+GMM": model,
    "+CGMR": revision,
    "+GMR": revision,
    "+CGSN": imei,
    "+GSN": imei,
    "+GCAP": telling(({ profile }) => `+GCAP: ${profile.capabilities}`),
    "+CIMI": { ...telling(({ state }) => state.sim.imsi), needsSim: true },
    "+CCID": { ...telling(({ state }) => `+CCID: ${state.sim.iccid}`), needsSim: true },
    "+CLAC": { run: (modem) => tell(...modem.commandNames()) },
    "+CSCS": {
      read: ({ state }) => tell(`+CSCS: "${state.terminal.charset}"`),
      test: ({ profile }) => tell(`+CSCS: (${profile.charsets.map((name) => `"${name}"`).join(",")})`),
      set({ profile, state }, [name]) {
        const charset = name?.text.toUpperCase() ?? "";
        if (!profile.charsets.includes(charset)) return cmeError(4);
        state.terminal.charset = charset;
        return OK;
      },
    },
    "+CMEE": {
      read: ({ state }) => tell(`+CMEE: ${state.terminal.errorFormat}`),
      test: () => tell("+CMEE: (0,1,2)"),
      set({ state }, [format]) {
        const value = choiceOf(format, [0, 1, 2], 0);
        if (value === undefined) return cmeError(50);
        state.terminal.errorFormat = value as 0 | 1 | 2;
        return OK;
      },
    },
  },
};
