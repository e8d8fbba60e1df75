import { cmeError, OK, tell } from "../at/reply.ts";
import { encodeString } from "../charset.ts";
import type { ModemContext } from "../context.ts";
import { type Behaviour, type CommandForms, choiceOf, numberOf } from "./behaviour.ts";

type RegistrationCommand = "+CREG" | "+CGREG" | "+CEREG";

/** `<stat>` of 27.007 §7.2. */
export function registrationStatus({ state: { radio, sim }, registered, clock }: ModemContext): number {
  if (registered) return radio.registration === "roaming" ? 5 : 1;
  if (radio.functionality !== 1 || sim.condition !== "ready") return 0;
  if (clock.now() < radio.searchingUntil) return 2;
  switch (radio.registration) {
    case "searching":
      return 2;
    case "denied":
      return 3;
    case "unknown":
      return 4;
    default:
      return 0;
  }
}

/** `<stat>`, and place and technology under `<n>` = 2. */
export function registrationFields(modem: ModemContext, name: RegistrationCommand): string {
  const status = registrationStatus(modem);
  const { radio } = modem.state;
  if (radio.reports[name] !== 2 || (status !== 1 && status !== 5)) return String(status);
  const { quotes, technology, extra } = modem.profile.registration;
  const place = [radio.area, radio.cell].map((field) => (quotes ? `"${field}"` : field));
  return [status, ...place, ...(technology ? [radio.technology] : []), ...(extra === "" ? [] : [extra])].join(",");
}

function registrationCommand(name: RegistrationCommand): CommandForms {
  return {
    read(modem) {
      const mode = modem.profile.registration.mode ? `${modem.state.radio.reports[name]},` : "";
      return tell(`${name}: ${mode}${registrationFields(modem, name)}`);
    },
    test: () => tell(`${name}: (0-2)`),
    set({ state }, [reports]) {
      const value = choiceOf(reports, [0, 1, 2], 0);
      if (value === undefined) return cmeError(50);
      state.radio.reports[name] = value;
      return OK;
    },
  };
}

function operatorName({ state }: ModemContext): string {
  const { operator, operatorFormat } = state.radio;
  if (operatorFormat === 2) return operator.plmn;
  return encodeString(operatorFormat === 1 ? operator.shortName : operator.name, state.terminal.charset);
}

/** `<rssi>` of 27.007 §8.5: 0 is -113 dBm, 2 dB per step, 99 unknown. */
const signalStep = (dbm: number | undefined) =>
  dbm === undefined ? 99 : Math.max(0, Math.min(31, Math.round((dbm + 113) / 2)));

/** 27.007 §7 and §8.5: registration, operator, signal. */
export const registration: Behaviour = {
  name: "registration",
  commands: {
    "+CREG": registrationCommand("+CREG"),
    "+CGREG": registrationCommand("+CGREG"),
    "+CEREG": registrationCommand("+CEREG"),
    "+COPS": {
      needsSim: true,
      read(modem) {
        const { operatorMode, operatorFormat, technology } = modem.state.radio;
        if (!modem.registered) return tell(`+COPS: ${operatorMode}`);
        const act = modem.profile.registration.technology ? `,${technology}` : "";
        return tell(`+COPS: ${operatorMode},${operatorFormat},"${operatorName(modem)}"${act}`);
      },
      test({ state: { radio } }) {
        const { name, shortName, plmn } = radio.operator;
        return tell(`+COPS: (2,"${name}","${shortName}","${plmn}",${radio.technology}),,(0,1,2,3,4),(0,1,2)`);
      },
      set(modem, [mode, format]) {
        const { radio } = modem.state;
        const [newMode, newFormat] = [
          choiceOf(mode, [0, 1, 2, 3, 4], 0),
          choiceOf(format, [0, 1, 2], radio.operatorFormat),
        ];
        if (newMode === undefined || newFormat === undefined) return cmeError(50);
        radio.operatorFormat = newFormat as 0 | 1 | 2;
        if (newMode === 3) return OK;
        radio.operatorMode = newMode;
        // Mode 2 leaves the network until another mode is set.
        if (newMode === 2) radio.registration = "not-registered";
        else if (radio.registration === "not-registered") radio.registration = "home";
        return { ...OK, after: () => modem.registrationChanged() };
      },
    },
    "+CSQ": {
      run: ({ state }) =>
        tell(`+CSQ: ${signalStep(state.radio.signalDbm)},${state.radio.signalDbm === undefined ? 99 : 0}`),
      test: () => tell("+CSQ: (0-31,99),(0-7,99)"),
    },
    "+CESQ": {
      run: ({ state: { radio } }) =>
        tell(
          `+CESQ: 99,99,255,255,20,${radio.signalDbm === undefined ? 255 : Math.max(0, Math.min(97, radio.signalDbm + 141))}`,
        ),
      test: () => tell("+CESQ: (0-63,99),(0-7,99),(0-96,255),(0-49,255),(0-34,255),(0-97,255)"),
    },
    "+CGATT": {
      read: (modem) => tell(`+CGATT: ${Number(modem.registered)}`),
      test: () => tell("+CGATT: (0,1)"),
      set: (_modem, [attach]) => (numberOf(attach) === undefined ? cmeError(50) : OK),
    },
    "+WS46": { read: () => tell("+WS46: 25"), test: () => tell("+WS46: (12,22,25,28)"), set: () => OK },
  },
};
