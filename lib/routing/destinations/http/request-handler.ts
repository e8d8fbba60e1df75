import type { Clock } from "../../../clock.ts";
import type { Job } from "../../../messages/index.ts";
import type { JobHandler } from "../handler.ts";
import type { HttpClient, OutgoingRequest } from "./client.ts";
import { jobResultOf } from "./result.ts";

/**
 * Jobs of kind `http`, whose payload is an {@link OutgoingRequest}. 2xx is success. Each request carries the job's event ID as its
 * `Idempotency-Key`, unless it has another.
 *
 * @param options.secretHeaderOf  looks up the value of a header that `secretHeaders` of the payload names; `undefined`: nobody
 *   knows it any more. It rejects with a StoreFailure
 */
export function createHttpRequests(options: {
  client: HttpClient;
  clock: Pick<Clock, "now">;
  secretHeaderOf?: (job: Job, of: { url: string; header: string }) => Promise<string | undefined>;
}): JobHandler {
  const { client, clock, secretHeaderOf } = options;
  return {
    kind: "http",
    async perform(job, { signal }) {
      const request = readRequest(job.payload);
      if (request === undefined) return { ok: false, error: "the job has no request that can be read", isFinal: true };
      const headers: Record<string, string> = { "idempotency-key": job.eventId };
      for (const header of secretHeaders(job.payload)) {
        const value = await secretHeaderOf?.(job, { url: request.url, header });
        if (value === undefined) {
          const error = `the value of the secret header ${header} is not known any more: the rule was changed or removed, or the secret key is another`;
          return { ok: false, error, isFinal: true };
        }
        headers[header] = value;
      }
      for (const [name, value] of Object.entries(request.headers ?? {})) {
        if (name.toLowerCase() === "idempotency-key") delete headers["idempotency-key"];
        headers[name] = value;
      }
      return jobResultOf(await client.send({ ...request, headers }, { signal }), { now: clock.now() });
    },
  };
}

function readRequest({ method, url, headers = {}, body }: Readonly<Record<string, unknown>>) {
  if (typeof method !== "string" || typeof url !== "string" || !isTexts(headers)) return undefined;
  if (body !== undefined && typeof body !== "string") return undefined;
  const request: OutgoingRequest = { method, url, headers };
  return body === undefined ? request : { ...request, body };
}

const secretHeaders = ({ secretHeaders: names }: Readonly<Record<string, unknown>>): string[] =>
  Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];

const isTexts = (value: unknown): value is Record<string, string> =>
  typeof value === "object" && value !== null && Object.values(value).every((text) => typeof text === "string");
