import type { Import, Source } from "./source.ts";

/** What a layer may import of others. It may always import itself and the files directly in `lib/`. */
interface Rule {
  /** Through their `index.ts`. */
  layers: readonly string[];
  /** Only types of these. */
  typesOf?: readonly string[];
  /** What single files may import besides. */
  except?: Readonly<Record<string, readonly string[]>>;
  /** The packages and built-in modules allowed; any when left out. */
  packages?: readonly string[];
  /** The files directly in `lib/` are not for this layer. */
  standsAlone?: true;
}

const EVERY_LAYER = [
  "lib/config",
  "lib/messages",
  "lib/routing",
  "lib/monitoring",
  "lib/email",
  "lib/mqtt",
  "lib/tracing",
  "lib/auth",
  "lib/pdu",
  "lib/modem",
  "lib/store",
  "lib/importing",
];

const RULES: Readonly<Record<string, Rule>> = {
  "lib/pdu": { layers: [], packages: [], standsAlone: true },
  "lib/messages": { layers: ["lib/pdu"], packages: [] },
  "lib/modem": { layers: ["lib/pdu"] },
  "lib/routing": { layers: ["lib/messages", "lib/pdu"], except: { "lib/routing/channels/sms.ts": ["lib/modem"] } },
  "lib/monitoring": { layers: ["lib/messages", "lib/routing"] },
  "lib/email": { layers: ["lib/messages", "lib/routing"] },
  "lib/mqtt": { layers: ["lib/messages", "lib/routing"] },
  "lib/tracing": { layers: ["lib/messages", "lib/routing"] },
  "lib/importing": { layers: ["lib/messages", "lib/routing", "lib/pdu"] },
  "lib/auth": { layers: ["lib/messages"] },
  "lib/store": { layers: ["lib/messages", "lib/auth", "migrations"] },
  "lib/http": {
    layers: ["lib/messages", "lib/routing", "lib/monitoring", "lib/auth", "lib/pdu"],
    typesOf: ["lib/modem"],
  },
  "lib/config": { layers: ["lib/messages", "lib/auth", "lib/pdu", "lib/modem", "lib/routing", "lib/email"] },
  "lib/gateway": { layers: [...EVERY_LAYER, "lib/http", "migrations"] },
  "lib/cli": { layers: [...EVERY_LAYER, "lib/gateway", "lib/http"] },
  /** The page in the browser: of the program it knows only the codec, and the types of the API. */
  web: { layers: ["lib/pdu"], typesOf: ["clients/typescript"], standsAlone: true },
  "clients/typescript": { layers: [], standsAlone: true },
  migrations: { layers: [], packages: ["kysely"], standsAlone: true },
  /** The files directly in `lib/`. */
  lib: { layers: [] },
};

/** Folders of a layer that have an entrance of their own. */
const DOORS = ["lib/modem/serial/index.ts", "lib/modem/simulator/index.ts"];

/** Who may read the version and the name of the program. */
const READ_PACKAGE = ["lib/gateway", "lib/cli", "lib/http"];

/** Packages that only one file may import, and one for a thread (`…-worker.ts`), and the folder that they are in. */
const ONE_FILE: Readonly<Record<string, string>> = {
  "@node-rs/argon2": "lib/auth/",
  gramio: "lib/routing/channels/",
  "bun:ffi": "lib/modem/serial/",
  "bun:sqlite": "lib/store/",
  pg: "lib/store/",
  mqtt: "lib/mqtt/",
  nodemailer: "lib/email/",
  "smtp-server": "lib/email/",
  mailparser: "lib/email/",
  "openid-client": "lib/auth/",
  "prom-client": "lib/gateway/",
  "net-snmp": "lib/gateway/",
};

/** Imports that the architecture does not allow, type-only ones too. */
export function layerComplaints(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    source.imports.flatMap((imported) => {
      const complaint = complaintAbout(source.path, imported);
      return complaint === undefined ? [] : [`${source.path} → ${imported.path ?? imported.name}${complaint}`];
    }),
  );
}

/** Packages that more files import than the one they have, or one elsewhere. */
export function packageComplaints(sources: readonly Source[]): string[] {
  return Object.entries(ONE_FILE).flatMap(([name, folder]) => {
    const users = sources.filter(({ imports }) => imports.some((imported) => imported.name === name));
    const outside = users.filter(({ path }) => !path.startsWith(folder));
    const threads = users.filter(({ path }) => path.endsWith("-worker.ts"));
    if (users.length - threads.length <= 1 && threads.length <= 1 && outside.length === 0) return [];
    return [`${name} is for one file in ${folder}, not for ${users.map(({ path }) => path).join(", ")}`];
  });
}

function layerOf(path: string): string | undefined {
  if (/^lib\/[^/]+$/.test(path)) return "lib";
  return Object.keys(RULES).find((layer) => layer !== "lib" && path.startsWith(`${layer}/`));
}

function complaintAbout(path: string, imported: Import): string | undefined {
  const layer = layerOf(path);
  const rule = layer === undefined ? undefined : RULES[layer];
  if (layer === undefined || rule === undefined) return undefined;
  const target = imported.path;
  if (target === undefined) return rule.packages?.includes(imported.name) === false ? "" : undefined;
  // A file of a package, or one that the build made, taken as it is: the documentation page's script, the web interface.
  if (/^(node_modules|dist)\//.test(target)) return undefined;
  const targetLayer = layerOf(target);
  if (targetLayer === layer) return undefined;
  if (targetLayer === "lib") return rule.standsAlone ? "" : undefined;
  if (targetLayer === undefined) return target === "package.json" && READ_PACKAGE.includes(layer) ? undefined : "";
  if (rule.layers.includes(targetLayer) || rule.except?.[path]?.includes(targetLayer)) {
    return target === `${targetLayer}/index.ts` || DOORS.includes(target) ? undefined : " (not through its index)";
  }
  if (!rule.typesOf?.includes(targetLayer)) return "";
  return imported.isTypeOnly ? undefined : " (only types)";
}
