import { expect, test } from "bun:test";
import { join } from "node:path";
import { configurationReference, SETTINGS } from "../../lib/config/index.ts";
import { deployFiles } from "../../scripts/deploy/files.ts";

test("docs/configuration.md is what the table of settings says", async () => {
  const kept = await Bun.file(join(import.meta.dir, "../../docs/configuration.md")).text();
  expect(kept, "run: bun run scripts/configuration.ts").toBe(configurationReference());
});

test("the manual, completion and settings file of deploy/ are what commands and settings say", async () => {
  for (const [path, text] of Object.entries(deployFiles())) {
    const kept = await Bun.file(join(import.meta.dir, "../../deploy", path)).text();
    expect(kept, `deploy/${path}: run bun run scripts/deploy.ts`).toBe(text);
  }
});

test("every setting has an environment name of the product, a documentation, and a name of its own", () => {
  const settings = Object.values(SETTINGS);
  for (const setting of settings) {
    expect(setting.environment).toMatch(/^ALDIS_[A-Z_]+$/);
    expect(setting.documentation).toEndWith(".");
  }
  expect(new Set(settings.map((setting) => setting.flag)).size).toBe(settings.length);
  expect(new Set(settings.map((setting) => setting.environment)).size).toBe(settings.length);
});
