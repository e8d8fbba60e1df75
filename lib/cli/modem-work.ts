import { type Config, parseModem } from "../config/index.ts";
import { createStoredPinMemory } from "../gateway/index.ts";
import { createLog, type Log } from "../log.ts";
import {
  addressOf,
  createModem,
  type Modem,
  ModemError,
  type ModemSpec,
  type ModemStatus,
  type PinMemory,
} from "../modem/index.ts";
import { createPort } from "../modem/serial/index.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { withStoreOrNew } from "./with-store.ts";

/** 60 s for a modem to be ready: a person waits for one that finds no network, or whose port cannot be opened. */
export const READY_LIMIT_MS = 60_000;

/** A modem of this machine or network, as an operand names it. @throws CliError kind "usage" */
export function readModemSpec(text: string): ModemSpec {
  const parsed = parseModem(text);
  if (!parsed.ok) throw new CliError("usage", parsed.problem);
  if (parsed.value.kind === "simulated") {
    throw new CliError("usage", "a simulated modem lives in the gateway; for one on its own see aldis simulator");
  }
  if (parsed.value.kind === "auto") throw new CliError("usage", "auto names no modem: name one of aldis modem list");
  return parsed.value;
}

/** A log for commands whose output is for people or programs: errors on standard error, or nothing. */
export function quietLog(io: Pick<CommandIo, "err">, level: "error" | "silent" = "error"): Log {
  return createLog({ level, format: "json", destination: { write: (line) => void io.err.write(line) } });
}

/** Which PINs were refused, as the gateway and every command on its data remember it. */
export type PinOption = { pinMemory?: PinMemory };

/**
 * Gives `use` the memory of refused PINs that the gateway has: one after another, commands must not use up the attempts
 * that the SIM allows. Without a PIN there is nothing to remember, and no store is opened.
 *
 * @throws CliError kind "failed" when the database cannot be opened; no PIN is entered then
 */
export function withPinMemory<T>(
  { pin }: Pick<ModemSpec, "pin">,
  { config, io }: { config: Pick<Config, "data" | "database" | "textKeyFile">; io: CommandIo },
  use: (option: PinOption) => Promise<T>,
): Promise<T> {
  if (pin === undefined) return use({});
  return withStoreOrNew(config, io, ({ settings }) => use({ pinMemory: createStoredPinMemory(settings) }));
}

/**
 * Runs a modem as the gateway would, for one piece of work. Messages stay on it.
 *
 * @throws CliError kind "failed" with what is wrong with the modem, or with what it answered to the work
 */
export function withModem<T>(
  spec: ModemSpec,
  options: { config: Pick<Config, "data" | "database" | "textKeyFile">; io: CommandIo; limitMs: number },
  work: (modem: Modem) => Promise<T>,
): Promise<T> {
  return withPinMemory(spec, options, (pin) => runModem(spec, { ...options, ...pin }, work));
}

async function runModem<T>(
  spec: ModemSpec,
  { io, limitMs, ...pin }: PinOption & { io: CommandIo; limitMs: number },
  work: (modem: Modem) => Promise<T>,
): Promise<T> {
  const trouble = Promise.withResolvers<never>();
  const modem = createModem({
    spec,
    place: { openPort: () => createPort(addressOf(spec)) },
    handlers: {
      received: () => Promise.reject(new Error("messages stay on a modem that a command uses")),
      changed: (status) => {
        if (needsPerson(status)) trouble.reject(new CliError("failed", `${spec.text}: ${status.problem}`));
      },
      incomingCall: () => undefined,
      callEnded: () => undefined,
    },
    log: quietLog(io, "silent"),
    ...pin,
  });
  const limit = AbortSignal.timeout(limitMs);
  modem.start();
  try {
    await Promise.race([modem.whenReady(AbortSignal.any([io.signal, limit])), trouble.promise]);
    return await work(modem);
  } catch (error) {
    if (io.signal.aborted) throw new CliError("failed", "cancelled", { cause: error });
    if (limit.aborted && modem.status.state !== "ready") {
      const { problem = "it was not ready for use" } = modem.status;
      throw new CliError("failed", `${spec.text} was given up after ${limitMs / 1000} s: ${problem}`, { cause: error });
    }
    if (error instanceof ModemError) throw new CliError("failed", `${spec.text}: ${error.message}`, { cause: error });
    throw error;
  } finally {
    // Nobody waits for it any more.
    trouble.promise.catch(() => undefined);
    await modem.stop();
  }
}

/** Waiting does not help: the port cannot be used, or the SIM asks for something. */
function needsPerson({ state, problem }: ModemStatus): boolean {
  return (state === "out-of-service" || state === "gone") && problem !== undefined;
}
