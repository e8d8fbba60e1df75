import { expect, test } from "bun:test";
import { PAGE_SEGMENTS } from "../../lib/http/web/paths.ts";

test("the gateway shows the shell at every path that a page has, and at no other", async () => {
  const pages = await Bun.file(new URL("../../web/pages/index.ts", import.meta.url)).text();
  const segments = [...pages.matchAll(/^ {4}path: "\/([a-z-]+)/gm)].map(([, segment]) => segment ?? "");
  expect(segments.length).toBeGreaterThan(0);
  // The list of settings is the shell's own, and the set-up has no shell.
  expect([...PAGE_SEGMENTS].sort()).toEqual([...new Set([...segments, "settings", "setup"])].sort() as never);
});
