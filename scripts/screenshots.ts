/**
 * `bun run screenshots [FOLDER]`: a picture of each page in its states, in both languages, schemes and two widths, from the
 * compiled gateway, and `contact-sheet.html` with all of them beside one another. Into dist/screenshots unless told otherwise;
 * the few of the README are copied to docs/screenshots by hand.
 */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { TESTED_PAGES } from "../tests/e2e/pages.ts";
import { startStage } from "../tests/e2e/support.ts";

const folder = resolve(process.argv[2] ?? join(import.meta.dir, "../dist/screenshots"));
const VIEWS = [
  { width: 1280, height: 800 },
  { width: 390, height: 780 },
];

mkdirSync(folder, { recursive: true });
const names: string[] = [];
await using stage = await startStage();
for (const { name, path, isOpen, states } of TESTED_PAGES) {
  for (const [state, { before, after }] of Object.entries(states)) {
    for (const language of ["en", "de"] as const) {
      for (const scheme of ["light", "dark"] as const) {
        for (const view of VIEWS) {
          await using watched = await stage.open({ ...view, language, scheme });
          if (isOpen !== true) await watched.signIn();
          await before?.(watched.page, stage);
          await watched.page.goto(path);
          await after(watched.page, stage);
          const file = `${name}-${state}-${view.width}-${language}-${scheme}.png`;
          await watched.page.screenshot({ path: join(folder, file) });
          names.push(file);
        }
      }
    }
    console.log(`${name}: ${state}`);
  }
}
const pictures = names.map(
  (file) => `<figure><img src="${file}" loading="lazy"><figcaption>${file}</figcaption></figure>`,
);
const style =
  "body{display:flex;flex-wrap:wrap;gap:16px;font:12px system-ui}figure{margin:0}img{height:400px;border:1px solid #ccc}";
await Bun.write(join(folder, "contact-sheet.html"), `<!doctype html><style>${style}</style>${pictures.join("\n")}`);
console.log(`${names.length} pictures in ${folder}`);
