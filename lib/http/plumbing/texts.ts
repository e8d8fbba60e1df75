import { SAFE_HEADERS } from "./safe-headers.ts";

/**
 * Every fixed answer over HTTP: status and exact body. Clients compare the bodies of `/api.php` byte by byte.
 * Nothing that a client sent, and nothing of an error, is ever part of them.
 */
export const ANSWERS = {
  accepted: { status: 200, body: "OK" },
  parameterMissing: { status: 400, body: "Error: Parameter miss." },
  wrongCredentials: { status: 401, body: "401 Unauthorized - Username or Password wrong." },
  noPermission: { status: 403, body: "403 Forbidden - Your User has no right to send SMS over API." },
  tooManyRequests: { status: 429, body: "Error: Too many requests." },
  refused: { status: 400, body: "Error. See Gateway logs for more information." },
  timedOut: { status: 408, body: "FAILED - Timeout or see Gateway logs for more information." },
  tooLarge: { status: 413, body: "Error: Request too large." },
  methodNotAllowed: { status: 405, body: "Error: Only GET and POST." },
  otherMethod: { status: 405, body: "Error: Not by this method. See the header Allow." },
  signInNeeded: { status: 401, body: "Username or password wrong or missing." },
  secretWrong: { status: 401, body: "The secret token is wrong or missing." },
  crossSite: { status: 403, body: "Error: Requests of other sites' pages are not taken." },
  notJson: { status: 415, body: "Error: The content type must be application/json." },
  forbidden: { status: 403, body: "Your user lacks the permission for this." },
  fromElsewhere: { status: 403, body: "This may not be used from your address." },
  noAlerts: { status: 400, body: "Error: The body is not a notification from Alertmanager or Grafana." },
  noPolicy: { status: 400, body: "Error: There is no policy of the name in policy or policyLabel." },
  tryAgain: { status: 503, body: "Error: Not now, try again. See Gateway logs for more information." },
  badRequest: { status: 400, body: "Bad request." },
  notFound: { status: 404, body: "Not found." },
  internal: { status: 500, body: "Internal error. See Gateway logs for more information." },
} as const satisfies Record<string, { status: number; body: string }>;

/** Name of an answer in the table. */
export type AnswerName = keyof typeof ANSWERS;

/** Headers of every answer. Made once: a `Response` copies these faster than it reads an object. */
const HEADERS = new Headers({ ...SAFE_HEADERS, "content-type": "text/plain; charset=utf-8" });

/** Makes the answer as `text/plain` with the real status. */
export function answer(name: AnswerName, headers: Record<string, string> = {}): Response {
  const { status, body } = ANSWERS[name];
  const response = new Response(body, { status, headers: HEADERS });
  for (const [header, value] of Object.entries(headers)) response.headers.set(header, value);
  return response;
}
