import { type Static, Type } from "@sinclair/typebox";
import { MOST_NETWORKS, MOST_PER_MINUTE, PERMISSIONS, PRESETS, type User } from "../../auth/index.ts";
import { NETWORK_CHARACTERS, PASSWORD_CHARACTERS, USER_NAME_CHARACTERS } from "../../limits.ts";
import { named } from "../plumbing/schemas.ts";
import { removable } from "./merge-patch.ts";
import { Permission } from "./permission.ts";

const closed = { additionalProperties: false };

const LIMITS = {
  networks: Type.Array(Type.String({ minLength: 1, maxLength: NETWORK_CHARACTERS }), {
    minItems: 1,
    maxItems: MOST_NETWORKS,
    description: "From where the user may call, such as `10.0.0.0/8` or `2001:db8::/32`; absent: from anywhere.",
  }),
  requestsPerMinute: Type.Integer({
    minimum: 1,
    maximum: MOST_PER_MINUTE,
    description: "Requests and message parts in any 60 seconds, over all interfaces; absent: any number.",
  }),
};
const disabled = Type.Boolean({ description: "Who is disabled cannot sign in anywhere." });
const permissions = Type.Array(Permission, { maxItems: Object.keys(PERMISSIONS).length });
const password = Type.String({
  maxLength: PASSWORD_CHARACTERS,
  description: "At least 6 characters, at most 256, and not the user's name.",
});

export const ById = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: "Of the user.", example: 3 }),
});

export const UserModel = named(
  "User",
  Type.Object(
    {
      id: Type.Integer(),
      name: Type.String(),
      disabled,
      permissions,
      networks: Type.Optional(LIMITS.networks),
      requestsPerMinute: Type.Optional(LIMITS.requestsPerMinute),
    },
    closed,
  ),
);

export const NewUser = named(
  "NewUser",
  Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: USER_NAME_CHARACTERS, description: "Unique, without case." }),
      password,
      permissions: Type.Optional(permissions),
      networks: Type.Optional(LIMITS.networks),
      requestsPerMinute: Type.Optional(LIMITS.requestsPerMinute),
    },
    closed,
  ),
);

export const UserPatch = named(
  "UserPatch",
  Type.Object(
    {
      disabled: Type.Optional(disabled),
      networks: removable(LIMITS.networks),
      requestsPerMinute: removable(LIMITS.requestsPerMinute),
    },
    closed,
  ),
);

export const UserPermissions = named("UserPermissions", Type.Object({ permissions }, closed));

export const NewPassword = named(
  "NewPassword",
  Type.Object(
    {
      password,
      keepTokens: Type.Optional(
        Type.Boolean({ description: "The user's tokens stay, so that programs go on. They are revoked by default." }),
      ),
    },
    closed,
  ),
);

export const Choices = named(
  "PermissionChoices",
  Type.Object(
    {
      permissions: Type.Array(Type.Object({ id: Permission, name: Type.String() }, closed)),
      presets: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), permissions }, closed), {
        description: "Sets that fit a task.",
      }),
    },
    closed,
  ),
);

export const CHOICES: Static<typeof Choices> = {
  permissions: Object.entries(PERMISSIONS).map(([id, name]) => ({ id: id as keyof typeof PERMISSIONS, name })),
  presets: Object.entries(PRESETS).map(([id, preset]) => ({
    id,
    name: preset.name,
    permissions: [...preset.permissions],
  })),
};

export const USER: Static<typeof UserModel> = {
  id: 3,
  name: "anna",
  disabled: false,
  permissions: ["rest-api", "web"],
  networks: ["10.0.0.0/8"],
};

export const showUser = ({ id, name, disabled: isDisabled, permissions: held, limits }: User) => ({
  id,
  name,
  disabled: isDisabled,
  permissions: held.toSorted(),
  ...(limits?.networks && { networks: [...limits.networks] }),
  ...(limits?.requestsPerMinute && { requestsPerMinute: limits.requestsPerMinute }),
});
