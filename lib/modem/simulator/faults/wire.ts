import type { FaultDefinition } from "./fault.ts";
import { always, atOption, commandOption, msOption, number, pointOf, secondsOption, text } from "./options.ts";

/** Lines that USB sticks send all the time. */
const CHATTER = [
  "^RSSI: 18",
  '^HCSQ: "LTE",45,40,120,22',
  "^DSFLOWRPT: 0000001E,00000000,00000000,00000000,00000000,00003E80,00003E80",
  "^BOOT: 20561567,0,0,0,75",
  "^MODE: 5,4",
  "^SRVST: 2",
  "^SIMST: 1",
  '+QIND: "csq",20,99',
  "+CIEV: 2,4",
  "#QSS: 2",
  "UNDER-VOLTAGE WARNNING",
  "OVER-VOLTAGE WARNNING",
];

/** What can go wrong with commands, answers and the line. */
export const WIRE_FAULTS: Readonly<Record<string, FaultDefinition>> = {
  "no-answer": {
    about: "A command is neither run nor answered.",
    options: { command: commandOption("*") },
    point: always("command"),
    strike: () => ({ reply: { result: "silence" } }),
  },
  "slow-answer": {
    about: "A command is answered late.",
    options: { ms: msOption(3000), command: commandOption("*") },
    point: always("answer"),
    strike: (options) => ({ delayMs: number(options, "ms") }),
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
      // Line ends and the prompt character would have a meaning.
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
  "missing-result": {
    about: "An answer ends without OK or ERROR (Sierra, ZTE).",
    options: { command: commandOption("*") },
    point: always("answer"),
    strike: () => ({ reply: { result: "silence" } }),
  },
  "leading-blanks": {
    about: "The lines of an answer begin with blanks (ZTE).",
    options: { command: commandOption("*") },
    point: always("answer"),
    strike: () => ({ indent: true }),
  },
  chatter: {
    about: "The modem reports signal and state all the time, as Huawei sticks do.",
    options: { ms: { ...msOption(2000), about: "milliseconds between two lines" }, seconds: secondsOption(60) },
    point: always("now"),
    strike(options, target) {
      const endAt = target.now() + number(options, "seconds") * 1000;
      const again = () => {
        if (!target.state.terminal.chatters) return;
        target.unsolicited(CHATTER[Math.floor(target.random() * CHATTER.length)] ?? "");
        if (number(options, "seconds") > 0 && target.now() >= endAt) target.state.terminal.chatters = false;
        else target.later(number(options, "ms"), again);
      };
      target.state.terminal.chatters = true;
      again();
      return {};
    },
    undo({ state }) {
      state.terminal.chatters = false;
    },
  },
  hang: {
    about: "The modem answers nothing at all until it is started again.",
    options: {
      until: {
        type: "string",
        about: "`reset`: AT+CFUN=1,1 is still heard; `power`: only the plug helps",
        default: "reset",
      },
    },
    point: always("now"),
    strike(options, { state }) {
      state.terminal.hung = text(options, "until") === "power" ? "power" : "reset";
      return {};
    },
    undo({ state }) {
      state.terminal.hung = undefined;
    },
  },
};
