import { RECEIVED_READ } from "../storage.ts";
import { FAULT_POINTS, type FaultDefinition, type FaultOption, type FaultOptions, type FaultPoint } from "./fault.ts";

const number = (options: FaultOptions, name: string) => Number(options[name] ?? 0);
const text = (options: FaultOptions, name: string) => String(options[name] ?? "");

const commandOption = (fallback: string): FaultOption => ({
  type: "string",
  about: "command that it strikes, `*` for every one",
  default: fallback,
});
const atOption = (fallback: FaultPoint): FaultOption => ({
  type: "string",
  about: `where it strikes: ${FAULT_POINTS.join(", ")}`,
  default: fallback,
});
const msOption = (fallback: number): FaultOption => ({ type: "number", about: "milliseconds", default: fallback });
const pointOf = (options: FaultOptions): FaultPoint => FAULT_POINTS.find((point) => point === options.at) ?? "command";
const always = (point: FaultPoint) => () => point;

/** Every fault, by name; a new one is added here. */
export const FAULTS: Readonly<Record<string, FaultDefinition>> = {
  "no-answer": {
    about: "A command is neither run nor answered.",
    options: { command: commandOption("*") },
    point: always("command"),
    strike: () => ({ reply: { result: "silence" } }),
  },
  "no-prompt": {
    about: "The prompt of AT+CMGS never comes.",
    point: always("prompt"),
    strike: () => ({ reply: { result: "silence" } }),
  },
  "slow-prompt": {
    about: "The prompt of AT+CMGS comes late.",
    options: { ms: msOption(3000) },
    point: always("prompt"),
    strike: (options) => ({ delayMs: number(options, "ms") }),
  },
  "ok-after-prompt": {
    about: "An OK stands right behind the prompt.",
    point: always("pdu"),
    strike: () => ({ raw: "\r\nOK\r\n" }),
  },
  "slow-answer": {
    about: "A command is answered late.",
    options: { ms: msOption(3000), command: commandOption("*") },
    point: always("answer"),
    strike: (options) => ({ delayMs: number(options, "ms") }),
  },
  "result-lost": {
    about: "The network takes the part; AT+CMGS gets no answer.",
    command: "+CMGS",
    point: always("taken"),
    strike: () => ({ reply: { result: "silence" } }),
  },
  "taken-then-error": {
    about: "The network takes the part; AT+CMGS answers with an error all the same.",
    options: { error: { type: "number", about: "+CMS ERROR", default: 500 } },
    command: "+CMGS",
    point: always("taken"),
    strike: (options) => ({ reply: { result: { cms: number(options, "error") } } }),
  },
  "report-first": {
    about: "The delivery report comes before the result of AT+CMGS.",
    command: "+CMGS",
    point: always("taken"),
    strike: () => ({ release: true }),
  },
  "cms-error": {
    about: "A message command fails with +CMS ERROR; the network takes nothing.",
    options: { error: { type: "number", about: "+CMS ERROR" }, command: commandOption("+CMGS") },
    point: (options) => (options.command === "+CMGS" || options.command === "+CMSS" ? "submit" : "command"),
    strike: (options) => ({ reply: { result: { cms: number(options, "error") } } }),
  },
  "cme-error": {
    about: "A command fails with +CME ERROR.",
    options: { error: { type: "number", about: "+CME ERROR" }, command: commandOption("*") },
    point: always("command"),
    strike: (options) => ({ reply: { result: { cme: number(options, "error") } } }),
  },
  unsolicited: {
    about: "A line that nobody asked for, at any point.",
    options: {
      line: { type: "string", about: "the line; `\\n` parts several", default: "+CREG: 1" },
      at: atOption("command"),
      command: commandOption("*"),
    },
    point: pointOf,
    strike: (options) => ({ raw: `\r\n${text(options, "line").replaceAll("\n", "\r\n")}\r\n` }),
  },
  garbage: {
    about: "Octets without meaning.",
    options: {
      octets: { type: "number", about: "how many", default: 8 },
      at: atOption("command"),
      command: commandOption("*"),
    },
    point: pointOf,
    strike: (options, { random }) => ({
      // Line ends and the prompt's sign would have a meaning.
      raw: Array.from({ length: number(options, "octets") }, () =>
        String.fromCharCode(0x80 + Math.floor(random() * 0x80)),
      ).join(""),
    }),
  },
  "cut-line": {
    about: "The second half of an answer is lost.",
    options: { command: commandOption("*") },
    point: always("answer"),
    strike: () => ({ cut: true }),
  },
  "duplicate-delivery": {
    about: "What comes from the network is stored or shown twice.",
    options: { command: { type: "string", about: "deliver, status-report or `*`", default: "*" } },
    point: always("receive"),
    strike: () => ({ twice: true }),
  },
  "unannounced-delivery": {
    about: "A message is stored without +CMTI.",
    command: "deliver",
    point: always("receive"),
    strike: () => ({ quiet: true }),
  },
  "unreadable-delivery": {
    about: "A message arrives as a PDU that cannot be read.",
    command: "deliver",
    point: always("receive"),
    strike: () => ({ unreadable: true }),
  },
  "report-lost": {
    about: "A delivery report vanishes.",
    command: "status-report",
    point: always("receive"),
    strike: () => ({ drop: true }),
  },
  "storage-full": {
    about: "A memory fills up with old messages.",
    options: { memory: { type: "string", about: "its name, the one for receiving when left out", default: "" } },
    point: always("now"),
    strike(options, { state: { messages }, filler }) {
      const memory = messages.memories.get(text(options, "memory") || messages.selected[2]);
      for (let count = memory?.used ?? 0; memory && count < memory.total; count++) {
        memory.add({ kind: "deliver", pdu: filler(count), status: RECEIVED_READ });
      }
      return {};
    },
  },
  "reference-wrap": {
    about: "The next part gets the reference 255, the one after it 0.",
    point: always("now"),
    strike(_options, { state }) {
      state.messages.reference = 255;
      return {};
    },
  },
  "sim-busy": {
    about: "The SIM does not answer for some seconds.",
    options: { seconds: { type: "number", about: "how long", default: 10 } },
    point: always("now"),
    strike(options, target) {
      target.state.sim.busyUntil = target.now() + number(options, "seconds") * 1000;
      return {};
    },
    undo({ state }) {
      state.sim.busyUntil = 0;
    },
  },
  "registration-lost": {
    about: "The network is gone.",
    options: { seconds: { type: "number", about: "how long; 0 until the fault is taken away", default: 0 } },
    point: always("now"),
    strike(options, target) {
      const back = target.state.radio.registration;
      target.state.radio.registration = "searching";
      target.registrationChanged();
      const seconds = number(options, "seconds");
      if (seconds > 0) {
        target.later(seconds * 1000, () => {
          target.state.radio.registration = back;
          target.registrationChanged();
        });
      }
      return {};
    },
    undo(target) {
      target.state.radio.registration = "home";
      target.registrationChanged();
    },
  },
  "echo-stuck": {
    about: "ATE0 is answered OK, and the echo stays on.",
    point: always("now"),
    strike(_options, { state: { terminal } }) {
      terminal.echo = true;
      terminal.echoLocked = true;
      return {};
    },
    undo({ state }) {
      state.terminal.echoLocked = false;
    },
  },
  "brown-out": {
    about: "The modem starts again by itself.",
    options: { at: atOption("now"), command: commandOption("*") },
    point: pointOf,
    strike(_options, target) {
      target.restart();
      return { reply: { result: "silence" } };
    },
  },
  unplug: {
    about: "The device disappears, and comes back.",
    options: {
      backMs: { type: "number", about: "milliseconds until it is back; -1 for never", default: 1000 },
      at: atOption("now"),
      command: commandOption("*"),
    },
    point: pointOf,
    strike(options, target) {
      const backMs = number(options, "backMs");
      target.unplug(backMs < 0 ? undefined : backMs);
      return { reply: { result: "silence" } };
    },
  },
};
