import { type Static, Type } from "@sinclair/typebox";
import { type ApiToken, type ApiTokens, PERMISSIONS, type UserDirectory } from "../../auth/index.ts";
import { defined } from "../../defined.ts";
import { TOKEN_NAME_CHARACTERS, USER_NAME_CHARACTERS } from "../../limits.ts";
import { failure, holds, keyUsed, lacking, notFound, unprocessable } from "../operations/failures.ts";
import { REPLAYED } from "../operations/idempotency.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { Reply } from "../operations/reply.ts";
import { named } from "../plumbing/schemas.ts";
import { managesOwn, refuseToken } from "./account.ts";
import { Permission } from "./permission.ts";
import { Instant, showInstant } from "./schemas.ts";
import { readTime } from "./times.ts";

const time = (description: string) => Type.String({ format: "date-time", description });

const FIELDS = {
  id: Type.Integer(),
  user: Type.Integer({ description: "Whose it is: the user's ID." }),
  name: Type.String({ description: "One of a kind for its user." }),
  permissions: Type.Array(Permission, {
    description: "What it was given. It allows what its user holds of these at the moment.",
  }),
  createdAt: time("When it was made."),
  expiresAt: Type.Optional(time("When it ends; absent: never.")),
  usedAt: Type.Optional(time("When it was used last, or up to 15 minutes before that; absent until then.")),
  usedFrom: Type.Optional(Type.String({ description: "The client's address at that time." })),
};

const Token = named("Token", Type.Object(FIELDS, { additionalProperties: false }));

const NewToken = named(
  "NewToken",
  Type.Object(
    {
      ...FIELDS,
      token: Type.String({
        description:
          "What the program sends. It is shown this once, and to who repeats the request with its `Idempotency-Key`.",
      }),
    },
    { additionalProperties: false },
  ),
);

const EXAMPLE: Static<typeof Token> = {
  id: 1,
  user: 3,
  name: "zabbix",
  permissions: ["rest-api"],
  createdAt: "2027-03-01T08:00:00.000Z",
  expiresAt: "2028-03-01T08:00:00.000Z",
};

const LIST = operation({
  method: "GET",
  path: "/api/v1/tokens",
  operationId: "listTokens",
  tag: "Tokens",
  summary: "Your tokens, or those of another user",
  description: "A token without the permission *Manage users* (`users`) sees itself alone.",
  query: Type.Object({
    user: Type.Optional(
      Type.String({
        maxLength: USER_NAME_CHARACTERS,
        description: "ID or name of a user; another one than you needs the permission *Manage users* (`users`).",
        example: "3",
      }),
    ),
  }),
  answer: Type.Object({ items: Type.Array(Token) }, { additionalProperties: false }),
  example: { items: [{ ...EXAMPLE, usedAt: "2027-03-02T08:00:00.000Z", usedFrom: "192.0.2.7" }] },
  failures: [404, 422],
});

const ADD = operation({
  method: "POST",
  path: "/api/v1/tokens",
  operationId: "addToken",
  tag: "Tokens",
  summary: "Make a token for a program",
  description:
    "The program sends it as `Authorization: Bearer aldis_…`. It never allows more than you may do in this call; made with a token that expires, it expires no later.",
  body: Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: TOKEN_NAME_CHARACTERS }),
      permissions: Type.Optional(
        Type.Array(Permission, {
          maxItems: Object.keys(PERMISSIONS).length,
          description: "`rest-api` has to be one of them; everything that you may do when left out.",
        }),
      ),
      expiresAt: Type.Optional(Instant("Never when left out.")),
    },
    { additionalProperties: false },
  ),
  bodyExample: { name: "zabbix", permissions: ["rest-api"] },
  answer: NewToken,
  example: { ...EXAMPLE, token: "aldis_shown-here-once" },
  once: true,
  status: 201,
  failures: [400, 409, 422],
});

const REVOKE = operation({
  method: "DELETE",
  path: "/api/v1/tokens/{id}",
  operationId: "revokeToken",
  tag: "Tokens",
  summary: "Revoke a token",
  description:
    "It ends at once. One of another user needs the permission *Manage users* (`users`); so does, with a token, every one but itself.",
  parameters: Type.Object({ id: Type.Integer({ description: "Of the token.", example: 1 }) }),
  failures: [404],
});

/** What programs send in place of a password. */
export const TOKENS = {
  operations: [LIST, ADD, REVOKE],
  routes: ({ apiTokens, users }: { apiTokens: ApiTokens; users: UserDirectory }): Route[] => [
    route(LIST, async ({ user, by, query }) => {
      const asked = query.user === undefined ? user : await users.byReference(query.user);
      if (asked?.id !== user.id && !holds(user, "users")) return lacking("users");
      if (asked === undefined) return notFound("user");
      const tokens = await apiTokens.list(asked.id);
      const seen = by.kind === "token" && !managesOwn({ user, by }) ? tokens.filter(({ id }) => id === by.id) : tokens;
      return { items: seen.map(shown) };
    }),
    route(ADD, async ({ user, by, body, once }) => {
      const expiresAt = readTime(body.expiresAt ?? "");
      const asked = { name: body.name, ...defined({ permissions: body.permissions, expiresAt }) };
      const maker = by.kind === "token" ? { tokenId: by.id } : {};
      const added = await apiTokens.add(user, asked, { userName: user.name, ...maker, once });
      if (added.ok) {
        const answer = { ...shown(added.value.token), token: added.value.secret };
        return new Reply(answer, added.again ? { headers: REPLAYED } : {});
      }
      const { kind, message } = added.problem;
      if (kind === "other-request") return keyUsed();
      if (kind === "unusable") return failure(503, [`${message}.`]);
      if (kind === "name-taken" || kind === "too-many" || kind === "not-found") return failure(409, [`${message}.`]);
      const field = FIELD_OF[kind];
      return unprocessable([`${message}.`], field && { faults: [{ pointer: field, message }] });
    }),
    route(REVOKE, async ({ user, by, parameters: { id } }) => {
      const token = (await apiTokens.list(holds(user, "users") ? undefined : user.id)).find((each) => each.id === id);
      const owner = token && (await users.byId(token.userId));
      if (token === undefined || owner === undefined) return notFound("token");
      const isItself = by.kind === "token" && by.id === id;
      const refused = isItself ? undefined : refuseToken({ user, by });
      if (refused !== undefined) return refused;
      const revoked = await apiTokens.revoke(owner, id, user.name);
      return revoked.ok ? undefined : notFound("token");
    }),
  ],
} as const;

/** Which value of the body a problem is about. */
const FIELD_OF = {
  "name-invalid": "/name",
  "permission-unknown": "/permissions",
  "permission-not-held": "/permissions",
  "no-api-permission": "/permissions",
  "expiry-invalid": "/expiresAt",
} as const;

function shown({ id, userId, name, permissions, createdAt, expiresAt, usedAt, usedFrom }: ApiToken) {
  return {
    id,
    user: userId,
    name,
    permissions: [...permissions],
    createdAt: showInstant(createdAt),
    ...defined({ expiresAt: timeText(expiresAt), usedAt: timeText(usedAt), usedFrom }),
  };
}

const timeText = (ms: number | undefined) => (ms === undefined ? undefined : showInstant(ms));
