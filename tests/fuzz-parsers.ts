/**
 * `bun run tests/fuzz-parsers.ts [--pdus 10000000] [--streams 1000000] [--files 10000] [--seed N]`: random and mutated PDUs, streams of a modem (half
 * of them unasked, half in an answer) and files of contacts. Prints its figures. Ends with exit status 1 and with what caused it at the first one that gives
 * neither a value nor a typed error, or after which a modem cannot send.
 */
import { parseArgs } from "node:util";
import { fuzzContactFiles } from "./support/fuzz/contact-files.ts";
import { fuzzPdus } from "./support/fuzz/pdus.ts";
import { fuzzAnswers, fuzzUnasked } from "./support/fuzz/streams.ts";

const { values } = parseArgs({
  options: {
    pdus: { type: "string", default: "10000000" },
    streams: { type: "string", default: "1000000" },
    files: { type: "string", default: "10000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const seed = Number(values.seed);
console.log(`seed ${seed}`);

async function show(name: string, run: () => unknown): Promise<void> {
  const since = performance.now();
  const figures = await run();
  const seconds = Math.round((performance.now() - since) / 1_000);
  const memoryMiB = Math.round(process.memoryUsage.rss() / 1_048_576);
  console.log(`${name}: ${JSON.stringify({ ...(figures as object), seconds, memoryMiB })}`);
}

const half = Number(values.streams) / 2;
const progress = (done: number) => {
  if (done % 50_000 === 0) console.log(`  ${done} streams, ${Math.round(process.memoryUsage.rss() / 1_048_576)} MiB`);
};
await show(`${values.files} files of contacts`, () => fuzzContactFiles({ files: Number(values.files), seed }));
await show(`${values.pdus} PDUs`, () => fuzzPdus({ pdus: Number(values.pdus), seed }));
await show(`${half} streams unasked`, () => fuzzUnasked({ streams: half, seed, progress }));
await show(`${half} streams in an answer`, () => fuzzAnswers({ streams: half, seed, progress }));
