import type { RingResult } from "../../send-outcomes.ts";
import { fieldsOf, toInteger } from "../at/fields.ts";
import { ModemError } from "../errors.ts";
import { ask, type DriverContext, query } from "./context.ts";
import type { Router } from "./router.ts";

/** 1 s between looks at the call: it is hung up within about a second of being answered. */
const WATCH_MS = 1_000;

/** How far an outgoing call has come, by 27.007 §7.18. */
type CallStage = "dialling" | "ringing" | "answered";

interface CallEnd {
  text: string;
}

const ENDS = { busy: "BUSY", "no-answer": "NO ANSWER", ended: "NO CARRIER" } as const;

/**
 * Calls a number and hangs up after `seconds`, at once when someone answers.
 *
 *     ATD ── dialling ── ringing ──▶ time is over: "ringing-seen"    BUSY: "busy"    active: "answered"
 *                 └──▶ time is over, NO ANSWER, NO CARRIER: "no-answer"         refused: "not-allowed"
 *
 * @throws ModemError "rejected" for a number that cannot be dialled, "gone", "timeout" or "aborted"; the call is hung
 * up in every case
 */
export async function ringNumber(
  context: DriverContext,
  router: Router,
  options: { number: string; seconds: number; signal: AbortSignal | undefined },
): Promise<RingResult> {
  const { number, seconds } = options;
  if (!/^\+?[\d*#]{1,32}$/.test(number)) {
    throw new ModemError("rejected", "a number to ring may hold only digits, * and #", { errorClass: "permanent" });
  }
  const signal = options.signal ? AbortSignal.any([options.signal, context.signal]) : context.signal;
  let end: CallEnd | undefined;
  let stage: CallStage = "dialling";
  // The first matching pattern counts, so the more specific ones come first.
  const routes = context.dialect.callSigns.map(({ pattern, means }) =>
    router.on(pattern, () => {
      if (means === "ringing" || means === "answered") stage = means;
      else ends(ENDS[means]);
    }),
  );
  routes.push(router.on(/^(BUSY|NO CARRIER|NO ANSWER|NO DIAL ?TONE)$/i, ({ line }) => ends(line.toUpperCase())));
  /** A cause that arrives after a bare end replaces it. */
  function ends(text: string): void {
    if (!end || end.text === ENDS.ended) end = { text };
  }
  const hangUpAt = context.clock.now() + seconds * 1000;
  // Dialling runs alongside the watching: on some modems its result is the end of the call.
  const dialled = dial(context, number, seconds).then((refused) => {
    if (refused !== undefined) ends(refused);
  });
  let failure: unknown;
  let wasSeen = false;
  dialled.catch((error: unknown) => {
    failure = error;
  });
  try {
    while (context.clock.now() < hangUpAt && !end && failure === undefined) {
      await context.clock.sleep(Math.min(WATCH_MS, Math.max(1, hangUpAt - context.clock.now())), signal);
      if (end || failure !== undefined) break;
      const seen = await currentStage(context);
      // Some modems report nothing at the end of a call: it just disappears from the list.
      if (seen === "none" && wasSeen) ends(ENDS.ended);
      if (seen !== undefined && seen !== "none") wasSeen = true;
      if (seen === "dialling" || seen === "ringing" || seen === "answered") stage = seen;
      if (stage === "answered") break;
    }
  } catch (error) {
    throw error instanceof ModemError ? error : new ModemError("aborted", "the call was given up", { cause: error });
  } finally {
    for (const off of routes) off();
    if (!callIsOver(end)) await hangUp(context);
  }
  if (failure !== undefined) throw failure;
  return resultOf(stage, end);
}

/**
 * The final result's text if the modem refused or ended the call, undefined while it continues. Some modems send the
 * result only when the other side answers: then the call's time limit applies, and what the channel writes after it
 * ends the dialling.
 */
async function dial(context: DriverContext, number: string, seconds: number): Promise<string | undefined> {
  try {
    const { result } = await ask(context, `ATD${number};`, { dials: true, timeoutMs: seconds * 1000 });
    if (result.ok) return undefined;
    return /^(BUSY|NO CARRIER|NO ANSWER)$/i.test(result.text) ? result.text.toUpperCase() : "REFUSED";
  } catch (error) {
    if (error instanceof ModemError && error.kind === "timeout") return undefined;
    throw error;
  }
}

/** Undefined if the modem does not report it. */
async function currentStage(context: DriverContext): Promise<CallStage | "under way" | "none" | undefined> {
  const lines = await query(context, "AT+CLCC", "+CLCC:");
  if (!lines) return activity(context);
  const outgoing = lines.map((line) => fieldsOf(line)).find(([, direction]) => direction === "0");
  if (!outgoing) return "none";
  switch (toInteger(outgoing[2])) {
    case 0:
      return "answered";
    case 2:
      return "dialling";
    case 3:
      return "ringing";
    default:
      return undefined;
  }
}

/** For modems without a list of calls; 27.007 §8.1. */
async function activity(context: DriverContext): Promise<"under way" | "none" | undefined> {
  const lines = await query(context, "AT+CPAS", "+CPAS:");
  const state = toInteger(fieldsOf(lines?.[0] ?? "")[0]);
  if (state === undefined) return undefined;
  return state === 3 || state === 4 ? "under way" : "none";
}

async function hangUp(context: DriverContext): Promise<void> {
  for (const text of context.dialect.hangUp) {
    try {
      const { result } = await ask(context, text);
      if (result.ok) return;
    } catch (error) {
      // The next command, or the end of this driver, ends the call.
      context.log.warn({ err: error }, "the call was not ended");
    }
  }
}

function callIsOver(end: CallEnd | undefined): boolean {
  return end !== undefined && end.text !== "REFUSED";
}

function resultOf(stage: CallStage, end: CallEnd | undefined): RingResult {
  if (stage === "answered") return "answered";
  if (end?.text === "BUSY") return "busy";
  if (end?.text === "REFUSED" || end?.text.startsWith("NO DIAL")) return "not-allowed";
  return stage === "ringing" ? "ringing-seen" : "no-answer";
}
