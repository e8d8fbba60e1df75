import type { RuleFault } from "../messages/index.ts";

const DAMAGED = "was damaged in the database, and does nothing: set it again, or delete it";

/** What is said of a rule, check, policy or webhook that was damaged in the database; of any other one nothing. */
export const damageOf = ({ unreadable }: { unreadable?: boolean }): RuleFault[] =>
  unreadable ? [{ pointer: "", message: DAMAGED }] : [];

/** Why a part of a damaged one is not changed alone: it would make another one of it, such as a rule without its condition. */
export const PART_OF_DAMAGED: RuleFault = {
  pointer: "",
  message: "was damaged in the database: replace all of it (PUT, or import it), or delete it",
};
