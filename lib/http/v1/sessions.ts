import { type Static, Type } from "@sinclair/typebox";
import type { SecondFactors, Session, Sessions, SingleSignOn, User, UserDirectory } from "../../auth/index.ts";
import { PASSWORD_CHARACTERS, USER_NAME_CHARACTERS } from "../../limits.ts";
import type { AccessGuard } from "../access/access-guard.ts";
import type { Caller } from "../access/caller.ts";
import { SESSION_CHALLENGE } from "../access/challenges.ts";
import { type CookiePlace, endedCookie, sessionCookie } from "../access/session-cookie.ts";
import { type Failure, failure, notFound } from "../operations/failures.ts";
import { openRoute, operation, type Route, route } from "../operations/operation.ts";
import { refused } from "../operations/refused.ts";
import { Reply } from "../operations/reply.ts";
import { named } from "../plumbing/schemas.ts";
import { NOT_BY_TOKEN, refuseToken } from "./account.ts";
import { showInstant } from "./schemas.ts";
import { SecondFactorCode, signInRefusal } from "./second-factor.ts";

const time = (description: string) => Type.String({ format: "date-time", description });

const SessionModel = named(
  "Session",
  Type.Object(
    {
      id: Type.String({ description: "Names the session; signs nobody in." }),
      createdAt: time("When its user signed in."),
      seenAt: time("The latest request, or one of the 15 minutes before it."),
      expiresAt: time("When it ends, unless it is used before."),
      address: Type.String({ description: "From where its user signed in; empty when unknown." }),
      agent: Type.String({ description: "What the browser called itself." }),
      current: Type.Boolean({ description: "You are calling with it." }),
    },
    { additionalProperties: false },
  ),
);

const SessionList = Type.Object({ items: Type.Array(SessionModel) }, { additionalProperties: false });

const EXAMPLE: Static<typeof SessionModel> = {
  id: "0T4VPyXGqOAVXhYbb3o2PPsmUrTXGdzOp9DGq0mTn8o",
  createdAt: "2027-03-01T08:00:00.000Z",
  seenAt: "2027-03-01T11:30:00.000Z",
  expiresAt: "2027-03-01T23:30:00.000Z",
  address: "192.0.2.7",
  agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  current: true,
};

const OfUser = Type.Object({ id: Type.Integer({ description: "Of the user.", example: 3 }) });
const SESSION_ID = Type.String({ maxLength: 64, description: "Of the session.", example: EXAMPLE.id });

const SIGN_IN = {
  ...operation({
    method: "POST",
    path: "/api/v1/sessions",
    operationId: "startSession",
    tag: "Sessions",
    summary: "Sign in with a browser",
    description:
      "Needs the permission *Access to the web interface* (`web`). Who has a second factor also needs a code of it: without, the answer is 401 with `secondFactor`. The answer sets the session's cookie.",
    body: Type.Object(
      {
        name: Type.String({ maxLength: USER_NAME_CHARACTERS }),
        password: Type.String({ maxLength: PASSWORD_CHARACTERS }),
        code: Type.Optional(SecondFactorCode),
      },
      { additionalProperties: false },
    ),
    bodyExample: { name: "anna", password: "your-password" },
    answer: SessionModel,
    example: EXAMPLE,
    status: 201,
    failures: [400, 403, 409, 422],
  }),
  open: true,
  forBrowsers: true,
} as const;

const SIGN_OUT = operation({
  method: "DELETE",
  path: "/api/v1/sessions/{id}",
  operationId: "endSession",
  beforeSecondFactor: true,
  tag: "Sessions",
  summary: "End a session of yours, or sign out",
  description: NOT_BY_TOKEN,
  parameters: Type.Object({
    id: Type.String({
      maxLength: 64,
      description: "Of the session; `current` for the one that you call with, `all` for every one of yours.",
      example: "current",
    }),
  }),
  failures: [404],
});

const LIST_OWN = operation({
  method: "GET",
  path: "/api/v1/me/sessions",
  operationId: "listMySessions",
  tag: "Sessions",
  summary: "Where you are signed in, the latest seen first",
  description: NOT_BY_TOKEN,
  answer: SessionList,
  example: { items: [EXAMPLE] },
});

const LIST = operation({
  method: "GET",
  path: "/api/v1/users/{id}/sessions",
  operationId: "listSessions",
  tag: "Sessions",
  summary: "Where a user is signed in, the latest seen first",
  permissions: ["users"],
  parameters: OfUser,
  answer: SessionList,
  example: { items: [{ ...EXAMPLE, current: false }] },
  failures: [404],
});

const END_ALL = operation({
  method: "DELETE",
  path: "/api/v1/users/{id}/sessions",
  operationId: "endSessionsOfUser",
  tag: "Sessions",
  summary: "End every session of a user",
  permissions: ["users"],
  parameters: OfUser,
  failures: [404],
});

