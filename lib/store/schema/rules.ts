import type { Generated } from "kysely";
import type { Flag } from "./flag.ts";

export interface RuleTables {
  rules: RulesTable;
  rule_answers: { rule_id: number; number: string; answered_at: number };
  answered_numbers: { number: string; heard_at: number };
  forwarded_messages: { message_id: number; recipient: string; forwarded_at: number; times: number };
}

export interface RulesTable {
  id: Generated<number>;
  /** From 1, without gaps. */
  position: number;
  name: string;
  name_key: string;
  enabled: Flag;
  /** JSON: the rest of the rule, with its secrets masked. */
  definition: string;
  secrets_sealed: string | null;
  version: number;
  created_at: number;
  changed_at: number;
  matched: Generated<number>;
  last_matched_at: number | null;
}
