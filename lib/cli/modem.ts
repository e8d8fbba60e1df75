import { COMMON_SETTINGS, parseDuration } from "../config/index.ts";
import { defined } from "../defined.ts";
import { addressOf, createModem, type ModemProbe, type ModemSpec, probeModem } from "../modem/index.ts";
import { createPort, formatTraceLine, tracePort } from "../modem/serial/index.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { aborted, type CommandIo } from "./io.ts";
import { modemChangeCommands } from "./modem-changes.ts";
import { modemListCommand } from "./modem-list.ts";
import { modemRingCommand } from "./modem-ring.ts";
import { modemUssdCommand } from "./modem-ussd.ts";
import { type PinOption, quietLog, readModemSpec, withPinMemory } from "./modem-work.ts";
import { option } from "./options.ts";

/** 60 s: a modem that has answered nothing by then is given up; a person waits for it. */
const PROBE_LIMIT_MS = 60_000;

const timeout = option("timeout", "TIME", {
  documentation: "How long the modem may take; 60s by default.",
  parse: parseDuration,
});
const limit = option("for", "TIME", { documentation: "Stop after this time.", parse: parseDuration });
const IN_USE = "The gateway must not be using the modem meanwhile.";
const PIN_ONCE =
  "A PIN that the SIM refuses is remembered in the data directory, as by the gateway, and not entered again.";

/** `aldis modem …`: what is plugged in, what it can do, and what it says. */
export const modemCommands: readonly Command[] = [
  modemListCommand,
  ...modemChangeCommands,
  defineCommand({
    path: ["modem", "probe"],
    operands: ["SPEC"],
    summary: "show a modem's identity, abilities and settings, as JSON",
    details: `Starts the modem as the gateway would; messages stay on it. Exit status 1 if it is not ready for use. ${PIN_ONCE} ${IN_USE}`,
    settings: COMMON_SETTINGS,
    flags: { timeout },
    async run({ config, flags, operands: [text = ""], io }) {
      const spec = readModemSpec(text);
      const limitMs = flags.timeout ?? PROBE_LIMIT_MS;
      const probe = await withPinMemory(spec, { config, io }, (pin) =>
        examine(createPort(addressOf(spec)), spec, { io, limitMs, ...pin }),
      );
      io.out.write(`${JSON.stringify(probe, undefined, 2)}\n`);
      return probe.answers && probe.problem === undefined ? 0 : 1;
    },
  }),
  defineCommand({
    path: ["modem", "trace"],
    operands: ["SPEC"],
    summary: "run a modem and print all traffic on the wire, as JSON lines",
    details: `Runs it as the gateway would until stopped; messages stay on the modem. The lines contain everything, including texts and the PIN; of a modem that the gateway uses, GET /api/v1/modems/NAME/trace shows the last lines without those. ${PIN_ONCE} ${IN_USE}`,
    settings: COMMON_SETTINGS,
    flags: { limit },
    async run({ config, flags, operands: [text = ""], io }) {
      const spec = readModemSpec(text);
      const signal =
        flags.limit === undefined ? io.signal : AbortSignal.any([io.signal, AbortSignal.timeout(flags.limit)]);
      await withPinMemory(spec, { config, io }, (pin) => traceModem(spec, { io, signal, ...pin }));
      return 0;
    },
  }),
  modemUssdCommand,
  modemRingCommand,
];

async function traceModem(
  spec: ModemSpec,
  { io, signal, ...pin }: PinOption & { io: CommandIo; signal: AbortSignal },
): Promise<void> {
  const address = addressOf(spec);
  const modem = createModem({
    spec,
    place: {
      openPort: () => tracePort(createPort(address), (record) => io.out.write(`${formatTraceLine(record)}\n`)),
    },
    handlers: {
      received: () => Promise.reject(new Error("messages stay on a modem that is traced")),
      changed: ({ state, problem }) =>
        io.err.write(`aldis: ${spec.name} is ${state}${problem ? `: ${problem}` : ""}\n`),
      incomingCall: () => undefined,
      callEnded: () => undefined,
    },
    log: quietLog(io, "silent"),
    ...pin,
  });
  modem.start();
  await aborted(signal);
  await modem.stop();
}

async function examine(
  port: SerialPort,
  spec: ModemSpec,
  { io, limitMs, ...pin }: PinOption & { io: CommandIo; limitMs: number },
): Promise<ModemProbe> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    return await probeModem(port, {
      log: quietLog(io),
      baudRate: spec.baudRate,
      signal: AbortSignal.any([io.signal, limit]),
      ...defined({ pin: spec.pin }),
      ...pin,
    });
  } catch (cause) {
    if (io.signal.aborted) throw new CliError("failed", "cancelled", { cause });
    if (limit.aborted)
      throw new CliError("failed", `${spec.text} gave no answer within ${limitMs / 1000} s`, { cause });
    const reason = cause instanceof Error ? cause.message : String(cause);
    // Reasons of the port begin with its path.
    throw new CliError("failed", reason.startsWith("/") ? reason : `${spec.text} cannot be used: ${reason}`, { cause });
  }
}
