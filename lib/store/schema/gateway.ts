/** What gateways of one database share. */
export interface GatewayTables {
  generations: { name: string; value: number };
  settings: { key: string; value: string };
  idempotency_keys: IdempotencyKeysTable;
  modems: ModemsTable;
  nodes: { node: string; epoch: number; lease_until: number };
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
