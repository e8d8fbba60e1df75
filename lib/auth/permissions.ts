import { no, ok, type Result } from "../result.ts";
import { PERMISSIONS, type Permission } from "./types.ts";

/** Permissions by their identifiers, each once. The problem is a sentence that names those that do not exist. */
export function readPermissions(asked: readonly string[]): Result<Permission[]> {
  const names = [...new Set(asked)];
  const unknown = names.filter((name) => !Object.hasOwn(PERMISSIONS, name));
  if (unknown.length === 0) return ok(names as Permission[]);
  const all = Object.keys(PERMISSIONS).join(", ");
  return no(`Unknown permission ${unknown.join(", ")}; the permissions are: ${all}`);
}
