import { searchOf } from "../access/address.ts";
import { type Failure, failure, unprocessable } from "../operations/failures.ts";
import type { Operation, Route } from "../operations/operation.ts";
import { SIMULATOR_OPERATIONS, SIMULATOR_PREFIX } from "./simulator-operations.ts";

/** Answers requests for the simulated modems by their paths behind the prefix; `undefined`: none is simulated now. */
type Simulator = () => ((request: Request) => Promise<Response>) | undefined;

/**
 * The control of the simulated modems as operations of the API: its sign-in, checks and problems. `lib/modem/simulator` does
 * them, and has another listener with words of its own.
 */
export const simulatorRoutes = ({ simulator }: { simulator: Simulator }): Route[] =>
  SIMULATOR_OPERATIONS.map((operation) => ({
    operation,
    async run({ request, body }) {
      const answering = simulator();
      if (answering === undefined) return failure(404, ["No modem of this gateway is simulated."]);
      return answerOf(operation, await answering(requestFor(operation, request, body)));
    },
  }));

function requestFor({ method, path }: Operation, asked: Request, body: unknown): Request {
  const url = `http://simulator${path.slice(SIMULATOR_PREFIX.length)}${searchOf(asked)}`;
  return new Request(url, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

/** Lists are lists of the API, and refusals are its failures. */
async function answerOf({ answerType }: Operation, response: Response): Promise<unknown> {
  if (!response.ok) return failureOf((await response.json()) as { error: { kind: string; message: string } });
  if (response.status === 204) return undefined;
  if (answerType !== undefined) return response;
  const answer = await response.json();
  return Array.isArray(answer) ? { items: answer } : answer;
}

function failureOf({ error: { kind, message } }: { error: { kind: string; message: string } }): Failure {
  const sentence = `${message.slice(0, 1).toUpperCase()}${message.slice(1)}.`;
  return kind === "not-found" ? failure(404, [sentence]) : unprocessable([sentence]);
}
