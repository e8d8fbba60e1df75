import { type Failure, isFailure } from "./failures.ts";

/** An answer with headers, or with another status than its operation's. */
export class Reply<Answer> {
  readonly answer: Answer;
  readonly more: { headers?: Record<string, string>; status?: 200 | 201 | 202 };

  constructor(answer: Answer, more: Reply<Answer>["more"] = {}) {
    this.answer = answer;
    this.more = more;
  }
}

/**
 * Makes what turns an operation's outcome into a response in compact JSON.
 *
 * @param options.failed  the response to a failure
 * @param options.empty  status of an answer without content
 */
export function createRespond(options: { failed: (failure: Failure) => Response; empty: 200 | 204 }) {
  return (outcome: unknown, status = 200): Response => {
    if (outcome instanceof Response) return outcome;
    if (isFailure(outcome)) return options.failed(outcome);
    const { answer, more } = outcome instanceof Reply ? outcome : new Reply(outcome);
    if (answer === undefined) return new Response(null, { status: options.empty, headers: more.headers ?? {} });
    return json(answer, more.status ?? status, more.headers);
  };
}

export function json(body: unknown, status: number, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
  });
}
