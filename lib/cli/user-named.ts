import type { StoredUser } from "../auth/index.ts";
import type { Store } from "../store/index.ts";
import { visible } from "../visible.ts";
import { CliError } from "./error.ts";

/** The user of this name. @throws CliError kind "failed" when there is none, StoreFailure */
export async function userNamed({ users }: Pick<Store, "users">, name: string): Promise<StoredUser> {
  const user = await users.findByName(name);
  if (user === undefined) throw new CliError("failed", `The user ${visible(name)} does not exist`);
  return user;
}
