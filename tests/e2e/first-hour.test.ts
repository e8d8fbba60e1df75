import { describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { words } from "../../web/words/en.ts";
import { hasChromium } from "../support/chromium.ts";
import { startAldis } from "../support/process.ts";
import { temporaryDirectory } from "../support/run-cli.ts";
import { COMMANDS, GUIDE, walkFirstHour } from "./first-hour.ts";
import { startStage } from "./support.ts";

const HANG_MS = 180_000;
/** Names of places in Zabbix are in italics. */
const BOLD = [...new Set([...GUIDE.matchAll(/\*\*([^*]+)\*\*/g)].map(([, text = ""]) => text))];
const PICTURES = [...GUIDE.matchAll(/!\[[^\]]+\]\(screenshots\/([\w-]+)\.webp\)/g)].map(([, name = ""]) => name);

describe("docs/first-hour.md", () => {
  test("each name in bold is a text of the page", () => {
    const texts = new Set<string>(Object.values(words));
    expect(BOLD.filter((name) => name !== "bold" && !texts.has(name))).toEqual([]);
    expect(BOLD.length).toBeGreaterThan(15);
  });

  test("each picture is there, and is small", () => {
    const folder = join(import.meta.dir, "../../docs/screenshots");
    const sizes = PICTURES.map((name) => Bun.file(join(folder, `${name}.webp`)).size);
    expect(sizes.filter((size) => size === 0 || size > 80_000)).toEqual([]);
  });

  test.skipIf(!hasChromium)(
    "who follows it, from the set-up link to a modem at a serial device, gets where it says",
    async () => {
      const folder = temporaryDirectory();
      const device = join(folder, "modem");
      await using modem = startAldis(["simulator", "--pty", device, "--profile", "ec25"]);
      await modem.printed(/\n/);
      await using stage = await startStage({ isFresh: true, modems: 0 });
      await using watched = await stage.open();
      const pictures: string[] = [];
      await walkFirstHour({
        stage,
        watched,
        device,
        picture: async (name) => void pictures.push(name),
        done: () => undefined,
      });
      expect(pictures).toEqual(PICTURES);
      expect(watched.problems).toEqual([]);

      // What the guide shows of the start is what is printed, apart from addresses.
      const [, shown = ""] = /^```text\n([\s\S]*?)^```$/m.exec(GUIDE) ?? [];
      for (const [, label = ""] of shown.matchAll(/^([^:]+:)/gm))
        expect(`\n${stage.gateway.output()}`).toContain(`\n${label}`);
      expect(COMMANDS).toEqual(["chmod +x aldis\n./aldis\n", expect.stringContaining("curl ")]);
      rmSync(folder, { recursive: true });
    },
    HANG_MS,
  );
});
