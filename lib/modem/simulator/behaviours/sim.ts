import { cmeError, OK, type Reply, tell } from "../at/reply.ts";
import type { ModemContext } from "../context.ts";
import type { SimState } from "../state.ts";
import { type Behaviour, choiceOf, numberOf } from "./behaviour.ts";

const PIN_ATTEMPTS = 3;
const PUK_ATTEMPTS = 10;
const isPin = (text: string) => /^\d{4,8}$/.test(text);

function condition({ state: { sim }, clock }: ModemContext): Reply | string {
  if (clock.now() < sim.busyUntil) return cmeError(14);
  switch (sim.condition) {
    case "ready":
      return "READY";
    case "pin":
      return "SIM PIN";
    case "puk":
      return "SIM PUK";
    case "absent":
      return cmeError(10);
    case "failure":
      return cmeError(13);
    default:
      return sim.condition satisfies never;
  }
}

/** After the last wrong PIN the card asks for its PUK; after the last wrong PUK it is dead. */
function checkPin(sim: SimState, pin: string): Reply {
  if (pin === sim.pin) {
    sim.pinAttempts = PIN_ATTEMPTS;
    return OK;
  }
  sim.pinAttempts--;
  if (sim.pinAttempts > 0) return cmeError(16);
  sim.condition = "puk";
  return cmeError(12);
}

function unblock(sim: SimState, puk: string, newPin: string): Reply {
  if (puk !== sim.puk) {
    sim.pukAttempts--;
    if (sim.pukAttempts <= 0) sim.condition = "failure";
    return cmeError(sim.pukAttempts > 0 ? 16 : 13);
  }
  sim.pin = newPin;
  sim.pinAttempts = PIN_ATTEMPTS;
  sim.pukAttempts = PUK_ATTEMPTS;
  return OK;
}

function enter(modem: ModemContext, entered: string, newPin: string | undefined): Reply {
  const { sim } = modem.state;
  if (sim.condition !== "pin" && sim.condition !== "puk") return cmeError(3);
  if (!isPin(entered) || (newPin !== undefined && !isPin(newPin))) return cmeError(50);
  if (sim.condition === "puk" && newPin === undefined) return cmeError(12);
  const reply =
    sim.condition === "puk" && newPin !== undefined ? unblock(sim, entered, newPin) : checkPin(sim, entered);
  if (reply !== OK) return reply;
  sim.condition = "ready";
  return { ...OK, after: () => modem.startSearch() };
}

const attemptsLeft = (card: SimState) => [
  `+CPINR: SIM PIN,${card.pinAttempts},${PIN_ATTEMPTS}`,
  `+CPINR: SIM PUK,${card.pukAttempts},${PUK_ATTEMPTS}`,
];

/** 27.007 §8.3, §7.4, §7.5, §8.65: PIN, PUK, the lock and the attempts left. */
export const sim: Behaviour = {
  name: "sim",
  commands: {
    "+CPIN": {
      read(modem) {
        const text = condition(modem);
        return typeof text === "string" ? tell(`+CPIN: ${text}`) : text;
      },
      set(modem, [pin, newPin]) {
        const state = condition(modem);
        return typeof state === "string" ? enter(modem, pin?.text ?? "", newPin?.text) : state;
      },
    },
    "+CPINR": {
      test: () => tell("+CPINR: (SIM PIN,SIM PUK)"),
      run: ({ state: { sim: card } }) => tell(...attemptsLeft(card)),
      set({ state: { sim: card } }, [code]) {
        const line = attemptsLeft(card).find((one) => one.startsWith(`+CPINR: ${code?.text.toUpperCase()},`));
        return line === undefined ? cmeError(50) : tell(line);
      },
    },
    "+CLCK": {
      test: () => tell('+CLCK: ("SC")'),
      set({ state: { sim: card } }, [facility, mode, password]) {
        const action = choiceOf(mode, [0, 1, 2]);
        if (facility?.text.toUpperCase() !== "SC" || action === undefined) return cmeError(4);
        if (action === 2) return tell(`+CLCK: ${Number(card.pinEnabled)}`);
        if (card.condition !== "ready") return cmeError(card.condition === "puk" ? 12 : 11);
        const reply = checkPin(card, password?.text ?? "");
        if (reply === OK) card.pinEnabled = action === 1;
        return reply;
      },
    },
    "+CPWD": {
      needsSim: true,
      test: () => tell('+CPWD: ("SC",8)'),
      set({ state: { sim: card } }, [facility, old, fresh]) {
        if (facility?.text.toUpperCase() !== "SC") return cmeError(4);
        if (!isPin(fresh?.text ?? "")) return cmeError(50);
        const reply = checkPin(card, old?.text ?? "");
        if (reply === OK) card.pin = fresh?.text ?? card.pin;
        return reply;
      },
    },
    "+CFUN": {
      read: ({ state }) => tell(`+CFUN: ${state.radio.functionality}`),
      test: () => tell("+CFUN: (0,1,4),(0,1)"),
      set(modem, [functionality, restart]) {
        const value = choiceOf(functionality, [0, 1, 4]);
        if (value === undefined || (numberOf(restart, 0) ?? 2) > 1) return cmeError(50);
        const { radio } = modem.state;
        const before = radio.functionality;
        radio.functionality = value as 0 | 1 | 4;
        if (restart?.text === "1") return { ...OK, after: () => modem.restart() };
        if (before !== value) return { ...OK, after: () => modem.startSearch() };
        return OK;
      },
    },
  },
};
