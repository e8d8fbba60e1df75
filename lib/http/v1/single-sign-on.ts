import { Type } from "@sinclair/typebox";
import type { Sessions, SingleSignOn, SingleSignOnProblem, UserDirectory } from "../../auth/index.ts";
import type { AccessGuard } from "../access/access-guard.ts";
import { searchOf } from "../access/address.ts";
import { sessionCookie, signOnCookie, signOnSecretIn } from "../access/session-cookie.ts";
import { type Failure, failure, notFound } from "../operations/failures.ts";
import { openRoute, operation, type Route, route } from "../operations/operation.ts";
import { refused } from "../operations/refused.ts";
import { browserOf } from "./sessions.ts";
import { beyond } from "./user-refusals.ts";

const SAYS_WHY =
  "Where this fails, a browser (`Accept: text/html`) is sent to the page with `?sign-in=` and the kind of the failure; the page says why.";

const START = {
  ...operation({
    method: "GET",
    path: "/api/v1/single-sign-on/start",
    operationId: "startSingleSignOn",
    tag: "Sessions",
    summary: "Send a browser to the provider of OpenID Connect",
    description: `404 while no provider is set (\`oidc-issuer\`, \`oidc-client-id\`). ${SAYS_WHY}`,
    status: 303,
    failures: [404],
  }),
  open: true,
  forBrowsers: true,
} as const;

const CALLBACK = {
  ...operation({
    method: "GET",
    path: "/api/v1/single-sign-on/callback",
    operationId: "completeSingleSignOn",
    tag: "Sessions",
    summary: "Where the provider sends the browser back",
    description: `Starts a session, in the browser that began the sign-in alone, and sends it on. The query is the provider's. ${SAYS_WHY}`,
    // Providers add names of their own.
    query: Type.Object({}, { additionalProperties: true }),
    status: 303,
    failures: [403, 404, 409, 422],
  }),
  open: true,
  forBrowsers: true,
} as const;

const LINK = operation({
  method: "PUT",
  path: "/api/v1/users/{id}/identity",
  operationId: "linkIdentity",
  tag: "Users",
  summary: "Say who a user is at the provider",
  description:
    "Whom the provider calls by this `subject` signs in as the user from now on. The event of a refused sign-in tells the subject. Nobody links a user who holds more than they do.",
  permissions: ["users"],
  parameters: Type.Object({ id: Type.Integer({ description: "Of the user.", example: 3 }) }),
  body: Type.Object(
    { subject: Type.String({ minLength: 1, maxLength: 255, description: "The claim `sub`." }) },
    { additionalProperties: false },
  ),
  bodyExample: { subject: "248289761001" },
  failures: [404, 409, 422],
});

/** 8 KiB of what the provider adds to the redirect URI. */
const QUERY_CHARACTERS = 8_192;

