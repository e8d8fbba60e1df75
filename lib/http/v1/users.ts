import { type Static, Type } from "@sinclair/typebox";
import { canonicalName, type User, type UserAdministration, type UserDirectory } from "../../auth/index.ts";
import { defined } from "../../defined.ts";
import { type Failure, lacking, notFound } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { Reply } from "../operations/reply.ts";
import { createCursor, limitOf, PAGING, pageOf } from "./cursor.ts";
import { etagOf, precondition, tagged } from "./etag.ts";
import { MERGE_PATCH_TYPE } from "./merge-patch.ts";
import {
  ById,
  CHOICES,
  Choices,
  NewPassword,
  NewUser,
  showUser,
  USER,
  UserModel,
  UserPatch,
  UserPermissions,
} from "./user-models.ts";
import { areOutside, beyond, isShutIn, NO_DOOR, ownNetworks, refusedBy } from "./user-refusals.ts";

const TAG = "Users";

const LIST = operation({
  method: "GET",
  path: "/api/v1/users",
  operationId: "listUsers",
  tag: TAG,
  summary: "System users, by name",
  permissions: ["users"],
  query: Type.Object(PAGING),
  answer: pageOf(UserModel),
  example: { items: [USER] },
  failures: [422],
});

const GET = operation({
  method: "GET",
  path: "/api/v1/users/{id}",
  operationId: "getUser",
  tag: TAG,
  summary: "A system user",
  permissions: ["users"],
  parameters: ById,
  answer: UserModel,
  example: USER,
  failures: [404],
});

const ADD = operation({
  method: "POST",
  path: "/api/v1/users",
  operationId: "addUser",
  tag: TAG,
  summary: "Add a system user",
  description:
    "To give permissions, you need *Manage permissions* (`permissions`) too. Names are unique, so that a repeated request is refused with 409.",
  permissions: ["users"],
  body: NewUser,
  bodyExample: { name: "anna", password: "correct-horse-battery", permissions: ["rest-api", "web"] },
  answer: UserModel,
  example: USER,
  status: 201,
  failures: [400, 409, 422],
});

const CHANGE = operation({
  method: "PATCH",
  path: "/api/v1/users/{id}",
  operationId: "changeUser",
  tag: TAG,
  summary: "Disable a system user, or limit from where and how often they may call",
  description:
    "A JSON Merge Patch: what is absent stays, `null` lifts a limit. Your own networks must hold the address that you call from. You must hold every permission that the user holds. Who is disabled loses all sessions and tokens. With `If-Match`, only a user who is still as you read it is changed.",
  permissions: ["users"],
  parameters: ById,
  body: UserPatch,
  bodyType: MERGE_PATCH_TYPE,
  bodyExample: { networks: ["10.0.0.0/8"], requestsPerMinute: null },
  answer: UserModel,
  example: USER,
  failures: [400, 404, 409, 412, 422],
});

const REMOVE = operation({
  method: "DELETE",
  path: "/api/v1/users/{id}",
  operationId: "removeUser",
  tag: TAG,
  summary: "Remove a system user",
  description:
    "You must hold every permission that the user holds. Sessions and tokens end. Messages that the user sent stay.",
  permissions: ["users"],
  parameters: ById,
  failures: [404, 409, 412],
});

const SET_PASSWORD = operation({
  method: "PUT",
  path: "/api/v1/users/{id}/password",
  operationId: "setUserPassword",
  tag: TAG,
  summary: "Give a system user another password",
  description:
    "You must hold every permission that the user holds, or you could take them by signing in as the user. Sessions end except the one that you call with, and tokens are revoked unless you keep them.",
  permissions: ["users"],
  parameters: ById,
  body: NewPassword,
  bodyExample: { password: "correct-horse-battery" },
  failures: [400, 404, 412, 422],
});

const GET_PERMISSIONS = operation({
  method: "GET",
  path: "/api/v1/users/{id}/permissions",
  operationId: "getUserPermissions",
  tag: TAG,
  summary: "What a system user may do",
  permissions: ["permissions"],
  parameters: ById,
  answer: UserPermissions,
  example: { permissions: USER.permissions },
  failures: [404],
});

const SET_PERMISSIONS = operation({
  method: "PUT",
  path: "/api/v1/users/{id}/permissions",
  operationId: "setUserPermissions",
  tag: TAG,
  summary: "Say what a system user may do",
  description:
    "Replaces all of the user's permissions. The last who holds `users` or `permissions` keeps it, and who keeps it for themselves keeps `web` or `rest-api` too. With `If-Match`, only if they are still as you read them.",
  permissions: ["permissions"],
  parameters: ById,
  body: UserPermissions,
  bodyExample: { permissions: USER.permissions },
  answer: UserPermissions,
  example: { permissions: USER.permissions },
  failures: [400, 404, 409, 412, 422],
});

