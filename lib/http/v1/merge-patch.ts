import { type Static, type TSchema, Type } from "@sinclair/typebox";

/** Of the body of `PATCH` (RFC 7396). */
export const MERGE_PATCH_TYPE = "application/merge-patch+json";

/** A field of a JSON Merge Patch: absent it stays as it is; `null` removes it. */
export const removable = <Schema extends TSchema>(schema: Schema) =>
  Type.Optional(Type.Unsafe<Static<Schema> | null>({ ...schema, nullable: true }));
