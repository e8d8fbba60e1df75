/**
 * Goal P2: encoding and decoding PDUs beside the codecs of npm, in one run.
 *
 * Encoding goes from a number and a text to hexadecimal PDUs, decoding from hexadecimal DELIVER PDUs to sender, time
 * stamp and text; both sides of a cell do the same messages in turn, and the best round of each counts.
 */
import { createRequire } from "node:module";
import * as nodePdu from "node-pdu";
import { decodeDeliver, decodeSubmit, encodeDeliverText, encodeText, joinParts, PduError } from "../lib/pdu/index.ts";

interface Codec {
  name: string;
  encode(text: string): string[];
  decode(pdus: string[]): string;
}

interface SmsPdu {
  generateSubmit(number: string, text: string): { hex: string }[];
  parse(pdu: string): { text: string };
}
interface PduJs {
  generate(message: { text: string; receiver: string; encoding: "7bit" | "16bit" }): string[];
  parse(pdu: string): { text: string };
}

const require = createRequire(import.meta.url);
const smsPdu = require("node-sms-pdu") as SmsPdu;
const pduJs = require("pdu") as PduJs;

const NUMBER = "+4915112345678";
const SENTENCE = "The quick brown fox jumps over the lazy dog, and nobody knows why it should. ";
const RUSSIAN = "Съешь ещё этих мягких французских булок да выпей чаю. ";

const TEXTS: readonly { name: string; text: string }[] = [
  { name: "20 GSM 7-bit", text: SENTENCE.slice(0, 20) },
  { name: "160 GSM 7-bit", text: SENTENCE.repeat(3).slice(0, 160) },
  { name: "300 in parts", text: SENTENCE.repeat(4).slice(0, 300) },
  { name: "70 UCS2", text: RUSSIAN.repeat(2).slice(0, 70) },
];

const ALDIS: Codec = {
  name: "aldis",
  encode: (text) => encodeText({ to: NUMBER, text, reference: 7 }).map(({ pdu }) => pdu),
  decode: (pdus) => joinParts(pdus.map((pdu) => decodeDeliver(pdu).userData)),
};

const OTHERS: readonly Codec[] = [
  {
    name: "node-pdu",
    encode: (text) => new nodePdu.Submit(NUMBER, text).getPartStrings(),
    decode(pdus) {
      const [first, ...rest] = pdus.map((pdu) => nodePdu.parse(pdu) as nodePdu.Deliver);
      for (const part of rest) first?.data.append(part);
      return first?.data.getText() ?? "";
    },
  },
  {
    name: "node-sms-pdu",
    encode: (text) => smsPdu.generateSubmit(NUMBER, text).map(({ hex }) => hex),
    decode: (pdus) => pdus.map((pdu) => smsPdu.parse(pdu).text).join(""),
  },
  {
    name: "pdu",
    // It wants to be told the alphabet, so that it need not look.
    encode: (text) =>
      pduJs.generate({ text, receiver: NUMBER.slice(1), encoding: text.charCodeAt(0) > 0xff ? "16bit" : "7bit" }),
    decode: (pdus) => pdus.map((pdu) => pduJs.parse(pdu).text).join(""),
  },
];

const ROUNDS = 9;
const ROUND_MS = 40;
const BATCH = 50;
const GOAL = 5;

/** Counts results, so that the engine cannot leave the work out. */
let sink = 0;

function operationsPerSecond(work: () => string | string[]): number {
  const start = performance.now();
  let now = start;
  let count = 0;
  while (now - start < ROUND_MS) {
    for (let index = 0; index < BATCH; index++) sink += work().length;
    count += BATCH;
    now = performance.now();
  }
  return (count * 1000) / (now - start);
}

interface Work {
  name: string;
  work: () => string | string[];
  /** Whether the result is what it should be. */
  right: boolean;
}

/** Measures all in turn, round after round, so that a busy machine is busy for each. */
function measure(works: readonly Work[]): { name: string; rate: number; right: boolean }[] {
  const results = works.map(({ name, right, work }) => ({ name, right, work, rate: 0 }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const result of results) result.rate = Math.max(result.rate, operationsPerSecond(result.work));
  }
  return results;
}

function row(cell: string, results: ReturnType<typeof measure>): { line: string; ratio: number } {
  const [own = 0, ...others] = results.map(({ rate }) => rate);
  const ratio = own / Math.max(...others);
  const columns = results.map(({ rate, right }) => `${(rate / 1000).toFixed(0)}${right ? " " : "*"}`.padStart(14));
  return { line: `${cell.padEnd(22)}${columns.join("")}${`${ratio.toFixed(1)}×`.padStart(10)}`, ratio };
}

/** Prints thousand operations a second for each cell, and how many times the best other codec ours is. */
export async function run(): Promise<void> {
  const codecs = [ALDIS, ...OTHERS];
  console.log("PDU codec, thousand operations a second; * marks a result that is not right");
  console.log(`${"".padEnd(22)}${codecs.map(({ name }) => `${name} `.padStart(14)).join("")}${"ratio".padStart(10)}`);
  const ratios: number[] = [];
  for (const { name, text } of TEXTS) {
    const encoding = codecs.map((codec) => ({
      name: codec.name,
      work: () => codec.encode(text),
      right: reads(codec.encode(text), text),
    }));
    const { line, ratio } = row(`encode ${name}`, measure(encoding));
    console.log(line);
    ratios.push(ratio);
  }
  for (const { name, text } of TEXTS) {
    const message = { from: NUMBER, text, timestamp: "2024-01-02T03:04:05+01:00", smsc: "+491710760000", reference: 7 };
    const pdus = encodeDeliverText(message).map(({ pdu }) => pdu);
    const decoding = codecs.map((codec) => ({
      name: codec.name,
      work: () => codec.decode(pdus),
      right: codec.decode(pdus) === text,
    }));
    const { line, ratio } = row(`decode ${name}`, measure(decoding));
    console.log(line);
    ratios.push(ratio);
  }
  const lowest = Math.min(...ratios);
  const verdict = lowest >= GOAL ? "reached" : "missed";
  console.log(`lowest ratio ${lowest.toFixed(1)}×, goal ${GOAL}×: ${verdict} (${sink} results counted)`);
}

/** Whether SUBMIT PDUs of any codec hold a text. */
function reads(pdus: string[], text: string): boolean {
  try {
    return joinParts(pdus.map((pdu) => decodeSubmit(pdu).userData)) === text;
  } catch (error) {
    if (error instanceof PduError) return false;
    throw error;
  }
}
