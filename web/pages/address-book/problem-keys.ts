/** What the gateway says is wrong with a contact or with a row of a file, and the word for it. `#` is a number. */
const PROBLEMS = {
  "the name is empty": "addressBook.problem.nameEmpty",
  "the name is longer than # characters": "addressBook.problem.nameLong",
  "the name has control characters or line ends": "addressBook.problem.nameControl",
  "the telephone number is empty": "addressBook.problem.numberEmpty",
  "not a telephone number": "addressBook.problem.numberNone",
  "the telephone number is too short": "addressBook.problem.numberShort",
  "the telephone number is too long": "addressBook.problem.numberLong",
  "the telephone number may be national or international: write it with + and the country's code, or with the national prefix":
    "addressBook.problem.numberAmbiguous",
  "a spreadsheet has shortened the telephone number, digits are lost": "addressBook.problem.numberShortened",
  "not an email address": "addressBook.problem.email",
  "the note is longer than # characters": "addressBook.problem.noteLong",
  "neither a telephone number nor an email address": "addressBook.problem.neither",
  "more than # columns": "addressBook.problem.columns",
  "line # has this name already": "addressBook.problem.twice",
  "a quotation mark is opened and not closed": "addressBook.problem.quote",
  "the row is longer than # characters": "addressBook.problem.rowLong",
  "the file is larger than # MiB": "addressBook.problem.fileLarge",
  "the file has more than # rows": "addressBook.problem.fileRows",
  "the file has no row that can be imported, so the address book was not cleared": "addressBook.problem.fileNoRow",
} as const;
const NO_NAME = /^the header row names no column “name”/;

/** The key of the word for a sentence without a full stop; `undefined`: the page has none. */
export function problemKey(plain: string) {
  if (NO_NAME.test(plain)) return "addressBook.problem.noNameColumn";
  const pattern = plain.replace(/\d+/, "#");
  return isKnown(pattern) ? PROBLEMS[pattern] : undefined;
}

const isKnown = (pattern: string): pattern is keyof typeof PROBLEMS => Object.hasOwn(PROBLEMS, pattern);
