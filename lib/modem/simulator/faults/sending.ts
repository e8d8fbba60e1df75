import type { FaultDefinition } from "./fault.ts";
import { always, commandOption, msOption, number } from "./options.ts";

/** What can go wrong while `AT+CMGS` runs. */
export const SENDING_FAULTS: Readonly<Record<string, FaultDefinition>> = {
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
};
