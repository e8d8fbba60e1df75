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

/**
 * Notices that what the start found is no longer so: the modem has started by itself, or its SIM has gone. Lines from
 * before `router.release` are about this start and do not count.
 */
export function watchForDoubts(context: DriverContext, router: Router, doubted: (reason: string) => void): void {
  for (const line of context.dialect.started) router.on(line, () => doubted("the modem has started by itself"));
  for (const line of SIM_TROUBLE) router.on(line, () => doubted("the modem says that its SIM is not ready"));
  if (context.echoIsOff) context.channel.guardEcho(() => doubted("the modem has started by itself: it echoes"));
}

/** Asks what no line may tell: whether the SIM is still there, and whether messages still go as PDUs. */
export async function askForDoubts(
  context: DriverContext,
  { registered, doubted }: { registered: boolean; doubted: (reason: string) => void },
): Promise<void> {
  const format = await query(context, "AT+CMGF?", "+CMGF:", { priority: "background" });
  const mode = toInteger(fieldsOf(format?.[0] ?? "")[0]);
  if (mode !== undefined && mode !== 0) doubted("the modem has left PDU mode");
  if (registered) return;
  const answer = { kind: "prefixed", prefix: "+CPIN:" } as const;
  const { result, lines } = await tryAsk(context, "AT+CPIN?", { answer, priority: "background" });
  const lock = fieldsOf(lines.at(-1) ?? "")[0]?.toUpperCase();
  const failed = !result.ok && result.cme !== undefined && SIM_ERRORS.includes(result.cme);
  if (failed || (result.ok && lock !== undefined && lock !== "READY")) doubted("the SIM is not ready");
}
