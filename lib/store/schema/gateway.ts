import type { Generated } from "kysely";
import type { Flag } from "./flag.ts";

/** What gateways of one database share. */
export interface GatewayTables {
  generations: { name: string; value: number };
  settings: { key: string; value: string };
  idempotency_keys: IdempotencyKeysTable;
  modems: ModemsTable;
  node_states: NodeStatesTable;
  singletons: { name: string; node: string; life: string; since: number; until: number };
  /** Keys of texts that rows may need. */
  text_keys: { id: string; since: number; use: string };
  tolerated_migrations: { name: string };
  nodes: { node: string; epoch: number; lease_until: number };
  erasures: ErasuresTable;
}

export interface ErasuresTable {
  id: Generated<number>;
  begun_at: number;
  /** Said again while it runs. */
  seen_at: number;
  ended_at: number | null;
  state: "running" | "done" | "cut-off";
  is_dry: Flag;
  user_name: string | null;
  /** JSON: an `ErasureResult`. */
  result: string;
}

export interface IdempotencyKeysTable {
  user_id: number;
  key_hash: string;
  request_hash: string;
  created_at: number;
  /** JSON; empty only inside the transaction that answers. */
  answer: string;
}

export interface ModemsTable {
  /** The gateway that it is plugged in at. */
  node: string;
  name_key: string;
  name: string;
  setting: string;
  pin_sealed: string | null;
  version: number;
  created_at: number;
}

export interface NodeStatesTable {
  node: string;
  name: string;
  version: string;
  newest: string;
  state: string;
  problem: string | null;
  started_at: number;
  state_since: number;
  seen_at: number;
  ahead_ms: number;
  hears: Flag;
  /** JSON. */
  modems: string;
  /** JSON list of IDs, first the one that it writes with, or an empty text. */
  text_keys: Generated<string | null>;
}
