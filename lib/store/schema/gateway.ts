/** What gateways of one database share. */
export interface GatewayTables {
  generations: { name: string; value: number };
  settings: { key: string; value: string };
  nodes: { node: string; epoch: number; lease_until: number };
}
