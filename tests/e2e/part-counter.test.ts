import { expect, test } from "bun:test";
import { join, resolve } from "node:path";
import { hasChromium } from "../support/chromium.ts";
import { temporaryDirectory } from "../support/run-cli.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { costs } from "./in-page.js";
import { startStage } from "./support.ts";

const HANG_MS = 180_000;
const TEXTS = 5_000;
const AT_ONCE = 16;
const COST = resolve(import.meta.dir, "../../web/parts/message-cost.ts");

interface Cost {
  parts: number;
  alphabet: string;
  remaining: number;
  forcing: { character: string; index: number }[];
}
interface Preview {
  parts: number;
  alphabet: string;
  remaining: number;
  forcedBy: { character: string; position: number }[];
}

const BASIC = [
  ..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;!?\n@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤ÄÖÑÜ§¿äöñüà",
];
const EXTENSION = [..."€[]{}~^|\\\f"];
const NATIONAL = [..."ğĞıİşŞçÇáíóúÁÍÓÚãõÃÕêôÂÊ∞ªº"];
const UNICODE = [..."“”„‹›–—…șțłŁďżАбвгД中文字ا\u200d\ufe0f\u00a0\u0301", "😱", "👍🏽", "👩‍👩‍👧", "🇩🇪"];
const LINES = ["\r\n", "\r", "\n", "\n\n"];
const ODD = ["\0", "\ufeff", "\ud83d", "\ude31"];

/** A text of up to ten parts: mostly of one kind, with some of the others in it. */
function textOf(random: (bound: number) => number): string {
  const kinds = [
    [BASIC],
    [BASIC, EXTENSION],
    [BASIC, NATIONAL],
    [BASIC, NATIONAL, EXTENSION],
    [BASIC, UNICODE],
    [UNICODE],
  ];
  const kind = kinds[random(kinds.length)] ?? [BASIC];
  const others = [LINES, random(20) === 0 ? ODD : LINES];
  // Near a border as often as anywhere.
  const borders = [70, 160, 67, 134, 153, 306, 459, 670, 1_530];
  const length =
    random(2) === 0 ? 1 + random(1_530) : Math.max(1, (borders[random(borders.length)] ?? 70) - 3 + random(6));
  const isFew = random(2) === 0;
  let text = "";
  while (text.length < length) {
    const from = random(isFew ? 60 : 6) === 0 ? [...kind.slice(1), ...others] : kind.slice(0, 1);
    const set = from[random(from.length)] ?? BASIC;
    text += set[random(set.length)] ?? "";
  }
  // Of an emoji both halves stay, so that nothing but ODD has lone ones.
  return text;
}

test.if(hasChromium).each([
  ["no national tables", "none"],
  ["the Turkish and the Spanish table", "tr,es"],
])(
  "the page's counter says in Chromium what the gateway says, of 5,000 random texts, with %s",
  async (_, given) => {
    await using stage = await startStage({ args: ["--languages", given] });
    const languages = given === "none" ? [] : given.split(",");
    const made = await stage.call("/api/v1/tokens", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "counter" }),
    });
    const { token } = (await made.json()) as { token: string };
    await using watched = await stage.open();
    await watched.page.goto("/send");
    await watched.page.evaluate(await bundle());
    const random = seededRandom(given.length);
    const texts = Array.from({ length: TEXTS }, () => textOf(random));
    const counted: Cost[] = JSON.parse(await watched.page.evaluate(costs, JSON.stringify({ texts, languages })));

    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const differences: object[] = [];
    const seen = { gsm7: 0, ucs2: 0, most: 0 };
    let next = 0;
    const ask = async () => {
      for (let at = next++; at < TEXTS; at = next++) {
        const text = texts[at] ?? "";
        const body = JSON.stringify({ text });
        const response = await fetch(`${stage.url}/api/v1/messages/preview`, { method: "POST", headers, body });
        if (response.status !== 200) throw new Error(`${response.status} ${await response.text()} for ${body}`);
        const preview = (await response.json()) as Preview;
        seen[preview.alphabet === "gsm7" ? "gsm7" : "ucs2"]++;
        seen.most = Math.max(seen.most, preview.parts);
        const theirs = shapeOf(preview, preview.forcedBy, preview.forcedBy.length);
        const cost = counted[at];
        const ours = cost && shapeOf(cost, cost.forcing, preview.forcedBy.length);
        if (!Bun.deepEquals(ours, theirs)) differences.push({ text, ours, theirs });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, ask));
    expect(differences.slice(0, 3)).toEqual([]);
    expect(seen.most).toBeGreaterThan(9);
    expect(Math.min(seen.gsm7, seen.ucs2)).toBeGreaterThan(TEXTS / 5);
    expect(watched.problems).toEqual([]);
  },
  HANG_MS,
);

/** What both say; of what forces Unicode the gateway names the first. A lone surrogate becomes U+FFFD on its way. */
const shapeOf = (
  { parts, alphabet, remaining }: Pick<Preview, "parts" | "alphabet" | "remaining">,
  forcing: readonly { character: string }[],
  most: number,
) => ({
  ...{ parts, alphabet, remaining },
  forcing: forcing.slice(0, most).map(({ character }) => character.toWellFormed()),
});

/** The page's own function, made as `scripts/web.ts` makes the page. */
async function bundle(): Promise<string> {
  const entry = join(temporaryDirectory(), "entry.ts");
  await Bun.write(entry, `import { costOf } from ${JSON.stringify(COST)}; globalThis.costOf = costOf;`);
  const { outputs } = await Bun.build({ entrypoints: [entry], target: "browser", format: "iife", minify: true });
  return (await outputs[0]?.text()) ?? "";
}
