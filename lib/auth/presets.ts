import { PERMISSIONS, type Permission } from "./types.ts";

/** Sets of permissions that fit a task. A user keeps what a preset gave, and not the preset. */
interface Preset {
  /** The name shown. */
  name: string;
  permissions: readonly Permission[];
}

export type PresetName = keyof typeof PRESETS;

export const PRESETS = {
  administrator: { name: "Administrator", permissions: (Object.keys(PERMISSIONS) as Permission[]).sort() },
  "sends-messages": { name: "Sends messages", permissions: ["http-api", "rest-api", "web"] },
  "reads-only": { name: "Reads only", permissions: ["incoming-messages", "sent-messages", "web"] },
  "monitoring-system": { name: "Monitoring system (HTTP API)", permissions: ["http-api"] },
} as const satisfies Record<string, Preset>;
