import { cmeError, OK, type Reply, tell } from "../at/reply.ts";
import { decodeString } from "../charset.ts";
import type { ModemContext } from "../context.ts";
import type { PhonebookEntry } from "../state.ts";
import { quoted, typeOfNumber } from "../text-format.ts";
import { type Behaviour, numberOf } from "./behaviour.ts";

const INVALID_INDEX = 21;
const NOT_FOUND = 22;
const MEMORY_FULL = 20;

const book = ({ state: { phonebook } }: ModemContext) =>
  phonebook.memories.get(phonebook.selected) ?? new Map<number, PhonebookEntry>();

const line = (modem: ModemContext, name: string, [index, entry]: [number, PhonebookEntry]) =>
  `${name}: ${index},"${entry.number}",${entry.type},${quoted(entry.text, modem.state)}`;

const sorted = (modem: ModemContext) => [...book(modem)].sort(([left], [right]) => left - right);

function write(modem: ModemContext, index: number | undefined, entry: PhonebookEntry | undefined): Reply {
  const { entries } = modem.profile.phonebook;
  const memory = book(modem);
  const free = Array.from({ length: entries }, (_, at) => at + 1).find((at) => !memory.has(at));
  const place = index ?? free;
  if (place === undefined) return cmeError(MEMORY_FULL);
  if (place < 1 || place > entries) return cmeError(INVALID_INDEX);
  if (entry === undefined) memory.delete(place);
  else memory.set(place, entry);
  return OK;
}

/** 27.007 §8.11 to §8.14 and §7.1: the phone book and the own number. */
export const phonebook: Behaviour = {
  name: "phonebook",
  commands: {
    "+CPBS": {
      needsSim: true,
      read: (modem) =>
        tell(`+CPBS: "${modem.state.phonebook.selected}",${book(modem).size},${modem.profile.phonebook.entries}`),
      test: ({ profile }) => tell(`+CPBS: (${profile.phonebook.memories.map((name) => `"${name}"`).join(",")})`),
      set({ state, profile }, [memory]) {
        const name = decodeString(memory?.text ?? "", state.terminal.charset).toUpperCase();
        if (!profile.phonebook.memories.includes(name)) return cmeError(4);
        state.phonebook.selected = name;
        return OK;
      },
    },
    "+CPBR": {
      needsSim: true,
      test: ({ profile: { phonebook: limits } }) =>
        tell(`+CPBR: (1-${limits.entries}),${limits.numberLength},${limits.textLength}`),
      set(modem, [from, to]) {
        const first = numberOf(from);
        const last = numberOf(to, first);
        const { entries } = modem.profile.phonebook;
        if (first === undefined || last === undefined || first < 1 || last > entries) return cmeError(INVALID_INDEX);
        const found = sorted(modem).filter(([index]) => index >= first && index <= last);
        if (found.length === 0 && to === undefined) return cmeError(NOT_FOUND);
        return tell(...found.map((entry) => line(modem, "+CPBR", entry)));
      },
    },
    "+CPBF": {
      needsSim: true,
      test: ({ profile: { phonebook: limits } }) => tell(`+CPBF: ${limits.numberLength},${limits.textLength}`),
      set(modem, [wanted]) {
        const start = decodeString(wanted?.text ?? "", modem.state.terminal.charset).toLowerCase();
        const found = sorted(modem).filter(([, { text }]) => text.toLowerCase().startsWith(start));
        return tell(...found.map((entry) => line(modem, "+CPBF", entry)));
      },
    },
    "+CPBW": {
      needsSim: true,
      test: ({ profile: { phonebook: limits } }) =>
        tell(`+CPBW: (1-${limits.entries}),${limits.numberLength},(129,145),${limits.textLength}`),
      set(modem, [place, number, type, text]) {
        const index = numberOf(place);
        if (place !== undefined && index === undefined) return cmeError(INVALID_INDEX);
        if (number === undefined) return index === undefined ? cmeError(INVALID_INDEX) : write(modem, index, undefined);
        const entry = {
          number: number.text,
          type: numberOf(type, typeOfNumber(number.text)) ?? 129,
          text: decodeString(text?.text ?? "", modem.state.terminal.charset),
        };
        return write(modem, index, entry);
      },
    },
    "+CNUM": {
      needsSim: true,
      run: ({ state }) => tell(`+CNUM: "","${state.number}",${typeOfNumber(state.number)}`),
    },
  },
};
