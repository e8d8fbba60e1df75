import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
import type { AtChannel, RunOptions } from "../at/channel-contract.ts";
import type { AtAnswer, AtCommand, FinalResult } from "../at/command.ts";
import { commandName } from "../at/command.ts";
import type { Dialect } from "../dialects/index.ts";
import { ModemError } from "../errors.ts";
import type { ModemStatus } from "../types.ts";

/** Changes of a modem's status; `undefined` clears a field. */
export type StatusPatch = {
  [K in Exclude<keyof ModemStatus, "name" | "spec" | "pool" | "since">]?: ModemStatus[K] | undefined;
};

/** What all parts of the driver share. */
export interface DriverContext {
  readonly channel: AtChannel;
  readonly clock: Clock;
  readonly log: Log;
  /** The plain dialect until the modem is identified. */
  dialect: Dialect;
  /** The modem obeys `ATE0`. */
  echoIsOff?: boolean;
  /** The SIM has no service centre number. */
  lacksSmsc?: boolean;
  /** Aborted when this start of the driver ends. */
  readonly signal: AbortSignal;
  update(patch: StatusPatch): void;
}

/** 10 s: most answers take milliseconds, those from the SIM up to some seconds. */
const USUAL_MS = 10_000;
/** 2 s between a command's information and its OK: modems that send it at all do so at once. */
export const QUIET_OK_MS = 2_000;

/** Sends a command that has no PDU; an error result is an answer too. @throws ModemError as {@link AtChannel.run} */
export function ask(
  context: DriverContext,
  text: string,
  options: Partial<Pick<AtCommand, "answer" | "timeoutMs" | "dials" | "numericResults" | "quietOkMs" | "outOfStep">> &
    RunOptions = {},
): Promise<AtAnswer> {
  const { signal, priority, timeoutMs = USUAL_MS, ...command } = options;
  return context.channel.run(
    { text, timeoutMs, ...command },
    { signal: signal ?? context.signal, ...defined({ priority }) },
  );
}

/**
 * As {@link ask}, for commands that a modem may lack: no answer in time counts as a refusal.
 *
 * @throws ModemError as {@link AtChannel.run}, but not "timeout"
 */
export async function tryAsk(
  context: DriverContext,
  text: string,
  options: Parameters<typeof ask>[2] = {},
): Promise<AtAnswer> {
  try {
    return await ask(context, text, options);
  } catch (error) {
    if (!(error instanceof ModemError) || error.kind !== "timeout") throw error;
    return { result: { ok: false, text: "no answer" }, lines: [], pduWritten: false };
  }
}

/**
 * The lines that begin with `prefix`; undefined when the modem refused or did not answer.
 *
 * @throws ModemError as {@link tryAsk}
 */
export async function query(
  context: DriverContext,
  text: string,
  prefix: string,
  options: RunOptions & { accepts?: (line: string) => boolean; timeoutMs?: number } = {},
): Promise<string[] | undefined> {
  const { accepts, ...rest } = options;
  const answer = { kind: "prefixed" as const, prefix, ...defined({ accepts }) };
  const { result, lines } = await tryAsk(context, text, { answer, quietOkMs: QUIET_OK_MS, ...rest });
  return result.ok ? lines : undefined;
}

/** Sends a command that must succeed. @throws ModemError "rejected" when it does not */
export async function demand(
  context: DriverContext,
  text: string,
  options: Parameters<typeof ask>[2] = {},
): Promise<void> {
  const { result } = await ask(context, text, options);
  if (!result.ok) throw refusal(text, result);
}

/** The error for a command that the modem refused. */
export function refusal(text: string, result: Extract<FinalResult, { ok: false }>): ModemError {
  const command = commandName(text);
  return new ModemError("rejected", `${command} was refused: ${result.text}`, {
    command,
    cms: result.cms,
    cme: result.cme,
  });
}