const END_ONE = operation({
  method: "DELETE",
  path: "/api/v1/users/{id}/sessions/{session}",
  operationId: "endSessionOfUser",
  tag: "Sessions",
  summary: "End a session of a user",
  permissions: ["users"],
  parameters: Type.Object({ ...OfUser.properties, session: SESSION_ID }),
  failures: [404],
});

/** In which browsers users are signed in. */
export const SESSIONS = {
  operations: [SIGN_IN, SIGN_OUT, LIST_OWN, LIST, END_ALL, END_ONE],
  routes: (deps: {
    sessions: Sessions;
    users: UserDirectory;
    guard: AccessGuard;
    secondFactors: SecondFactors;
    singleSignOn: SingleSignOn;
  }): Route[] => {
    const { sessions, guard } = deps;

    const shown = (session: Session, caller?: Caller): Static<typeof SessionModel> => ({
      id: session.id,
      createdAt: showInstant(session.createdAt),
      seenAt: showInstant(session.seenAt),
      expiresAt: showInstant(sessions.endOf(session)),
      address: session.address,
      agent: session.agent,
      current: caller === undefined || currentOf(caller) === session.id,
    });

    const listOf = async (user: Pick<User, "id">, caller: Caller) => ({
      items: (await sessions.list(user)).map((session) => shown(session, caller)),
    });

    /** Ends sessions of the user; a browser that ended its own forgets its cookie. */
    async function end(
      id: string,
      user: User,
      { caller, address, place }: Ending,
    ): Promise<Failure | Reply<undefined>> {
      const by = { userName: caller.user.name, address };
      if (id === "all") await sessions.endAll(user, by);
      else if (!(await sessions.end(user, id, by)).ok) return notFound("session");
      const current = currentOf(caller);
      const isOwn = user.id === caller.user.id && current !== undefined && (id === "all" || id === current);
      return new Reply(undefined, isOwn ? { headers: { "set-cookie": endedCookie(place) } } : {});
    }

    return [
      openRoute(SIGN_IN, async ({ body: { name, password, code }, address, place, headers }) => {
        if (!(await deps.singleSignOn.takesPasswords())) {
          const message = "Refused: browsers sign in at the provider";
          const refusal = { reason: "wrong-credentials", message } as const;
          return failure(403, ["Sign in at the provider: /api/v1/single-sign-on/start."], { refusal, userName: name });
        }
        const start = await sessions.prepare(name);
        const door = { permission: "web", counts: true } as const;
        const entry = await guard.authenticate({ name, password, address }, door);
        if (!entry.ok) {
          const refusal = { ...refused(entry.problem), userName: name };
          return refusal.failed === 401 ? { ...refusal, headers: SESSION_CHALLENGE } : refusal;
        }
        const second = await deps.secondFactors.check(entry.value, code);
        if (!second.ok) return { ...signInRefusal(second.problem), userName: name };
        const started = await start(entry.value, browserOf(headers, address));
        // The user was changed while the password was checked.
        if (started === undefined) return failure(409, ["The user has just been changed: sign in again."]);
        const { session, secret } = started;
        const cookie = sessionCookie(place, { secret, lifeMs: sessions.lifeMs });
        return new Reply(shown(session), { headers: { "set-cookie": cookie }, status: 201 });
      }),
      route(SIGN_OUT, async (call) => {
        const { id } = call.parameters;
        const refused = refuseToken(call);
        if (refused !== undefined) return refused;
        const current = currentOf(call);
        if (id === "current" && current === undefined) return notFound("session");
        return end(id === "current" ? (current ?? "") : id, call.user, { ...call, caller: call });
      }),
      route(LIST_OWN, async (call) => refuseToken(call) ?? listOf(call.user, call)),
      route(LIST, async (call) => {
        const user = await deps.users.byId(call.parameters.id);
        return user === undefined ? notFound("user") : listOf(user, call);
      }),
      route(END_ALL, async (call) => {
        const user = await deps.users.byId(call.parameters.id);
        return user === undefined ? notFound("user") : end("all", user, { ...call, caller: call });
      }),
      route(END_ONE, async (call) => {
        const user = await deps.users.byId(call.parameters.id);
        return user === undefined ? notFound("user") : end(call.parameters.session, user, { ...call, caller: call });
      }),
    ];
  },
} as const;

/** What is kept of a browser. */
export const browserOf = (headers: Headers, address: string) => ({ address, agent: headers.get("user-agent") ?? "" });

interface Ending {
  caller: Caller;
  address: string;
  place: CookiePlace;
}

const currentOf = ({ by }: Caller) => (by.kind === "session" ? by.id : undefined);
