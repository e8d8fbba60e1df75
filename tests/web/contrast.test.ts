import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const css = readFileSync(resolve(import.meta.dir, "../../web/app/tokens.css"), "utf8");
const GROUNDS = ["ground", "ground-raised", "ground-hover", "ground-float"];
const PAIRS = [
  ...["ink", "grey-1", "accent", "green", "amber", "red"].flatMap((text) => GROUNDS.map((ground) => [text, ground])),
  ...["accent", "green", "amber", "red"].flatMap((tone) =>
    ["ink", "grey-1", tone].map((text) => [text, `${tone}-tint`]),
  ),
  ...["accent-fill", "accent-fill-hover", "red-fill", "red-fill-hover"].map((fill) => ["on-accent", fill]),
];

for (const scheme of ["light", "dark"]) {
  test(`every text of the ${scheme} scheme has a contrast of at least 4.5 to each ground that it stands on`, () => {
    expect(below(4.5, PAIRS, scheme)).toEqual([]);
  });

  test(`edges of fields, boxes and switches of the ${scheme} scheme have a contrast of at least 3`, () => {
    expect(
      below(
        3,
        GROUNDS.map((ground) => ["grey-2", ground]),
        scheme,
      ),
    ).toEqual([]);
    const css = readFileSync(resolve(import.meta.dir, "../../web/app/base.css"), "utf8");
    for (const control of ["Input-wrapper", "Radio-radio", "Checkbox-input", "Switch-input"]) {
      expect(css).toMatch(new RegExp(`\\.mantine-${control}[^{}]*\\{[^}]*var\\(--grey-2\\)`));
    }
  });
}

function below(least: number, pairs: readonly string[][], scheme: string) {
  const colours = coloursOf(scheme);
  return pairs
    .map(([text = "", ground = ""]) => {
      const [one, other] = [text, ground].map((name) => luminanceOf(colours.get(name) ?? "")).sort((a, b) => b - a);
      return { text, ground, contrast: ((one ?? 0) + 0.05) / ((other ?? 0) + 0.05) };
    })
    .filter(({ contrast }) => !(contrast >= least));
}

function coloursOf(scheme: string): Map<string, string> {
  const start = css.indexOf(`[data-mantine-color-scheme="${scheme}"] {`);
  const block = css.slice(start, css.indexOf("}", start));
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = "", value = ""]) => [name, value]));
}

/** WCAG 2.2, relative luminance. */
function luminanceOf(colour: string): number {
  const [red = Number.NaN, green = Number.NaN, blue = Number.NaN] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
