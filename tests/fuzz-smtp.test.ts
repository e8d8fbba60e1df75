import { expect, test } from "bun:test";
import { fuzzSmtp } from "./support/fuzz/smtp.ts";

const DIALOGUES = 150;

/** The same with more of them, and on PostgreSQL: `bun run tests/fuzz-smtp.ts`. */
test("150 nasty SMTP dialogues: each answer is one of the protocol, each connection ends, and memory stays", async () => {
  const { failures, dialogues, stored, codes, seconds } = await fuzzSmtp({ dialogues: DIALOGUES, seed: 4711 });
  console.log(`fuzz: ${dialogues} SMTP dialogues in ${seconds} s, ${JSON.stringify({ stored, codes })}`);
  expect(failures).toEqual([]);
  // They get as far as to mails that are sent, and to every kind of answer.
  expect(stored).toBeGreaterThan(DIALOGUES / 12);
  expect(Object.keys(codes)).toEqual(expect.arrayContaining(["220", "250", "354", "500", "501", "503", "550"]));
}, 300_000);
