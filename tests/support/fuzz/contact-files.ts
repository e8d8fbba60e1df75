import { readContactsCsv } from "../../../lib/routing/address-book/csv/reading.ts";
import { createNumberReader } from "../../../lib/routing/index.ts";
import { seededRandom } from "../seeded-random.ts";

const PIECES = [
  ...[
    '"',
    '""',
    ";",
    ",",
    "\t",
    "\n",
    "\r\n",
    "Anna",
    "+491701234567",
    "a@b",
    "=",
    "'",
    "\0",
    "\u{1F600}",
    "\xff",
    " ",
  ],
  ...["name;number;note\n", "\uFEFF"],
];
/** Every so many-th file is ISO 8859-1, and not UTF-8. */
const LATIN_EVERY = 3;

/**
 * Reads random files of contacts: each gives rows that are good, rows that are bad with what is wrong, or a reason why it is refused.
 *
 * @throws Error with the file of the first one that gives something else
 */
export async function fuzzContactFiles({ files, seed }: { files: number; seed: number }) {
  const random = seededRandom(seed);
  const numbers = createNumberReader({ country: "DE" });
  const figures = { refused: 0, good: 0, bad: 0 };
  for (let index = 0; index < files; index++) {
    const text = Array.from({ length: random(24) }, () => PIECES[random(PIECES.length)]).join("");
    const isLatin = index % LATIN_EVERY === 0;
    const file = isLatin ? Uint8Array.from(Buffer.from(text, "latin1")) : new TextEncoder().encode(text);
    const describe = () => `seed ${seed}, file ${index}: ${JSON.stringify(text)}`;
    const result = await readContactsCsv(file, numbers).catch((cause: unknown) => {
      throw new Error(describe(), { cause });
    });
    if (!result.ok) {
      if (result.problem === "") throw new Error(`${describe()}: refused without a reason`);
      figures.refused++;
      continue;
    }
    const { good, bad } = result.value;
    figures.good += good.length;
    figures.bad += bad.length;
    const unsaid = bad.filter(({ problems, line }) => problems.length === 0 || line < 1);
    if (unsaid.length > 0) throw new Error(`${describe()}: bad without a reason or a line`);
  }
  return figures;
}
