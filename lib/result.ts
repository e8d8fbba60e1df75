/** A value, or what is wrong: by default one sentence for people. */
export type Result<Value, Problem = string> = { ok: true; value: Value } | { ok: false; problem: Problem };

export const ok = <Value>(value: Value): { ok: true; value: Value } => ({ ok: true, value });

/** No value. A text stays the literal that it is. */
export const no = <Problem extends string | object>(problem: Problem): { ok: false; problem: Problem } => ({
  ok: false,
  problem,
});
