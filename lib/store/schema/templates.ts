import type { Generated } from "kysely";

export interface TemplateTables {
  templates: TemplatesTable;
}

export interface TemplatesTable {
  id: Generated<number>;
  /** `null`: shared. */
  user_id: number | null;
  name: string;
  name_key: string;
  text: string;
  created_at: number;
  changed_at: number;
}
