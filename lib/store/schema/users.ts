import type { Generated } from "kysely";
import type { Flag } from "./flag.ts";

export interface UserTables {
  users: UsersTable;
  user_permissions: { user_id: number; permission: string };
  known_addresses: { name_key: string; network: string; seen_at: number };
}

export interface UsersTable {
  id: Generated<number>;
  name: string;
  name_key: string;
  password_hash: string;
  disabled: Generated<Flag>;
  /** With commas between them; `null` for any. */
  networks: Generated<string | null>;
  requests_per_minute: Generated<number | null>;
  /** Grows with every change of the user. */
  revision: Generated<number>;
}
