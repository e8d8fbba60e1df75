/** Each takes a backtracking engine longer than the gateway will live, on one input or another. */
export const EXPLOSIVE = [
  "(a+)+$",
  "(a|aa)+$",
  "(a|a)*$",
  "(.*)*$",
  "(x+x+)+y",
  "(\\d+)+\\D",
  "^(([0-9])+.?)+[^0-9]$",
  "((\\d{1,7}){1,7}){1,7}!",
  "(\\d?){100}\\d{100}",
  "(a+)+$".repeat(90),
];
/** Refused before the engine sees them: too long, or too large a program. */
export const TOO_LARGE = [
  "(a+)+$".repeat(1_667),
  "a".repeat(10_000),
  "(".repeat(10_000),
  "[".repeat(1_001),
  "((((\\d{10}){10}){10}){10})",
  "((\\d{1,9}){1,9}){1,9}!",
  "\\d{1000}",
  "(\\p{L}\\p{N}){100}",
  "[\\p{L}\\p{N}\\p{P}]{400}",
  "(?i)\\p{L}".repeat(110),
];
