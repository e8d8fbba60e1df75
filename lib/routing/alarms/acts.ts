/** What a person does about an alarm. */
export type AlarmAct =
  /** Nobody else is called. */
  | { kind: "take" }
  /** The next step begins at once. */
  | { kind: "pass" }
  | { kind: "resolve" }
  /** Whoever has it gives it back: it begins again with the first step. */
  | { kind: "reopen" };
