import { ModemError } from "../errors.ts";
import type { UssdAnswer } from "../types.ts";
import { ask, type DriverContext, refusal } from "./context.ts";
import type { Router } from "./router.ts";
import { encodeUssd, parseUssd } from "./ussd-text.ts";

/** The network may think for this long. */
const ANSWER_MS = 90_000;
/** 27.007 §7.15 wants the coding scheme; 15 is the default alphabet. */
const CODING = 15;

export interface UssdSession {
  /** Requests wait for each other: there is one session. @throws ModemError */
  request(text: string, signal: AbortSignal | undefined): Promise<UssdAnswer>;
  cancel(): Promise<void>;
}

/** Makes the modem's USSD session. A `+CUSD` that nobody waits for is left alone. */
export function createUssdSession(context: DriverContext, router: Router): UssdSession {
  let last: Promise<unknown> = Promise.resolve();

  async function exchange(text: string, signal: AbortSignal): Promise<UssdAnswer> {
    if (!/^[^"\p{Cc}]{1,182}$/u.test(text)) {
      throw new ModemError("rejected", "a USSD request has 1 to 182 characters and no quotes or control characters");
    }
    let off = () => {};
    // The answer may come before the OK of the request, so it is listened for first.
    const answered = new Promise<UssdAnswer>((resolve) => {
      off = router.on(/^\+CUSD\s*:/i, ({ line }) => resolve(parseUssd(line)));
    });
    try {
      const request = encodeUssd(text, context.dialect.ussdRequest);
      const command = `AT+CUSD=1,"${request}",${CODING}`;
      const { result } = await ask(context, command, { timeoutMs: ANSWER_MS, signal });
      if (!result.ok) throw refusal(command, result);
      return await Promise.race([answered, timeOut(signal)]);
    } finally {
      off();
    }
  }

  async function timeOut(signal: AbortSignal): Promise<never> {
    try {
      await context.clock.sleep(ANSWER_MS, signal);
    } catch (error) {
      throw new ModemError(context.signal.aborted ? "gone" : "aborted", "the USSD request was given up", {
        cause: error,
      });
    }
    await cancel();
    throw new ModemError("timeout", "the network did not answer the USSD request", { command: "AT+CUSD" });
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
      // The next request waits for this one, whatever becomes of it.
      last = mine.catch(() => undefined);
      return mine;
    },
    cancel,
  };
}
