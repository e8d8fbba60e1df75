import { test } from "bun:test";
import { fuzzAnswers, fuzzUnasked } from "../support/fuzz/streams.ts";

/** A million of them: `bun run tests/fuzz-parsers.ts`. */
const seed = () => Date.now() % 1_000_000;

test("whatever a modem sends unasked, it stays usable: the next part is sent with its own reference", async () => {
  await fuzzUnasked({ streams: 500, seed: seed() });
}, 180_000);

test("whatever stands in an answer, the command ends with a value or a typed error", async () => {
  await fuzzAnswers({ streams: 300, seed: seed() });
}, 180_000);
