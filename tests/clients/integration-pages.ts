import { readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dir, "../../docs/integrations");
const PLACEHOLDER = "http://gateway.example.org:8080";

/** What docs/integrations/NAME.md has to paste in one language, in order, with the gateway's URL in its place. */
export function blocksOf(name: string, language: string, url: string): string[] {
  const page = readFileSync(join(FOLDER, `${name}.md`), "utf8");
  const blocks = [...page.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, "gm"))];
  if (blocks.length === 0) throw new Error(`docs/integrations/${name}.md has no block of ${language}`);
  return blocks.map(([, indent = "", block = ""]) =>
    block.replaceAll(new RegExp(`^${indent}`, "gm"), "").replaceAll(PLACEHOLDER, url),
  );
}

/** The first of {@link blocksOf}. */
export function blockOf(name: string, language: string, url: string): string {
  return blocksOf(name, language, url)[0] ?? "";
}
