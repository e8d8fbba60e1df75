import { COMMON_SETTINGS, parsePort, parseText, parseWhole } from "../config/index.ts";
import { describeProfiles } from "../modem/simulator/index.ts";
import { no, ok, type Result } from "../result.ts";
import { defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { option, toggle } from "./options.ts";
import { runSimulator } from "./simulator.ts";
import { replayTrace } from "./simulator-replay.ts";

const flags = {
  pty: option("pty", "LINK", {
    documentation: "Where to put the symbolic link to the pseudo-terminal; programs open it as a modem.",
    parse: parseText,
  }),
  profile: option("profile", "NAME", {
    documentation: "One of the profiles listed in this help; generic by default.",
    parse: parseText,
  }),
  pin: option("pin", "PIN", {
    documentation: "PIN of its SIM; none by default.",
    parse: parsePin,
  }),
  number: option("number", "NUMBER", {
    documentation: "Its telephone number, international; +491700000001 by default.",
    parse: parseNumber,
  }),
  seed: option("seed", "N", {
    documentation: "Seed of all random numbers: the same seed gives the same run.",
    parse: parseWhole(0, 4_294_967_295),
  }),
  strict: toggle(
    "strict",
    "Refuse PDUs with oddities (+CMS ERROR: 304), such as octets after the end. Networks accept them; /odd-pdus of the control API lists them.",
  ),
  control: option("control", "PORT", {
    documentation: "Port on 127.0.0.1 of an HTTP API that shows messages and sets state and faults; 0 for any.",
    parse: parsePort,
  }),
  replay: option("replay", "FILE", {
    documentation: "A trace of `aldis modem trace`: be the modem that was recorded, for a program that says the same.",
    parse: parseText,
  }),
  paced: toggle("paced", "With --replay: keep the recorded pauses."),
};

/** `aldis simulator`: a modem to try other programs with. */
export const simulatorCommand = defineCommand({
  path: ["simulator"],
  operands: [],
  summary: "run a simulated modem on a pseudo-terminal, for other programs",
  details: `Prints one line when it is ready, and runs until it is told to stop. A replay ends with exit status 1 at the first octet that differs from the trace.

Profiles:
${describeProfiles()}`,
  settings: COMMON_SETTINGS,
  ignoresSettings: true,
  flags,
  required: ["pty"],
  async run({ flags: { pty = "", replay, paced, ...rest }, io }) {
    if (replay === undefined) {
      if (paced) throw new CliError("usage", "--paced: only with --replay");
      return runSimulator({ pty, ...rest }, io);
    }
    const odd = Object.keys(rest)[0];
    if (odd !== undefined) throw new CliError("usage", `--${odd}: not with --replay, which brings its own modem`);
    return replayTrace({ pty, replay, paced }, io);
  },
});

function parsePin(text: string): Result<string> {
  return /^\d{4,8}$/.test(text) ? ok(text) : no("must have 4 to 8 digits");
}

function parseNumber(text: string): Result<string> {
  const digits = text.replace(/^\+/, "");
  return /^[1-9]\d{5,14}$/.test(digits) ? ok(`+${digits}`) : no("must be an international number of 6 to 15 digits");
}
