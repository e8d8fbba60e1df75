import type { HistoryMessage } from "../messages/index.ts";

/** What an importer finds, in the order in which it reads. */
export type Found =
  | { kind: "message"; message: HistoryMessage }
  /** A row that is not as it should be; `where` names it: `inbox 17`, `line 4`. */
  | { kind: "refused"; where: string; problem: string }
  /** Something for which there is nothing here; what is said alike is counted. */
  | { kind: "without"; what: string };

export const refused = (where: string, problem: string): Found => ({ kind: "refused", where, problem });
export const without = (what: string): Found => ({ kind: "without", what });
