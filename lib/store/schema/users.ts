import type { Generated } from "kysely";
import type { Flag } from "./flag.ts";

export interface UserTables {
  users: UsersTable;
  user_permissions: { user_id: number; permission: string };
  api_tokens: ApiTokensTable;
  sessions: SessionsTable;
  second_factors: {
    user_id: number;
    sealed: string;
    confirmed_at: number | null;
    last_step: number;
    guesses_until: Generated<number>;
  };
  recovery_codes: { user_id: number; code_hash: string; used_at: number | null };
  identities: { issuer: string; subject: string; user_id: number };
  known_addresses: { name_key: string; network: string; seen_at: number };
  password_guesses: { bucket: string; tokens: number; filled_at: number };
  /** `slices` is JSON. */
  request_counts: { user_id: number; slices: string; counted_at: number };
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

export interface ApiTokensTable {
  id: Generated<number>;
  user_id: number;
  name: string;
  name_key: string;
  secret_hash: string;
  /** With commas between them. */
  permissions: string;
  created_at: number;
  expires_at: number | null;
  used_at: number | null;
  used_from: string | null;
}

export interface SessionsTable {
  id_hash: string;
  user_id: number;
  created_at: number;
  seen_at: number;
  address: string;
  agent: string;
  by_provider: Generated<Flag>;
}
