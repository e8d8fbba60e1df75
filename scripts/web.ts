/**
 * `bun run build:web`: the web interface as one file, `dist/web.pack`, which the gateway serves and `scripts/build.ts` embeds.
 *
 * The pack is eight bytes with the length of its index, the index as JSON, then each asset compressed twice: brotli for
 * browsers, gzip for the rest. An asset's name has a hash of what is in it, so it can be kept forever.
 */
import { mkdirSync, renameSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = resolve(import.meta.dir, "..");

/** @throws when something does not compile */
async function bundle(): Promise<Bun.BuildArtifact[]> {
  const hashed = "[name]-[hash].[ext]";
  const result = await Bun.build({
    entrypoints: [join(root, "web/main.tsx")],
    target: "browser",
    splitting: true,
    minify: true,
    define: { "process.env.NODE_ENV": '"production"' },
    naming: { entry: hashed, chunk: hashed, asset: hashed },
  });
  for (const log of result.logs) console.error(String(log));
  if (!result.success) throw new Error("the web interface could not be built");
  // The bundler gives them in any order; the same sources make the same file.
  return result.outputs.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}

const nameOf = (artifact: Bun.BuildArtifact) => artifact.path.replace(/^.*\//, "");

/** Largest quality: it is done once, and read for years. */
const brotli = (bytes: Uint8Array) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });

async function pack(outputs: readonly Bun.BuildArtifact[]): Promise<Uint8Array> {
  const script = outputs.find(({ kind }) => kind === "entry-point");
  // The styles of lazy pages are part of it.
  const style = outputs.find((output) => /^main-.*\.css$/.test(nameOf(output)));
  if (script === undefined || style === undefined) throw new Error("the web interface has no script or no style");
  const blobs: Uint8Array[] = [];
  let length = 0;
  const put = (bytes: Uint8Array): [start: number, end: number] => {
    blobs.push(bytes);
    length += bytes.length;
    return [length - bytes.length, length];
  };
  const files: Record<string, { type: string; br: [number, number]; gzip: [number, number] }> = {};
  for (const output of outputs) {
    const bytes = new Uint8Array(await output.arrayBuffer());
    files[nameOf(output)] = { type: output.type, br: put(brotli(bytes)), gzip: put(gzipSync(bytes, { level: 9 })) };
  }
  const index = new TextEncoder().encode(JSON.stringify({ script: nameOf(script), style: nameOf(style), files }));
  const head = new Uint8Array(8);
  new DataView(head.buffer).setUint32(0, index.length);
  return Buffer.concat([head, index, ...blobs]);
}

/** Builds `dist/web.pack`; whoever reads the old one meanwhile keeps it. @throws when something does not compile */
export async function buildWeb(): Promise<void> {
  const started = performance.now();
  const outputs = await bundle();
  const file = join(root, "dist", "web.pack");
  mkdirSync(join(root, "dist"), { recursive: true });
  const bytes = await pack(outputs);
  // Builds of tests that run side by side each write a file of their own.
  const made = `${file}.${process.pid}`;
  await Bun.write(made, bytes);
  renameSync(made, file);
  const kilobytes = (bytes.length / 1_000).toFixed(0);
  console.log(`dist/web.pack  ${kilobytes} kB  ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

if (import.meta.main) await buildWeb();
