import { cmsError, OK, tell } from "../at/reply.ts";
import { decodeString } from "../charset.ts";
import { quoted, typeOfNumber } from "../text-format.ts";
import { type Behaviour, choiceOf, numberOf, range } from "./behaviour.ts";

const NOT_ALLOWED = 302;
const INVALID_TEXT_PARAMETER = 305;
const NO_ACKNOWLEDGEMENT_EXPECTED = 340;

/** 27.005 §3.2, §3.3, §3.4.1, §3.4.4: services, service centre, indications, acknowledgement, text mode. */
export const messageSettings: Behaviour = {
  name: "message settings",
  commands: {
    "+CSMS": {
      errors: "cms",
      read: ({ state }) => tell(`+CSMS: ${state.messages.service},1,1,1`),
      test: ({ profile }) => tell(`+CSMS: ${range(profile.messageServices)}`),
      set({ state, profile }, [service]) {
        const value = choiceOf(service, profile.messageServices);
        if (value === undefined) return cmsError(NOT_ALLOWED);
        state.messages.service = value;
        return tell("+CSMS: 1,1,1");
      },
    },
    "+CNMI": {
      errors: "cms",
      read({ state }) {
        const { mode, deliver, broadcast, report, buffer } = state.messages.indications;
        return tell(`+CNMI: ${mode},${deliver},${broadcast},${report},${buffer}`);
      },
      test({ profile: { indications: offered } }) {
        const { mode, deliver, broadcast, report, buffer } = offered;
        return tell(`+CNMI: ${[mode, deliver, broadcast, report, buffer].map(range).join(",")}`);
      },
      set({ state, profile, reception, link }, [mode, deliver, broadcast, report, buffer]) {
        const { indications: offered } = profile;
        const { indications: now } = state.messages;
        const wanted = {
          mode: choiceOf(mode, offered.mode, now.mode),
          deliver: choiceOf(deliver, offered.deliver, now.deliver),
          broadcast: choiceOf(broadcast, offered.broadcast, now.broadcast),
          report: choiceOf(report, offered.report, now.report),
          buffer: choiceOf(buffer, offered.buffer, now.buffer),
        };
        if (Object.values(wanted).some((value) => value === undefined)) return cmsError(NOT_ALLOWED);
        state.messages.indications = wanted as typeof now;
        state.messages.hasIndications = true;
        return {
          ...OK,
          after() {
            // 27.005 §3.4.1 <bfr>: 0 puts out what was kept, 1 drops it.
            if (wanted.mode !== 0) reception.flush(wanted.buffer === 1);
            link.retry();
          },
        };
      },
    },
    "+CNMA": {
      errors: "cms",
      test: ({ state }) => tell(state.messages.format === 0 ? "+CNMA: (0-2)" : "+CNMA: (0)"),
      run: ({ reception }) => (reception.acknowledge(true) ? OK : cmsError(NO_ACKNOWLEDGEMENT_EXPECTED)),
      set({ reception }, [mode]) {
        const value = choiceOf(mode, [0, 1, 2]);
        if (value === undefined) return cmsError(NOT_ALLOWED);
        return reception.acknowledge(value !== 2) ? OK : cmsError(NO_ACKNOWLEDGEMENT_EXPECTED);
      },
    },
    "+CSCA": {
      needsSim: true,
      errors: "cms",
      read({ state }) {
        const { smsc } = state.messages;
        return tell(`+CSCA: ${quoted(smsc, state)},${typeOfNumber(smsc)}`);
      },
      set({ state }, [address, type]) {
        const given = decodeString(address?.text ?? "", state.terminal.charset);
        if (!/^\+?\d*$/.test(given)) return cmsError(INVALID_TEXT_PARAMETER);
        const international = numberOf(type) === 145 && given !== "" && !given.startsWith("+");
        state.messages.smsc = international ? `+${given}` : given;
        return OK;
      },
    },
    "+CSMP": {
      errors: "cms",
      read({ state: { messages } }) {
        const { firstOctet, validity, protocol, dataCoding } = messages.text;
        return tell(`+CSMP: ${firstOctet},${validity},${protocol},${dataCoding}`);
      },
      set({ state: { messages }, profile }, [firstOctet, validity, protocol, dataCoding]) {
        const { text } = messages;
        const wanted = {
          firstOctet: numberOf(firstOctet, text.firstOctet),
          validity: numberOf(validity, text.validity),
          protocol: numberOf(protocol, text.protocol),
          dataCoding: numberOf(dataCoding, text.dataCoding),
        };
        const valid = Object.values(wanted).every((value) => value !== undefined && value >= 0 && value <= 255);
        if (!valid) return cmsError(INVALID_TEXT_PARAMETER);
        messages.text = wanted as typeof text;
        if (profile.csmpClearsSmsc) messages.smsc = "";
        return OK;
      },
    },
    "+CSDH": {
      errors: "cms",
      read: ({ state }) => tell(`+CSDH: ${Number(state.messages.showHeader)}`),
      test: () => tell("+CSDH: (0,1)"),
      set({ state }, [show]) {
        const value = choiceOf(show, [0, 1], 0);
        if (value === undefined) return cmsError(NOT_ALLOWED);
        state.messages.showHeader = value === 1;
        return OK;
      },
    },
    "+CSCB": {
      errors: "cms",
      read({ state: { messages } }) {
        const { mode, identifiers, codings } = messages.broadcast;
        return tell(`+CSCB: ${mode},"${identifiers}","${codings}"`);
      },
      test: () => tell("+CSCB: (0,1)"),
      set({ state: { messages } }, [mode, identifiers, codings]) {
        const value = choiceOf(mode, [0, 1], 0);
        if (value === undefined) return cmsError(NOT_ALLOWED);
        const { broadcast } = messages;
        messages.broadcast = {
          mode: value,
          identifiers: identifiers?.text ?? broadcast.identifiers,
          codings: codings?.text ?? broadcast.codings,
        };
        return OK;
      },
    },
    "+CSAS": { run: () => OK, set: () => OK, test: () => tell("+CSAS: (0)") },
    "+CRES": { run: () => OK, set: () => OK, test: () => tell("+CRES: (0)") },
    "+CGSMS": { read: () => tell("+CGSMS: 3"), test: () => tell("+CGSMS: (0-3)"), set: () => OK },
  },
};
