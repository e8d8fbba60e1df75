import { type Authenticator, PERMISSIONS, type Permission, type User } from "../../auth/index.ts";
import { type FileType, type Foreign, foreignness } from "../../foreign-request.ts";
import type { AccessRefusalReason, EventRecorder } from "../../messages/index.ts";
import { no, type Result } from "../../result.ts";
import type { SubmissionRequest } from "../../routing/index.ts";
import type { RequestBody } from "../plumbing/bodies/index.ts";
import type { Access, Interface, NetworkRules } from "./access.ts";
import type { AddressSource } from "./address.ts";
import { type AccessRefusal, createRefusalRecorder, type RefusalKind } from "./refusals.ts";
import type { CookiePlace } from "./session-cookie.ts";

/** Why somebody does not get in. */
export type GuardReason = Extract<
  AccessRefusalReason,
  | "network-not-allowed"
  | "no-room"
  | "wrong-credentials"
  | "throttled"
  | "no-permission"
  | "user-network-not-allowed"
  | "too-many-requests"
  | "cross-site"
  | "not-json"
>;

/** A refusal that is not recorded yet, see {@link AccessGuard.record}. The controller answers it in the words of its interface. */
export type GuardRefusal = Omit<AccessRefusal, "address" | "reason"> & {
  reason: GuardReason;
  /** What the user does not hold. */
  permission?: Permission;
};

/** What lets a user in. */
interface Door {
  permission: Permission;
  /** The request counts against the user's limit. */
  counts: boolean;
}

/**
 * Guards one interface. A controller calls it first, and learns the client's address from nothing else:
 *
 * ```ts
 * const { address, body, refusal } = guard.checkNetwork(request);          // allowed networks, trusted proxies, memory
 * const entry = await guard.authenticate({ name, password, address });     // throttle, password, then as authorize
 * const refusal = await guard.authorize(user, address);                          // permission, the user's networks and rate
 * guard.record({ ...refusal, address });                                   // the event
 * return body.close(response);                                             // always, also after a refusal
 * ```
 */
export interface AccessGuard {
  /** For `.onStart(guard.open)` of the app that serves it: sockets tell their addresses from then on. */
  open(app: { server: AddressSource | null }): void;
  /**
   * Who calls, what they send, and the refusal when the interface may not be used from there or there is no room for it.
   * Before anything is read of the request. The body is to be closed with the answer, also after a refusal.
   *
   * @param expected  the type of the body where it is not JSON
   */
  checkNetwork(request: Request, expected?: FileType): { address: string; body: RequestBody; refusal?: GuardRefusal };
  /**
   * Lets a name and a password in. `door`: the interface's own when left out, which counts the request.
   *
   * @throws what the user store throws
   */
  authenticate(
    credentials: { name: string; password: string; address: string },
    door?: Door,
  ): Promise<Result<User, GuardRefusal>>;
  /**
   * Lets a user in who is authenticated already (by a token or a session); `door` as there. With several gateways it is a promise for
   * users with a limit, which rejects with a StoreFailure.
   */
  authorize(user: User, address: string, door?: Door): Authorized | Promise<Authorized>;
  /** The caller's address under other settings, if they would shut the caller out. */
  shutOutBy(rules: NetworkRules, call: { request: Request; user: User }): string | undefined;
  /** Whether browsers are served where the request came: elsewhere no cookie signs in. */
  servesBrowsers(request: Request): boolean;
  /** How the client's browser reaches the gateway, for its cookies. */
  placeOf(request: Request): CookiePlace;
  /** Where the client's browser reaches the gateway, without a slash at its end: `https://host/sms`. */
  urlOf(request: Request): string;
  /** Who sends with this request, from where, how much they may, and to whom: for its submission. */
  senderOf(user: User, address: string): Sender;
  /** Writes the event, for refusals of the controller's own too. `false`: too many at once, it was only counted. */
  record(refusal: AccessRefusal): boolean;
}

/** Who sends. */
type Sender = Pick<SubmissionRequest, "userId" | "userName" | "allowance" | "address" | "despiteOptOut">;

