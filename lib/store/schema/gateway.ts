/** What gateways of one database share. */
export interface GatewayTables {
  generations: { name: string; value: number };
  settings: { key: string; value: string };
  idempotency_keys: IdempotencyKeysTable;
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
