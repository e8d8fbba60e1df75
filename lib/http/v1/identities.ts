import { Type } from "@sinclair/typebox";
import type { SingleSignOn, UserDirectory } from "../../auth/index.ts";
import { notFound } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { named } from "../plumbing/schemas.ts";
import { NOT_BY_TOKEN, refuseToken } from "./account.ts";
import { ById } from "./user-models.ts";

const closed = { additionalProperties: false };

const Identities = Type.Object(
  {
    items: Type.Array(
      named(
        "Identity",
        Type.Object(
          {
            id: Type.String({ description: "Names the identity in addresses." }),
            issuer: Type.String({ description: "The provider." }),
            subject: Type.String({ description: "What the provider calls the user: the claim `sub`." }),
          },
          closed,
        ),
      ),
    ),
  },
  closed,
);

const ID = "mTn8o0T4VPyXGqOAVXhYbb3o2PPsmUrTXGdzOp9DGq0";
const EXAMPLE = { items: [{ id: ID, issuer: "https://login.example.org/realms/main", subject: "248289761001" }] };
const IDENTITY_ID = Type.String({ maxLength: 64, description: "Of the identity.", example: ID });

const LIST_OWN = operation({
  method: "GET",
  path: "/api/v1/me/identities",
  operationId: "listMyIdentities",
  tag: "Me",
  summary: "Who you are at providers of OpenID Connect",
  description: NOT_BY_TOKEN,
  answer: Identities,
  example: EXAMPLE,
});

const UNLINK_OWN = operation({
  method: "DELETE",
  path: "/api/v1/me/identities/{id}",
  operationId: "unlinkMyIdentity",
  tag: "Me",
  summary: "Sign in at a provider no more",
  description: `Sessions go on. Make sure that you know your password, or ask who manages users to link you again. ${NOT_BY_TOKEN}`,
  parameters: Type.Object({ id: IDENTITY_ID }),
  failures: [404],
});

const LIST = operation({
  method: "GET",
  path: "/api/v1/users/{id}/identities",
  operationId: "listIdentities",
  tag: "Users",
  summary: "Who a user is at providers of OpenID Connect",
  permissions: ["users"],
  parameters: ById,
  answer: Identities,
  example: EXAMPLE,
  failures: [404],
});

const UNLINK = operation({
  method: "DELETE",
  path: "/api/v1/users/{id}/identities/{identity}",
  operationId: "unlinkIdentity",
  tag: "Users",
  summary: "Let a user sign in at a provider no more",
  description: "Sessions go on: end them too, where that is meant.",
  permissions: ["users"],
  parameters: Type.Object({ ...ById.properties, identity: IDENTITY_ID }),
  failures: [404],
});

/** Who users are at providers of OpenID Connect. */
export const IDENTITIES = {
  operations: [LIST_OWN, UNLINK_OWN, LIST, UNLINK],
  routes: ({ singleSignOn, users }: { singleSignOn: SingleSignOn; users: UserDirectory }): Route[] => {
    const unlinked = async (...asked: Parameters<SingleSignOn["unlink"]>) =>
      (await singleSignOn.unlink(...asked)) ? undefined : notFound("identity");
    return [
      route(LIST_OWN, async (call) => refuseToken(call) ?? { items: await singleSignOn.identitiesOf(call.user) }),
      route(UNLINK_OWN, async (call) => refuseToken(call) ?? unlinked(call.user, call.parameters.id, call.user.name)),
      route(LIST, async ({ parameters }) => {
        const target = await users.byId(parameters.id);
        return target === undefined ? notFound("user") : { items: await singleSignOn.identitiesOf(target) };
      }),
      route(UNLINK, async ({ user, parameters }) => {
        const target = await users.byId(parameters.id);
        return target === undefined ? notFound("user") : unlinked(target, parameters.identity, user.name);
      }),
    ];
  },
} as const;