/** Makes the guard of one interface. */
export function createAccessGuard(options: {
  /** Whose networks count. To `rest`, which is all of JSON, browsers bring nothing for pages of other sites. */
  name: Interface;
  /** Of its events; `NAME.refused` by default. */
  kind?: RefusalKind;
  /** What a user needs. */
  permission: Permission;
  authenticator: Authenticator;
  access: Access;
  events: EventRecorder;
  /** Milliseconds since 1970. */
  now: () => number;
}): AccessGuard {
  const { name, authenticator, access } = options;
  const own: Door = { permission: options.permission, counts: true };
  const kind = options.kind ?? (`${name}.refused` as const);
  const recorder = createRefusalRecorder({ events: options.events, kind, now: options.now });
  let server: AddressSource | null = null;

  function authorize(
    user: User,
    address: string,
    { permission, counts }: Door = own,
  ): Authorized | Promise<Authorized> {
    const userName = user.name;
    if (!user.permissions.includes(permission)) {
      const message = `Refused: the user does not hold the permission “${PERMISSIONS[permission]}”`;
      return { reason: "no-permission", message, userName, permission };
    }
    if (!access.mayCallFrom(user, address)) {
      const message = "Refused: the user may not call from this address";
      return { reason: "user-network-not-allowed", message, userName };
    }
    const counted = counts ? access.count(user) : 0;
    return counted instanceof Promise ? counted.then((seconds) => tooMany(user, seconds)) : tooMany(user, counted);
  }

  function urlOf(request: Request): string {
    const { url } = access.baseOf(request, server);
    const scheme = access.cameByTls(request, server) ? "https" : "http";
    const host = request.headers.get("host") ?? "";
    return /^https?:/.test(url) ? url : `${scheme}://${HOST.test(host) ? host : "localhost"}${url}`;
  }

  return {
    open(app) {
      server = app.server;
    },
    checkNetwork(request, expected) {
      const address = access.addressOf(request, server);
      const isAllowed = access.mayEnter(name, address, request);
      const body = access.bodies.open(request, address, { isAllowed });
      if (!isAllowed) return { address, body, refusal: NETWORK_NOT_ALLOWED };
      const foreign = name === "rest" ? foreignness(request, expected) : undefined;
      if (foreign !== undefined) return { address, body, refusal: FOREIGN[foreign] };
      return body.hasRoom ? { address, body } : { address, body, refusal: NO_ROOM };
    },
    async authenticate(credentials, door) {
      const result = await authenticator.authenticate(credentials);
      if (!result.ok) {
        const { problem } = result;
        return no(problem.kind === "throttled" ? throttled(problem.retryAfterSeconds) : WRONG_CREDENTIALS);
      }
      const authorized = authorize(result.value, credentials.address, door);
      const refusal = authorized instanceof Promise ? await authorized : authorized;
      return refusal === undefined ? result : no(refusal);
    },
    authorize,
    shutOutBy: (rules, { request, user }) => access.shutOutBy(rules, { request, server, user }),
    servesBrowsers: access.servesBrowsers,
    placeOf: (request) => ({
      byTls: access.cameByTls(request, server),
      path: access.baseOf(request, server).path,
      port: portOf(urlOf(request)),
    }),
    urlOf,
    senderOf: (user, address) => ({
      userId: user.id,
      userName: user.name,
      allowance: access.allowanceOf(user),
      despiteOptOut: user.permissions.includes("opt-out-override"),
      ...(address === "" ? {} : { address }),
    }),
    record: (refusal) => recorder.record(refusal),
  };
}

/** Nothing, or why not. */
type Authorized = GuardRefusal | undefined;

function tooMany({ name, limits }: User, retryAfterSeconds: number): Authorized {
  if (retryAfterSeconds === 0) return undefined;
  const message = `Refused: more than ${limits?.requestsPerMinute} requests of the user in a minute`;
  return { reason: "too-many-requests", message, userName: name, retryAfterSeconds };
}

/** Of an address that begins as those of {@link AccessGuard.urlOf}: none where it is that of the scheme. */
const portOf = (url: string): string => (URL.canParse(url) ? new URL(url).port : "");

/** A name or address, with a port: what nothing else can be read from in an address. */
const HOST = /^(?:[a-z\d.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

const NETWORK_NOT_ALLOWED: GuardRefusal = {
  reason: "network-not-allowed",
  message: "Refused: this interface may not be used from this address",
};

const FOREIGN: Record<Foreign, GuardRefusal> = {
  "cross-site": { reason: "cross-site", message: "Refused: a browser sent this for a page of another site" },
  "not-json": { reason: "not-json", message: "Refused: the body is declared as something else than JSON" },
};

/** When others sent more than there is memory for; what is slow gives way after 2 s. */
export const NO_ROOM: GuardRefusal = {
  reason: "no-room",
  message: "Refused: too many bodies are being sent at the same time",
  retryAfterSeconds: 2,
};

const WRONG_CREDENTIALS: GuardRefusal = {
  reason: "wrong-credentials",
  message: "Refused: unknown user, wrong password or disabled user",
};

function throttled(retryAfterSeconds: number): GuardRefusal {
  const message = "Refused without checking the password: too many wrong ones";
  return { reason: "throttled", message, retryAfterSeconds };
}
