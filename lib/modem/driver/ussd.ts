import { PduError } from "../../pdu/index.ts";
import type { FinalResult } from "../at/command.ts";
import { fieldsOf } from "../at/fields.ts";
import type { UssdWay } from "../dialects/index.ts";
import { ModemError } from "../errors.ts";
import type { UssdAnswer } from "../types.ts";
import { ask, type DriverContext, query, refusal } from "./context.ts";
import type { Router } from "./router.ts";
import { encodeUssd, parseUssd } from "./ussd-text.ts";

/** 90 s: networks may take more than a minute to answer. */
const ANSWER_MS = 90_000;
/**
 * 15 s for another encoding of a request that the network answered as unknown: it has shown that it answers quickly.
 */
const SECOND_ANSWER_MS = 15_000;
/** 27.007 §7.15 wants the coding scheme: 15 is the default alphabet, 72 is UCS2. */
const GSM_CODING = 15;
const UCS2_CODING = 72;
const WAYS: readonly UssdWay[] = ["plain", "packed-hex", "ucs2-hex"];
/** `<m>` of `+CUSD`: the network does not know what it was asked. */
const NOT_SUPPORTED = 4;

interface UssdSession {
  /** Requests wait for each other: there is only one session. @throws ModemError */
  request(text: string, signal: AbortSignal | undefined): Promise<UssdAnswer>;
  /** Ends the session, if there is one. @throws ModemError */
  cancel(): Promise<void>;
}

/**
 * Creates the modem's USSD session. A `+CUSD` that nobody waits for is ignored.
 *
 * The encoding of a request depends on the modem family and is found by trying: if the modem refuses one, or the
 * network does not understand the request, the next one is tried until one has worked.
 */
export function createUssdSession(context: DriverContext, router: Router): UssdSession {
  let last: Promise<unknown> = Promise.resolve();
  /** The encoding that has brought an answer. */
  let proven: UssdWay | undefined;

  async function exchange(text: string, signal: AbortSignal): Promise<UssdAnswer> {
    if (!/^[^"\p{Cc}]{1,182}$/u.test(text)) {
      throw new ModemError("rejected", "a USSD request has 1 to 182 characters and no quotes or control characters");
    }
    const charset = await readCharset();
    let refused: ModemError | undefined;
    let unknown: UssdAnswer | undefined;
    for (const way of waysFor(text, charset)) {
      const written = writtenIn(way, text);
      if (written === undefined) continue;
      const outcome = await tryOnce(written, { charset, signal, limitMs: unknown ? SECOND_ANSWER_MS : ANSWER_MS });
      if (outcome === undefined) {
        refused = undefined;
        break;
      }
      if ("text" in outcome && outcome.status !== NOT_SUPPORTED) {
        proven = way;
        return outcome;
      }
      if ("text" in outcome) unknown ??= outcome;
      else refused ??= outcome.error;
      if (!("text" in outcome) && !mayBeTheWay(outcome.error)) break;
    }
    if (unknown) return unknown;
    throw refused ?? new ModemError("timeout", "the network did not answer the USSD request", { command: "AT+CUSD" });
  }

  function waysFor(text: string, charset: string | undefined): UssdWay[] {
    if (proven) return [proven];
    // Only UCS2 is sure to carry characters outside ASCII, and under that charset every string is written in it.
    const needsUcs2 = charset === "UCS2" || /[^ -~]/.test(text);
    return [...new Set([...(needsUcs2 ? (["ucs2-hex"] as const) : []), context.dialect.ussdRequest, ...WAYS])];
  }

  async function tryOnce(
    written: string,
    { charset, signal, limitMs }: { charset: string | undefined; signal: AbortSignal; limitMs: number },
  ): Promise<UssdAnswer | { error: ModemError } | undefined> {
    let off = () => {};
    // The answer may arrive before the OK of the request, so listen first.
    const answered = new Promise<UssdAnswer>((resolve) => {
      off = router.on(/^\+CUSD\s*:/i, ({ line }) => resolve(parseUssd(line, charset)));
    });
    try {
      const command = `AT+CUSD=1,${written}`;
      const { result } = await ask(context, command, { timeoutMs: ANSWER_MS, signal });
      if (!result.ok) return { error: refusal(command, result) };
      return await Promise.race([answered, timeOut(signal, limitMs)]);
    } finally {
      off();
    }
  }

  async function readCharset(): Promise<string | undefined> {
    const lines = await query(context, "AT+CSCS?", "+CSCS:");
    return fieldsOf(lines?.[0] ?? "")[0]?.toUpperCase();
  }

  async function timeOut(signal: AbortSignal, limitMs: number): Promise<undefined> {
    try {
      await context.clock.sleep(limitMs, signal);
    } catch (error) {
      throw new ModemError(context.signal.aborted ? "gone" : "aborted", "the USSD request was aborted", {
        cause: error,
      });
    }
    await cancel();
    return undefined;
  }

  async function cancel(): Promise<void> {
    const { result } = await ask(context, "AT+CUSD=2");
    if (!result.ok) context.log.debug("there was no USSD session to cancel");
  }

  return {
    request(text, signal) {
      const own = new AbortController();
      const all = AbortSignal.any([own.signal, context.signal, ...(signal ? [signal] : [])]);
      const mine = last.then(() => exchange(text, all)).finally(() => own.abort());
      // The next request waits for this one, whether it succeeds or fails.
      last = mine.catch(() => undefined);
      return mine;
    },
    cancel,
  };
}

/** `"…",15`; undefined if the text cannot be encoded this way. */
function writtenIn(way: UssdWay, text: string): string | undefined {
  try {
    const coding = way === "ucs2-hex" && /[^ -~]/.test(text) ? UCS2_CODING : GSM_CODING;
    return `"${encodeUssd(text, way)}",${coding}`;
  } catch (error) {
    if (error instanceof PduError) return undefined;
    throw error;
  }
}

/** Whether another encoding may be accepted: not without a network or SIM. */
function mayBeTheWay({ cme, cms }: Pick<Extract<FinalResult, { ok: false }>, "cme" | "cms">): boolean {
  const isSimOrNetwork = cme !== undefined && ((cme >= 10 && cme <= 18) || cme === 30 || cme === 31 || cme === 32);
  return !isSimOrNetwork && cms === undefined;
}
