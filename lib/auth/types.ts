import type { Result } from "../result.ts";

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
  alarms: "Alarms",
  "alarm-policies": "Policies of alarms",
  "opt-out-override": "Send to opted-out numbers",
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

export interface NewUser {
  name: string;
  passwordHash: string;
  permissions: readonly Permission[];
  limits?: UserLimits;
}

/** What becomes of a user; what is absent stays. */
export interface UserChange {
  /** All of the user's sessions and tokens end but those that {@link keep} names. */
  passwordHash?: string;
  keep?: SignInsKept;
  /** Who is disabled loses all sessions and tokens. */
  disabled?: boolean;
  /** The whole set. */
  permissions?: readonly Permission[];
  /** All of them. */
  limits?: UserLimits;
}

/** What a new password does not end. */
export interface SignInsKept {
  /** The ID of the session that asks. */
  session?: string;
  /** The user's tokens. */
  tokens?: boolean;
}

/**
 * What auth needs from a store. Names are compared without case (Unicode lower case, NFC).
 *
 * @throws StoreFailure from every method
 */
export interface UserStore {
  findByName(name: string): Promise<StoredUser | undefined>;
  list(): Promise<User[]>;
  add(user: NewUser): Promise<User | "name-taken">;
  /**
   * Changes or removes one user as `decide` says, once it has seen the user; nothing else changes users meanwhile, in any
   * process. Refuses to take `users` or `permissions` from their last enabled holder. `decide` may be called again, when
   * the transaction is.
   *
   * @param who  name or ID
   */
  change<Refusal>(
    who: string | number,
    decide: (now: User) => Result<UserChange | "remove", Refusal>,
  ): Promise<Result<ChangedUser, Refusal | "not-found" | "last-administrator">>;
  count(): Promise<number>;
  /**
   * A number that differs after any change to users, and after the end of a token or session, by this process or
   * another. Cheap: asked for every request, and
   * requests of one turn of the event loop share one look.
   */
  generation(): Promise<number>;
}

/** A user before and after a change; the same when the user was removed. */
export interface ChangedUser {
  before: User;
  after: User;
}
