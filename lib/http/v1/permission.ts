import { type Permission as Identifier, PERMISSIONS } from "../../auth/index.ts";
import { oneOf } from "../plumbing/schemas.ts";

/** A permission of system users, by its identifier. */
export const Permission = oneOf(Object.keys(PERMISSIONS) as [Identifier, ...Identifier[]]);
