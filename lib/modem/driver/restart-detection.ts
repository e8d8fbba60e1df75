import type { Log } from "../../log.ts";
import { fieldsOf, toInteger } from "../at/fields.ts";
import { type DriverContext, query, tryAsk } from "./context.ts";
import type { Router } from "./router.ts";

/** What a modem says when its SIM has gone or asks for something. */
const SIM_TROUBLE = [
  /^\+CPIN\s*:(?!\s*READY)/i,
  /^\+SIMCARD\s*:\s*NOT/i,
  /^\^SIMST\s*:\s*(0|255)\b/i,
  /^#QSS\s*:\s*0$/i,
];
/** `+CME ERROR` for a SIM that is not there, locked, broken or wrong. */
const SIM_ERRORS = [10, 11, 12, 13, 15];

const MOST_DOUBTS = 4;
const DOUBTS_MS = 300_000;

/** The doubts about one modem, over its starts. */
export interface Suspicions {
  suspected(reason: string): void;
  /** It gave cause for doubt again and again, and each start found it well: its word counts for nothing for a while. */
  readonly exhausted: boolean;
}

/** Hands doubts on, a few in five minutes: one that chatters of its SIM, or echoes at whim, must not be started forever. */
export function createSuspicions(on: { now(): number; log: Log; suspected(reason: string): void }): Suspicions {
  let lately: number[] = [];
  const isExhausted = () => {
    lately = lately.filter((at) => on.now() - at < DOUBTS_MS);
    return lately.length >= MOST_DOUBTS;
  };
  return {
    suspected(reason) {
      if (isExhausted()) {
        on.log.debug({ reason }, "the modem gives cause for doubt too often");
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
 * Notices that what the start found is no longer so: the modem has restarted on its own, or its SIM has gone. Lines from
 * before `router.release` are about this start and do not count.
 */
export function watchForRestart(context: DriverContext, router: Router, suspicions: Suspicions): void {
  const { suspected } = suspicions;
  for (const line of context.dialect.started) router.on(line, () => suspected("the modem has restarted on its own"));
  for (const line of SIM_TROUBLE) router.on(line, () => suspected("the modem says that its SIM is not ready"));
  if (context.echoIsOff && !suspicions.exhausted)
    context.channel.guardEcho(() => suspected("the modem has restarted on its own: it echoes"));
}

/**
 * Asks what no line may tell: whether the SIM is still there, and whether messages still go as PDUs.
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
