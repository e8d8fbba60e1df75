/** Every permission of a system user: identifier and the name shown. */
export const PERMISSIONS = {
  "command-api": "Access to the command API",
  "http-api": "Access to the HTTP API",
  "rest-api": "Access to the REST API",
  web: "Access to the web interface",
  "config-transfer": "Configuration export and import",
  "support-info": "Download support information",
  diagnostics: "Diagnostics",
  "email-to-sms": "Email to SMS",
  general: "General",
  ha: "High availability",
  "import-contacts": "Import contacts",
  contacts: "Manage contacts",
  "event-log": "Manage event log",
  groups: "Manage groups",
  network: "Manage network settings",
  permissions: "Manage permissions",
  sim: "Manage SIM cards and modems",
  users: "Manage users",
  monitoring: "Monitoring",
  reboot: "Restart and shut down",
  "sent-messages": "Sent messages",
  "incoming-messages": "Incoming messages",
  "message-routing": "Message routing",
  telegram: "Telegram",
  webhooks: "Webhooks",
} as const;

export type Permission = keyof typeof PERMISSIONS;

/** From where and how often a user may call. What is absent is not limited. */
export interface UserLimits {
  /** As {@link parseNetwork} writes them; never empty. */
  networks?: readonly string[];
  /** Requests over all interfaces, in any 60 seconds. */
  requestsPerMinute?: number;
}

export interface User {
  id: number;
  name: string;
  disabled: boolean;
  permissions: readonly Permission[];
  /** Absent when nothing is limited. */
  limits?: UserLimits;
}

/** With what only this layer may see. */
export interface StoredUser extends User {
  /** PHC string of argon2id. */
  passwordHash: string;
  /** Grows with every change of this user: what was issued to an earlier one is void. */
  revision: number;
}

/**
 * What auth needs from a store. Names are compared without case (Unicode lower case, NFC).
 *
 * @throws StoreFailure from every method
 */
export interface UserStore {
  findByName(name: string): Promise<StoredUser | undefined>;
  list(): Promise<User[]>;
  add(user: { name: string; passwordHash: string; permissions: readonly Permission[] }): Promise<User | "name-taken">;
  /** Ends all of the user's sessions and tokens but those to keep. `session`: its ID. */
  setPassword(name: string, passwordHash: string, keep?: { session?: string; tokens?: boolean }): Promise<boolean>;
  /** Who is disabled loses all sessions and tokens. */
  setDisabled(name: string, disabled: boolean): Promise<"changed" | "not-found" | "last-administrator">;
  /**
   * Replaces the set. Refuses to take `users` or `permissions` from their last enabled holder, in the same
   * transaction.
   */
  setPermissions(
    name: string,
    permissions: readonly Permission[],
  ): Promise<"changed" | "not-found" | "last-administrator">;
  /** Replaces the user's limits. */
  setLimits(name: string, limits: UserLimits): Promise<boolean>;
  remove(name: string): Promise<"changed" | "not-found" | "last-administrator">;
  count(): Promise<number>;
  /**
   * A number that differs after any change to users, and after the end of a token or session, by this process or
   * another. Cheap: asked for every request, and
   * requests of one turn of the event loop share one look.
   */
  generation(): Promise<number>;
}
