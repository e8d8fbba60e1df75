import type { Clock } from "../../../clock.ts";
import type { JobHandler } from "../handler.ts";
import type { HttpClient, OutgoingRequest } from "./client.ts";
import { jobResultOf } from "./result.ts";

/** Jobs of kind `http`, whose payload is an {@link OutgoingRequest}. 2xx is success. */
export function createHttpRequests({ client, clock }: { client: HttpClient; clock: Pick<Clock, "now"> }): JobHandler {
  return {
    kind: "http",
    async perform({ payload }, { signal }) {
      const request = readRequest(payload);
      if (request === undefined) return { ok: false, error: "the job has no request that can be read", isFinal: true };
      return jobResultOf(await client.send(request, { signal }), { now: clock.now() });
    },
  };
}

function readRequest({ method, url, headers = {}, body }: Readonly<Record<string, unknown>>) {
  if (typeof method !== "string" || typeof url !== "string" || !isTexts(headers)) return undefined;
  if (body !== undefined && typeof body !== "string") return undefined;
  const request: OutgoingRequest = { method, url, headers };
  return body === undefined ? request : { ...request, body };
}

const isTexts = (value: unknown): value is Record<string, string> =>
  typeof value === "object" && value !== null && Object.values(value).every((text) => typeof text === "string");