/** Sign-in with a browser by OpenID Connect. */
export const SINGLE_SIGN_ON = {
  operations: [START, CALLBACK, LINK],
  routes: (deps: {
    singleSignOn: SingleSignOn;
    sessions: Sessions;
    users: UserDirectory;
    guard: AccessGuard;
  }): Route[] => {
    const { singleSignOn, sessions, guard } = deps;
    const callbackOf = (request: Request) => `${guard.urlOf(request)}${CALLBACK.path}`;

    return [
      openRoute(START, async ({ request, headers, place }) => {
        const begun = await singleSignOn.begin(callbackOf(request));
        if (!begun.ok) return said(begun.problem.kind, refusedBy(begun.problem), { headers, place });
        return goTo(begun.value.url, [signOnCookie(place, begun.value.sealed)]);
      }),
      openRoute(CALLBACK, async ({ request, headers, address, place }) => {
        const no = (kind: Refused, failed: Failure) => said(kind, failed, { headers, place });
        const search = searchOf(request);
        if (search.length > QUERY_CHARACTERS) return no("answer-refused", failure(422, ["The query is too long."]));
        const sealed = signOnSecretIn(headers.get("cookie"), place);
        if (sealed === undefined) return no("not-begun", refusedBy({ kind: "not-begun" }));
        const signedIn = await singleSignOn.complete(new URL(`${callbackOf(request)}${search}`), sealed);
        if (!signedIn.ok) return no(signedIn.problem.kind, refusedBy(signedIn.problem));
        const user = signedIn.value;
        const start = await sessions.prepare(user.name);
        if (user.disabled) {
          const refusal = { reason: "wrong-credentials", message: "Refused: the user is disabled" } as const;
          return no("disabled", failure(403, ["Your user is disabled."], { refusal, userName: user.name }));
        }
        const refusal = await guard.authorize(user, address, { permission: "web", counts: true });
        if (refusal !== undefined) {
          const kind = refusal.reason === "no-permission" ? "no-permission" : "refused";
          return no(kind, { ...refused(refusal), userName: user.name });
        }
        const started = await start(user, { ...browserOf(headers, address), byProvider: true });
        // The user was changed meanwhile.
        if (started === undefined) {
          return no("changed", failure(409, ["The user has just been changed: sign in again."]));
        }
        const session = sessionCookie(place, { secret: started.secret, lifeMs: sessions.lifeMs });
        return goTo(place.path, [session, signOnCookie(place)]);
      }),
      route(LINK, async ({ user, parameters, body }) => {
        const target = await deps.users.byId(parameters.id);
        if (target === undefined) return notFound("user");
        const missing = beyond(user, target);
        if (missing !== undefined) return missing;
        if (await singleSignOn.link(target, body.subject, user.name)) return undefined;
        return failure(409, ["No provider is set: oidc-issuer names one."]);
      }),
    ];
  },
} as const;

/** Why nobody is signed in, as the page is told: it has a sentence for each (`signIn.refused.…` in `web/words`). */
type Refused = SingleSignOnProblem["kind"] | "disabled" | "refused" | "no-permission" | "changed";

/** Whoever waits in front of a browser reads no JSON: the page says it. */
function said(
  kind: Refused,
  failed: Failure,
  { headers, place }: { headers: Headers; place: { path: string } },
): Failure {
  const isPage = (headers.get("accept") ?? "").slice(0, 1_000).includes("text/html");
  return isPage ? { ...failed, location: `${place.path}?sign-in=${kind}` } : failed;
}

function goTo(location: string, cookies: readonly string[]): Response {
  const headers = new Headers({ location, "cache-control": "no-store" });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}

const RETRY = { "retry-after": "10" };

function refusedBy(problem: SingleSignOnProblem): Failure {
  const refuse = (text: string, message: string) =>
    failure(403, [text], { refusal: { reason: "wrong-credentials", message: `Refused: ${message}` } });
  switch (problem.kind) {
    case "off":
      return notFound("provider");
    case "too-many":
      return failure(503, ["Too many sign in at the same time: try again in 10 seconds."], { headers: RETRY });
    case "key-unusable":
      return failure(503, [`${problem.message}.`], { headers: RETRY });
    case "provider-unreachable":
      return failure(503, ["The provider cannot be reached."], {
        headers: RETRY,
        refusal: { reason: "failed", message: `The provider of OpenID Connect cannot be used (${problem.code})` },
      });
    case "answer-refused":
      return refuse("The provider's answer is not valid.", `the provider's answer is not valid (${problem.code})`);
    case "not-begun":
      return refuse(
        "Sign in again: this browser did not begin this sign-in, or too long ago.",
        "a sign-in that this browser did not begin",
      );
    case "nobody":
      return refuse(
        "You are not a user here: ask an administrator.",
        `the provider's subject ${shownSubject(problem)} is not a user`,
      );
    case "name-not-usable":
      return refuse(
        "Your name at the provider cannot be used here: ask an administrator.",
        `the name of the provider's subject ${shownSubject(problem)} is taken or not allowed`,
      );
    default:
      return problem satisfies never;
  }
}

/** OpenID Connect Core §2: 255 ASCII characters. */
const shownSubject = ({ subject }: { subject: string }) => subject.slice(0, 255).replace(/[^ -~]/g, "?");
