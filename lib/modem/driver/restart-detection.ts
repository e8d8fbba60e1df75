import type { Log } from "../../log.ts";
import { fieldsOf, toInteger } from "../at/fields.ts";
import { type DriverContext, query, tryAsk } from "./context.ts";
import type { Router } from "./router.ts";

/** Lines of a modem whose SIM has gone or asks for a PIN or PUK. */
const SIM_NOT_READY = [
  /^\+CPIN\s*:(?!\s*READY)/i,
  /^\+SIMCARD\s*:\s*NOT/i,
  /^\^SIMST\s*:\s*(0|255)\b/i,
  /^#QSS\s*:\s*0$/i,
];
/** `+CME ERROR` for a SIM that is not there, locked, broken or wrong. */
const SIM_ERRORS = [10, 11, 12, 13, 15];

/**
 * 4 suspicions in 5 min: a modem that restarts all the time is not checked more often; checks would only disturb it.
 */
const MOST_SUSPICIONS = 4;
const SUSPICIONS_MS = 300_000;

/** The suspicions about one modem, across its starts. */
export interface Suspicions {
  suspected(reason: string): void;
  /** It raised suspicion repeatedly although each start found it healthy: its lines are ignored for a while. */
  readonly exhausted: boolean;
}

/**
 * Passes suspicions on, a few per five minutes: a modem that keeps reporting its SIM, or echoes at random, must not be
 * restarted forever.
 */
export function createSuspicions(on: { now(): number; log: Log; suspected(reason: string): void }): Suspicions {
  let lately: number[] = [];
  const isExhausted = () => {
    lately = lately.filter((at) => on.now() - at < SUSPICIONS_MS);
    return lately.length >= MOST_SUSPICIONS;
  };
  return {
    suspected(reason) {
      if (isExhausted()) {
        on.log.debug(
          { reason },
          "the modem reports trouble too often although each start finds it healthy: its reports are ignored for a while",
        );
        return;
      }
      lately.push(on.now());
      on.suspected(reason);
    },
    get exhausted() {
      return isExhausted();
    },
  };
}

/**
 * Detects that what the start found no longer holds: the modem has restarted on its own, or its SIM has gone. Lines
 * from before `router.release` are about this start and do not count.
 */
export function watchForRestart(context: DriverContext, router: Router, suspicions: Suspicions): void {
  const { suspected } = suspicions;
  for (const line of context.dialect.started) router.on(line, () => suspected("the modem has restarted on its own"));
  for (const line of SIM_NOT_READY) router.on(line, () => suspected("the modem says that its SIM is not ready"));
  if (context.echoIsOff && !suspicions.exhausted)
    context.channel.guardEcho(() => suspected("the modem has restarted on its own: it echoes"));
}

/**
 * Queries what no unsolicited line may report: whether the SIM is still there, and whether PDU mode is still set.
 *
 * @throws ModemError as {@link tryAsk}
 */
export async function askAboutRestart(
  context: DriverContext,
  { registered, suspected }: { registered: boolean; suspected: (reason: string) => void },
): Promise<void> {
  const format = await query(context, "AT+CMGF?", "+CMGF:", { priority: "background" });
  const mode = toInteger(fieldsOf(format?.[0] ?? "")[0]);
  if (mode !== undefined && mode !== 0) suspected("the modem has left PDU mode");
  if (registered) return;
  const answer = { kind: "prefixed", prefix: "+CPIN:" } as const;
  const { result, lines } = await tryAsk(context, "AT+CPIN?", { answer, priority: "background" });
  const lock = fieldsOf(lines.at(-1) ?? "")[0]?.toUpperCase();
  const failed = !result.ok && result.cme !== undefined && SIM_ERRORS.includes(result.cme);
  if (failed || (result.ok && lock !== undefined && lock !== "READY")) suspected("the SIM is not ready");
}
