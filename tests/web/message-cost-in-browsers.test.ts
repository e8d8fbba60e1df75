import { expect, test } from "bun:test";
import { join, resolve } from "node:path";
import { createContext, runInContext } from "node:vm";
import { temporaryDirectory } from "../support/run-cli.ts";

const COST = resolve(import.meta.dir, "../../web/parts/message-cost.ts");

test("the parts of a text are counted where nothing of Bun's is, as in a browser", async () => {
  const entry = join(temporaryDirectory(), "entry.ts");
  await Bun.write(entry, `import { costOf } from ${JSON.stringify(COST)}; globalThis.cost = costOf("Wait – 5 €");`);
  const { outputs } = await Bun.build({ entrypoints: [entry], target: "browser", format: "iife", minify: true });
  const browser: { cost?: unknown } = createContext({});
  runInContext((await outputs[0]?.text()) ?? "", browser);
  expect(browser.cost).toMatchObject({ parts: 1, alphabet: "ucs2", remaining: 60, forcing: [{ character: "–" }] });
});
