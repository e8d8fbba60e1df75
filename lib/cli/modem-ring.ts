import { COMMON_SETTINGS, parseWhole } from "../config/index.ts";
import type { RingResult } from "../send-outcomes.ts";
import { defineCommand } from "./command.ts";
import { READY_LIMIT_MS, readModemSpec, withModem } from "./modem-work.ts";
import { NUMBER_KEYS, refuseNumber, refuseOptedOut } from "./number-check.ts";
import { option } from "./options.ts";

/** 20 s: about four rings; a longer call reaches a mailbox more often. */
const DEFAULT_SECONDS = 20;

const seconds = option("seconds", "N", {
  documentation: `Longest time to ring; ${DEFAULT_SECONDS} by default.`,
  parse: parseWhole(1, 180),
});

const SENTENCES: Readonly<Record<RingResult, string>> = {
  "ringing-seen": "it rang",
  answered: "somebody answered",
  busy: "busy",
  "no-answer": "no ringing was seen, and no answer came",
  "not-allowed": "the modem or the network does not allow the call",
};

/** `aldis modem ring`: lets a telephone ring, and says how far the call came. */
export const modemRingCommand = defineCommand({
  path: ["modem", "ring"],
  operands: ["SPEC", "NUMBER"],
  summary: "ring a telephone, and report how far the call got",
  details:
    "Hangs up after that time, or as soon as somebody answers. Exit status 0 if it rang or was answered. The gateway must not use the modem at the same time.",
  settings: [...COMMON_SETTINGS, ...NUMBER_KEYS],
  flags: { seconds },
  async run({ config, flags, operands: [text = "", number = ""], io }) {
    refuseNumber(number, config);
    await refuseOptedOut(number, config, io);
    const result = await withModem(readModemSpec(text), { config, io, limitMs: READY_LIMIT_MS }, (modem) =>
      modem.ring(number, { seconds: flags.seconds ?? DEFAULT_SECONDS, signal: io.signal }),
    );
    io.out.write(`${SENTENCES[result]}\n`);
    return result === "ringing-seen" || result === "answered" ? 0 : 1;
  },
});
