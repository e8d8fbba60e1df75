import type { Result } from "../result.ts";
import type { IfIs } from "./address-book.ts";
import type { OnceKey, OnceResult } from "./once.ts";

/** A named text, which may hold variables. */
export interface MessageTemplate {
  id: number;
  /** Whose it is; absent: shared by all. */
  userId?: number;
  /** Of one owner, each name is there once, whatever its case. */
  name: string;
  text: string;
  createdAt: number;
  changedAt: number;
}

export type NewTemplate = Pick<MessageTemplate, "userId" | "name" | "text">;

/** Why nothing was changed. */
export type TemplateProblem = "not-found" | "name-taken" | "too-many" | "changed-meanwhile" | "other-request";

/** Templates. Every promise rejects with a StoreFailure when the database fails. */
export interface TemplateStore {
  /** The shared ones, then those of this user, or those of all; by name. */
  list(userId?: number): Promise<MessageTemplate[]>;
  find(id: number): Promise<MessageTemplate | undefined>;
  /** `most`: how many one owner may have. With a key, once; what refuses it leaves the key free. */
  add(
    template: NewTemplate,
    options: { now: number; most: number; once?: OnceKey | undefined },
  ): Promise<OnceResult<MessageTemplate, TemplateProblem>>;
  change(
    id: number,
    change: { name?: string; text?: string },
    options: { now: number; ifIs?: IfIs<MessageTemplate> | undefined },
  ): Promise<Result<MessageTemplate, TemplateProblem>>;
  /** Returns the removed one. */
  remove(id: number, ifIs?: IfIs<MessageTemplate>): Promise<Result<MessageTemplate, TemplateProblem>>;
}
