import { defined } from "../../../defined.ts";
import type { Result } from "../../../result.ts";
import type { JobResult } from "../handler.ts";
import type { HttpAnswer, HttpProblem } from "./client.ts";

/**
 * What an exchange means for a job: 2xx is success unless `refused` finds what is wrong with the answer; redirects, and
 * everything else, are failures. Pure.
 *
 * @param options.now  milliseconds since 1970, for a `Retry-After` that names a date
 * @param options.refused  what is wrong with an answer of 2xx, as a sentence
 */
export function jobResultOf(
  sent: Result<HttpAnswer, HttpProblem>,
  options: { now: number; refused?: (answer: HttpAnswer) => string | undefined },
): JobResult {
  if (!sent.ok) return { ok: false, ...sent.problem };
  const { status, text: answer } = sent.value;
  const error = status >= 200 && status < 300 ? options.refused?.(sent.value) : statusProblem(status);
  if (error === undefined) return { ok: true, status, answer };
  const retryAfterMs = readRetryAfter(sent.value.header("retry-after"), options.now);
  return { ok: false, error, status, answer, ...defined({ retryAfterMs }) };
}

function statusProblem(status: number): string {
  return status >= 300 && status < 400
    ? `the receiver answered ${status} and points to another address: redirects are not followed`
    : `the receiver answered ${status}`;
}

/** Seconds or a date (RFC 9110 §10.2.3); `undefined` for anything else. */
function readRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1_000;
  // What Date.parse takes for a date without being one, such as -5, has no letters.
  const at = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
