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
  // Without regard to case each character of a range is looked up.
  `(?i)[${"B-\u{1E942}".repeat(200)}]`,
  "(?i)[B-\\x{1E942}][B-\\x{1E942}]",
  `(?i:[${"C-\u{1E940}".repeat(10)}])`,
  `x(?s)(?-s)(?im)[^${"\\x{80}-\\x{1E942}".repeat(3)}]`,
  // Brackets that are quoted begin no class, and quotes within classes quote nothing.
  "\\Q[\\E(?:a{999}b)".repeat(50),
  "\\Q[\\E(?:\\d{600})",
  "\\[(?:a{999}b){9}]",
  "[\\]](?:a{999}b){9}]",
  "[]](?:a{999}b){9}",
  "[^]](?:a{999}b){9}",
  "[[:alpha:]](?:a{999}b){9}",
  "\\x{5b}(?:a{999}b){9}",
  "\\pL(?:a{999}){2}",
  "\\Qa(\\E{999}",
  "((a{20}){20}){20}",
  "(?:(?:a?){30}){30}",
];
