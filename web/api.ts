import createClient from "openapi-fetch";
import type { components, paths } from "../clients/typescript/aldis-api.d.ts";
import { t, type WordKey } from "./words/index.ts";
import { said } from "./words/said.ts";

/** What the API calls its objects: `Schemas["Message"]`. */
export type Schemas = components["schemas"];
export type Permission = Schemas["Me"]["permissions"][number];
export type Problem = Schemas["Problem"];

/** Where the page is: `/`, or `/sms/` behind a proxy. Always ends in a slash. */
export const base: string = document.documentElement.dataset.base ?? "/";

/** The API, typed by its document: `answerOf(api.GET("/api/v1/me"))`. */
export const api = createClient<paths>({
  baseUrl: base.slice(0, -1),
  // A list of a query is one parameter: `types=message,incoming`.
  querySerializer: { array: { style: "form", explode: false } },
});

/** Requests that change nothing although they are POST, and the sign-in: without an answer they are just asked again. */
const ASKS = /\/api\/v1\/(sessions|setup\/check|messages\/preview|rules\/dry-run)$/;
const isWrite = ({ method, url }: Request) =>
  method !== "GET" && !(method === "POST" && ASKS.test(new URL(url).pathname));

// What comes back from a proxy, or half, says nothing about what the gateway has done.
api.use({
  onError: ({ request, error }) => (isWrite(request) ? unanswered(0, error) : undefined),
  async onResponse({ request, response }) {
    if (isWrite(request) && !(await isAnswer(response.clone()))) throw unanswered(response.status);
    return undefined;
  },
});

/**
 * Whether the gateway itself said what became of a write: a document for success, none at all with 204, and with a server's error
 * a problem document. A client's error is a refusal, whoever says it.
 */
export async function isAnswer(response: Response): Promise<boolean> {
  const { status, ok } = response;
  if (status === 204) return true;
  if (!ok && status < 500) return true;
  const said: unknown = await response.json().catch(() => undefined);
  return typeof said === "object" && said !== null;
}

const unheard = new Set<() => void>();

/** Calls `listener` whenever it is not known whether something was done. Gives what ends that. */
export function onUnanswered(listener: () => void): () => void {
  unheard.add(listener);
  return () => unheard.delete(listener);
}

/** The error of a write without an answer; what the page shows is read again, so that it shows what was done. */
export function unanswered(status: number, cause?: unknown): ApiError {
  for (const listener of unheard) listener();
  return new ApiError({ status, isUnanswered: true, cause });
}

/** The address of what browsers open or download themselves. @param path  from the base on: `api/v1/contacts/export` */
export const addressOf = (path: string): string => `${base}${path}`;

/**
 * Why a call did not work. `message` is a sentence for people, in their language where the page knows it; `problem` is what
 * the gateway said, and undefined when nothing came back.
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly problem: Problem | undefined;
  /** 0: the gateway could not be reached. */
  readonly status: number;
  /** Whole seconds until it makes sense to try again. */
  readonly retryAfterSeconds: number | undefined;
  /** Something was to be done, and nothing that came back says whether it was. */
  readonly isUnanswered: boolean;

  constructor(options: {
    status: number;
    problem?: Problem | undefined;
    retryAfterSeconds?: number | undefined;
    isUnanswered?: boolean;
    cause?: unknown;
  }) {
    super(options.isUnanswered ? t("error.unanswered") : sentenceFor(options), { cause: options.cause });
    this.status = options.status;
    this.isUnanswered = options.isUnanswered ?? false;
    this.problem = options.problem;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

const SENTENCES: Readonly<Record<number, WordKey>> = {
  0: "error.away",
  401: "error.signedOut",
  403: "error.forbidden",
  404: "error.gone",
  412: "error.changed",
  429: "error.throttled",
  503: "error.busy",
};

function sentenceFor({
  status,
  problem,
  retryAfterSeconds,
}: {
  status: number;
  problem?: Problem | undefined;
  retryAfterSeconds?: number | undefined;
}): string {
  // What was wrong with a value, or what it clashes with, only the gateway knows.
  if (status === 400 || status === 409 || status === 422)
    return problem?.detail === undefined ? t("error.refused") : said(problem.detail);
  if ((status === 403 || (status === 503 && retryAfterSeconds === undefined)) && problem?.detail !== undefined)
    return said(problem.detail);
  const key = SENTENCES[status];
  if (key !== undefined) return t(key, { seconds: retryAfterSeconds ?? 10 });
  return t("error.internal");
}

interface Called<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * The answer of a call.
 *
 * @throws ApiError whatever went wrong, the network included
 */
export async function answerOf<Data>(call: Promise<Called<Data>>): Promise<Data> {
  const { data } = await wholeAnswerOf(call);
  return data;
}

/**
 * What to show in place of what a query reads. What was read before stays while it cannot be read again, with all that is written there; but
 * not what is gone.
 */
export function failureOf({ data, error }: { data: unknown; error: Error | null }): Error | undefined {
  if (error === null) return undefined;
  return data === undefined || (error instanceof ApiError && error.status === 404) ? error : undefined;
}

/** Whether a call was refused because somebody else has stored something since the state that it named. */
export const isOutdated = (error: unknown): boolean => error instanceof ApiError && error.status === 412;

/** The answer of a call, and its entity tag for `if-match`. @throws ApiError as {@link answerOf} */
export async function taggedAnswerOf<Data>(call: Promise<Called<Data>>): Promise<{ data: Data; etag: string }> {
  const { data, response } = await wholeAnswerOf(call);
  return { data, etag: response.headers.get("etag") ?? "" };
}

async function wholeAnswerOf<Data>(call: Promise<Called<Data>>): Promise<{ data: Data; response: Response }> {
  const called = await call.catch((cause: unknown) => {
    throw cause instanceof ApiError ? cause : new ApiError({ status: 0, cause });
  });
  const { data, error, response } = called;
  if (response.ok && (data !== undefined || response.status === 204)) return { data: data as Data, response };
  if (response.ok) throw new ApiError({ status: 0 });
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const failure = new ApiError({
    status: response.status,
    problem: isProblem(error) ? error : undefined,
    retryAfterSeconds: Number.isInteger(retryAfter) ? retryAfter : undefined,
  });
  if (response.status === 401) for (const listener of signedOut) listener();
  throw failure;
}

const isProblem = (value: unknown): value is Problem =>
  typeof value === "object" && value !== null && "title" in value && "status" in value;

const signedOut = new Set<() => void>();

/** Calls `listener` whenever a call says that nobody is signed in any more. Gives what ends that. */
export function onSignedOut(listener: () => void): () => void {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
}

/**
 * A key for `Idempotency-Key`: one for each thing to be done, the same when it is tried again. `crypto.randomUUID` is not
 * there without TLS.
 */
export function newIdempotencyKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
