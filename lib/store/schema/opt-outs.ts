import type { Generated } from "kysely";
import type { OptOutAction, OptOutDoor } from "../../messages/index.ts";
import type { Flag } from "./flag.ts";

export interface OptOutTables {
  /** A row for each number that is opted out now. */
  opt_outs: OptOutsTable;
  /** Append-only: triggers refuse every change without an `audit_clearance`. */
  opt_out_audit: OptOutAuditTable;
  /** Records may be deleted by the transaction that has a row here, and takes it away again. */
  audit_clearance: { why: string };
}

export interface OptOutsTable {
  id: Generated<number>;
  number: string;
  since: number;
  door: OptOutDoor;
  incoming_id: number | null;
  user_id: number | null;
  user_name: string | null;
}

export interface OptOutAuditTable {
  id: Generated<number>;
  number: string;
  action: OptOutAction;
  /** 0: the number was in that state before. */
  has_changed: Flag;
  at: number;
  door: OptOutDoor;
  asked: string | null;
  incoming_id: number | null;
  modem: string | null;
  user_id: number | null;
  user_name: string | null;
}
