import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import manifest from "../package.json" with { type: "json" };
import { startAldis } from "./support/process.ts";

const root = resolve(import.meta.dir, "..");
/** Of the documentation page's script come some 290 packages, of which the gateway runs none; with mail, MQTT, SNMP and traces it runs 185. */
const MOST_PACKAGES = 190;

/** What `bun install --production` installs, as bun.lock resolves it. */
async function productionPackages(): Promise<Set<string>> {
  const lock = Bun.JSONC.parse(await Bun.file(join(root, "bun.lock")).text()) as {
    packages: Record<string, [string, string, { dependencies?: Record<string, string> }]>;
  };
  const found = new Set<string>();
  const add = (name: string, within: string): void => {
    // The nearest one: of the package itself, or of those that it is in.
    const places = within.split("/").map((_, index, path) => [...path.slice(0, path.length - index), name].join("/"));
    const place = [...places, name].find((key) => key in lock.packages);
    if (place === undefined || found.has(place)) return;
    found.add(place);
    const [, , details] = lock.packages[place] ?? [];
    for (const dependency of Object.keys(details?.dependencies ?? {})) add(dependency, place);
  };
  for (const name of Object.keys(manifest.dependencies)) add(name, "");
  return found;
}

test("the gateway runs on few packages, and the documentation page's are not among them", async () => {
  const packages = await productionPackages();
  expect([...packages].filter((name) => name.includes("api-reference"))).toEqual([]);
  expect(packages.size).toBeGreaterThan(Object.keys(manifest.dependencies).length);
  expect(packages.size).toBeLessThan(MOST_PACKAGES);
});

test("from source it serves the page's script when that is installed, and starts without it when it is not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "aldis-source-"));
  try {
    for (const name of ["server.ts", "lib", "migrations", "package.json", "tsconfig.json"]) {
      Bun.spawnSync(["cp", "-r", join(root, name), folder]);
    }
    mkdirSync(join(folder, "node_modules", "@scalar"), { recursive: true });
    const link = (name: string) => symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
    for (const name of readdirSync(join(root, "node_modules"))) if (name !== "@scalar") link(name);
    for (const name of readdirSync(join(root, "node_modules", "@scalar"))) {
      if (name !== "api-reference") link(`@scalar/${name}`);
    }
    const statuses = async () => {
      await using gateway = startAldis(["--port", "0", "--data", join(folder, "data")], {
        command: [process.execPath, join(folder, "server.ts")],
      });
      const [, url = ""] = await gateway.printed(/^Gateway: +(http\S+)/m);
      const paths = ["/docs/scalar.js", "/docs/json", "/health"];
      return await Promise.all(paths.map(async (path) => (await fetch(`${url}${path}`)).status));
    };
    expect(await statuses()).toEqual([404, 200, 200]);
    link("@scalar/api-reference");
    expect(await statuses()).toEqual([200, 200, 200]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 180_000);
