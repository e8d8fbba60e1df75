import { queryOptions } from "@tanstack/react-query";
import { answerOf, api, type Permission, type Schemas, taggedAnswerOf } from "../../api.ts";

export type User = Schemas["User"];

export const USERS_KEY = ["users"] as const;
const at = (id: number) => ({ params: { path: { id } } });

/** A user with the entity tag, so that nobody overwrites what somebody else has changed. */
export const userQuery = (id: number) =>
  queryOptions({
    queryKey: [...USERS_KEY, "one", id],
    queryFn: () => taggedAnswerOf(api.GET("/api/v1/users/{id}", at(id))),
  });

/** What a user may do, as it is when the panel opens. */
export const permissionsQuery = (id: number) =>
  queryOptions({
    // Not below the key of users: what somebody edits is not read again under their hands.
    queryKey: ["user-permissions", id],
    queryFn: () => taggedAnswerOf(api.GET("/api/v1/users/{id}/permissions", at(id))),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

/** The presets, as the gateway has them. */
export const choicesQuery = queryOptions({
  queryKey: ["permission-choices"],
  queryFn: () => answerOf(api.GET("/api/v1/permissions")),
  staleTime: Number.POSITIVE_INFINITY,
});

type Presets = Schemas["PermissionChoices"]["presets"];

/** The preset that gives exactly these permissions. */
export const presetOf = (permissions: readonly Permission[], presets: Presets): Presets[number] | undefined =>
  presets.find(
    (preset) =>
      preset.permissions.length === permissions.length &&
      preset.permissions.every((each) => permissions.includes(each)),
  );
