/** `bun run bench NAME…`: runs the named figures of the goals, or lists them. One file a figure. */
import { readdirSync } from "node:fs";

const figures = readdirSync(import.meta.dir)
  .filter((file) => file.endsWith(".ts") && file !== "index.ts")
  .map((file) => file.slice(0, -3))
  .sort();

const asked = process.argv.slice(2);
if (asked.length === 0 || asked.some((name) => !figures.includes(name))) {
  console.log(`bun run bench ${figures.join(" | ")}`);
  process.exit(asked.length === 0 ? 0 : 2);
}
for (const name of asked) {
  const { run } = (await import(`./${name}.ts`)) as { run: () => Promise<void> };
  await run();
}
