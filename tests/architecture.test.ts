import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/**
 * Who may import whom. A layer may always import itself; `index` means only through its index.ts; a list names
 * single files besides. Type-only imports count too.
 */
const root = resolve(import.meta.dir, "..");
const SHARED = [
  "lib/log.ts",
  "lib/clock.ts",
  "lib/limits.ts",
  "lib/lru.ts",
  "lib/names.ts",
  "lib/on-first-use.ts",
  "lib/allowance.ts",
  "lib/visible.ts",
  "lib/foreign-request.ts",
];
const RULES: Record<string, { layers: string[]; except?: Record<string, string[]> }> = {
  "lib/pdu": { layers: [] },
  "lib/messages": { layers: ["lib/pdu"] },
  "lib/modem": { layers: ["lib/pdu"] },
  "lib/routing": { layers: ["lib/messages", "lib/pdu"], except: { "lib/routing/channels/sms.ts": ["lib/modem"] } },
  "lib/auth": { layers: ["lib/messages"] },
  "lib/store": { layers: ["lib/messages", "lib/auth", "migrations"] },
  "lib/http": { layers: ["lib/messages", "lib/routing", "lib/auth", "lib/pdu", "lib/modem"] },
  "lib/config": { layers: ["lib/messages", "lib/auth", "lib/pdu", "lib/modem", "lib/routing"] },
  "lib/gateway": {
    layers: [
      "lib/config",
      "lib/messages",
      "lib/routing",
      "lib/auth",
      "lib/pdu",
      "lib/modem",
      "lib/store",
      "lib/http",
      "migrations",
    ],
  },
  "lib/cli": {
    layers: [
      "lib/gateway",
      "lib/config",
      "lib/http",
      "lib/messages",
      "lib/routing",
      "lib/auth",
      "lib/pdu",
      "lib/modem",
      "lib/store",
    ],
  },
  migrations: { layers: [] },
};
/** Packages that only one file may import. */
const ONE_FILE: Record<string, string> = {
  "@node-rs/argon2": "lib/auth/",
  gramio: "lib/routing/channels/",
  "bun:ffi": "lib/modem/serial/",
  "bun:sqlite": "lib/store/",
  pg: "lib/store/",
};

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file));
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*["']([^"']+)["']|(?:import|require)\(\s*["']([^"']+)["']/g,
    ),
  ]
    .map((found) => found[1] ?? found[2])
    .filter((name): name is string => name !== undefined);
}

const layerOf = (file: string) => Object.keys(RULES).find((layer) => file.startsWith(`${layer}/`));

function complaint(file: string, imported: string): string | undefined {
  const layer = layerOf(file);
  if (layer === undefined || !imported.startsWith(".")) return undefined;
  const target = relative(root, resolve(root, dirname(file), imported));
  // A file of a package, taken as it is (the documentation page's script), is no layer.
  if (target.startsWith("node_modules/")) return undefined;
  if (SHARED.includes(target)) return layer === "lib/pdu" || layer === "migrations" ? `${file} → ${target}` : undefined;
  const targetLayer = layerOf(target);
  if (targetLayer === layer) return undefined;
  if (targetLayer === undefined) {
    const ownData =
      target === "package.json" && (layer === "lib/gateway" || layer === "lib/cli" || layer === "lib/http");
    return ownData ? undefined : `${file} → ${target}`;
  }
  const rule = RULES[layer];
  const allowed = [...(rule?.layers ?? []), ...(rule?.except?.[file] ?? [])];
  if (!allowed.includes(targetLayer)) return `${file} → ${target}`;
  // A layer is entered through its index; the serial ports and the simulator are layers' doors of their own.
  const doors = [`${targetLayer}/index.ts`, "lib/modem/serial/index.ts", "lib/modem/simulator/index.ts"];
  return doors.includes(target) ? undefined : `${file} → ${target} (not through its index)`;
}

test("layers import only what the architecture allows, through their index", () => {
  const files = [...sources("lib"), ...sources("migrations")];
  expect(files.length).toBeGreaterThan(5);
  const complaints = files.flatMap((file) => importsOf(file).map((imported) => complaint(file, imported)));
  expect(complaints.filter((line) => line !== undefined)).toEqual([]);
});

test("gramio, argon2, bun:ffi, bun:sqlite and pg each appear in one file", () => {
  const users = new Map<string, string[]>();
  for (const file of [...sources("lib"), "server.ts"]) {
    for (const imported of new Set(importsOf(file))) {
      if (imported in ONE_FILE) users.set(imported, [...(users.get(imported) ?? []), file]);
    }
  }
  for (const [name, files] of users) {
    expect({ name, files }).toEqual({
      name,
      files: [expect.stringContaining(ONE_FILE[name] ?? "") as unknown as string],
    });
  }
});

test("only one file normalizes text, after a look at its length", () => {
  const files = sources("lib").filter((file) => /\.normalize\(/.test(readFileSync(join(root, file), "utf8")));
  expect(files).toEqual(["lib/names.ts"]);
});

test("the pdu layer imports no package and no built-in module", () => {
  expect(sources("lib/pdu").flatMap((file) => importsOf(file).filter((name) => !name.startsWith(".")))).toEqual([]);
});
