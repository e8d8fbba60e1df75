/** `bun run gallery`: builds web/gallery and serves it on loopback, under the policy that the gateway's page has. */

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const POLICY = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:";
const SHELL = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Parts</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/main.css"></head>
<body><div id="root"></div><script type="module" src="/main.js"></script></body></html>`;

/** @throws what the bundler finds wrong */
export async function serveGallery(port = 0) {
  const outdir = mkdtempSync(join(tmpdir(), "aldis-gallery-"));
  const entrypoints = [resolve(import.meta.dir, "../web/gallery/main.tsx")];
  const built = await Bun.build({ entrypoints, outdir, target: "browser", splitting: true, minify: true });
  if (!built.success) throw new AggregateError(built.logs, "the gallery could not be built");
  return Bun.serve({
    hostname: "127.0.0.1",
    port,
    fetch: async (request) => {
      const { pathname } = new URL(request.url);
      const file = Bun.file(join(outdir, pathname));
      const isThere = pathname.includes(".") && (await file.exists());
      if (isThere) return new Response(file);
      return new Response(SHELL, { headers: { "content-type": "text/html", "content-security-policy": POLICY } });
    },
  });
}

if (import.meta.main) console.log(String((await serveGallery(4170)).url));