const CHOOSE = operation({
  method: "GET",
  path: "/api/v1/permissions",
  operationId: "listPermissions",
  tag: TAG,
  summary: "The permissions that there are, and presets",
  answer: Choices,
  example: CHOICES,
});

const cursor = createCursor("users", Type.String({ minLength: 1, maxLength: 1_000 }));

/** Who may use the gateway, and for what. */
export const USERS = {
  operations: [LIST, ADD, GET, CHANGE, REMOVE, SET_PASSWORD, GET_PERMISSIONS, SET_PERMISSIONS, CHOOSE],
  routes: ({ userAdministration: administration, users }: UserDeps): Route[] => [
    route(LIST, async ({ query }) => {
      const after = cursor.read(query.after);
      if (!after.ok) return after.problem;
      const left = (await administration.list()).filter((user) => keyOf(user) > (after.value ?? ""));
      const items = left.slice(0, limitOf(query));
      const last = items.at(-1);
      const isLast = last === undefined || items.length === left.length;
      return cursor.page(items.map(showUser), isLast ? undefined : keyOf(last));
    }),
    route(ADD, async ({ user, body }) => {
      const { name, password, permissions = [], networks, requestsPerMinute } = body;
      if (permissions.length > 0 && !user.permissions.includes("permissions")) return lacking("permissions");
      const limits = { ...defined({ networks, requestsPerMinute }) };
      const added = await administration.create({ name, password, permissions, limits }, user.name);
      if (!added.ok) return refusedBy(added.problem);
      const answer = showUser(added.value);
      return new Reply(answer, { headers: { etag: etagOf(answer), location: `users/${answer.id}` } });
    }),
    route(GET, async ({ parameters, headers }) => {
      const found = await users.byId(parameters.id);
      return found === undefined ? notFound("user") : tagged(showUser(found), headers);
    }),
    route(CHANGE, async ({ user, address, parameters, body, headers }) => {
      const isOneself = user.id === parameters.id;
      if (isOneself && body.networks && areOutside(body.networks, address)) return ownNetworks(address);
      const changed = await administration.change(parameters.id, (now) => patched(now, body), {
        by: user.name,
        refuse: unlessAllowed(user, headers),
      });
      return changed.ok ? tagged(showUser(changed.value)) : refusedBy(changed.problem);
    }),
    route(REMOVE, async ({ user, parameters, headers }) => {
      const refuse = unlessAllowed(user, headers);
      const removed = await administration.remove(parameters.id, { by: user.name, refuse });
      return removed.ok ? undefined : refusedBy(removed.problem);
    }),
    route(SET_PASSWORD, async ({ user, by, parameters, body, headers }) => {
      const changed = await administration.changePassword(parameters.id, body.password, {
        by: user.name,
        refuse: unlessAllowed(user, headers),
        keep: { tokens: body.keepTokens === true, ...(by.kind === "session" ? { session: by.id } : {}) },
      });
      return changed.ok ? undefined : refusedBy(changed.problem);
    }),
    route(GET_PERMISSIONS, async ({ parameters, headers }) => {
      const found = await users.byId(parameters.id);
      return found === undefined ? notFound("user") : tagged(showPermissions(found), headers);
    }),
    route(SET_PERMISSIONS, async ({ user, parameters, body, headers }) => {
      if (user.id === parameters.id && isShutIn(body.permissions)) return NO_DOOR;
      const changed = await administration.change(parameters.id, () => body, {
        by: user.name,
        refuse: unlessMatched(headers, showPermissions),
      });
      return changed.ok ? tagged(showPermissions(changed.value)) : refusedBy(changed.problem);
    }),
    route(CHOOSE, async () => CHOICES),
  ],
} as const;

interface UserDeps {
  userAdministration: UserAdministration;
  users: UserDirectory;
}

const keyOf = ({ name }: User) => canonicalName(name) ?? name;
const showPermissions = ({ permissions }: User) => ({ permissions: permissions.toSorted() });

/** What the patch leaves of a user's limits, and whether the user is disabled. */
function patched({ limits = {} }: User, { disabled, networks, requestsPerMinute }: Static<typeof UserPatch>) {
  const either = <Limit>(given: Limit | null | undefined, held: Limit | undefined) =>
    given === null ? undefined : (given ?? held);
  const left = defined({
    networks: either<readonly string[]>(networks, limits.networks),
    requestsPerMinute: either(requestsPerMinute, limits.requestsPerMinute),
  });
  return { ...defined({ disabled }), limits: left };
}

/** 403 when the user holds more than the caller; else as {@link unlessMatched}. */
function unlessAllowed(caller: User, headers: Headers) {
  const unmatched = unlessMatched(headers, showUser);
  return (now: User): Failure | undefined => beyond(caller, now) ?? unmatched(now);
}

/** 412 when the user is not as `If-Match` says. */
function unlessMatched(headers: Headers, show: (now: User) => unknown) {
  const { ifIs, failed } = precondition(headers, show);
  return (now: User): Failure | undefined => (ifIs?.(now) === false ? failed() : undefined);
}
