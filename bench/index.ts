/**
 * `bun run bench NAME… [--sync-ms N] [--minutes N]`: runs the named figures of the goals, or lists them. One file per
 * figure, loaded when asked for.
 *
 * `--sync-ms` makes each sync of the gateway, and of what it is compared with, N milliseconds longer. The disk is that of
 * `TMPDIR`. `--minutes` is how long `streams` (10 by default) and `written` (30) watch a gateway.
 */
import { argv, exit } from "node:process";
import { DELAY_MS, delayed, measureDelayedSyncMs, sampleSyncMs } from "./support/disk.ts";

type Figure = {
  /** Whose syncs the figure depends on: those of a gateway that it starts, or of the bench itself. */
  syncs?: "gateway" | "bench";
  /** Default of `--sync-ms`; 0 when left out. */
  delayMs?: number;
} & (
  | { watches?: never; load: () => Promise<{ run: () => Promise<void> }> }
  /** It watches a gateway for a while: `--minutes` is how long. */
  | { watches: true; load: () => Promise<{ run: (minutes?: number) => Promise<void> }> }
);

const figures = new Map<string, Figure>([
  ["alarms", { load: () => import("./alarms.ts"), syncs: "gateway" }],
  ["api", { load: () => import("./api.ts"), syncs: "gateway" }],
  ["backup", { load: () => import("./backup.ts"), syncs: "gateway" }],
  ["checks", { load: () => import("./checks.ts"), syncs: "gateway" }],
  ["claim", { load: () => import("./claim.ts"), syncs: "bench" }],
  ["first-page", { load: () => import("./first-page.ts") }],
  ["flood", { load: () => import("./flood.ts"), syncs: "gateway" }],
  ["history", { load: () => import("./history.ts"), syncs: "gateway" }],
  ["import", { load: () => import("./import.ts"), syncs: "bench" }],
  ["memory", { load: () => import("./memory.ts"), syncs: "gateway" }],
  ["messages", { load: () => import("./messages.ts"), syncs: "bench" }],
  ["modems", { load: () => import("./modems.ts"), syncs: "bench" }],
  ["page-list", { load: () => import("./page-list.ts") }],
  ["paging", { load: () => import("./paging.ts"), syncs: "bench" }],
  ["pdu", { load: () => import("./pdu.ts") }],
  ["peers", { load: () => import("./peers.ts"), syncs: "gateway" }],
  ["programs", { load: () => import("./programs.ts") }],
  ["retention", { load: () => import("./retention.ts"), syncs: "gateway" }],
  ["rules", { load: () => import("./rules.ts"), syncs: "bench" }],
  ["slow-disk", { load: () => import("./slow-disk.ts"), syncs: "gateway", delayMs: 50 }],
  ["start", { load: () => import("./start.ts"), syncs: "gateway" }],
  ["strangers", { load: () => import("./strangers.ts"), syncs: "gateway" }],
  ["streams", { load: () => import("./streams.ts"), syncs: "gateway", watches: true }],
  ["written", { load: () => import("./written.ts"), syncs: "gateway", watches: true }],
]);

/** In the process that {@link runDelayed} starts. */
const isDelayed = process.env[DELAY_MS] !== undefined;
const { asked, given, minutes } = readArguments();
for (const name of asked) {
  const figure = figures.get(name);
  if (figure !== undefined) await runFigure(name, figure);
}

/** Lists the figures and ends the program when none is named or an argument is wrong. */
function readArguments(): { asked: readonly string[]; given: number | undefined; minutes: number | undefined } {
  const words = argv.slice(2);
  const given = takeNumber(words, "--sync-ms", { least: 0, most: 10_000 });
  const minutes = takeNumber(words, "--minutes", { least: 1, most: 1_440 });
  const areRight = given !== "wrong" && minutes !== "wrong";
  const untimed = words.find((name) => figures.get(name)?.watches === undefined && figures.has(name));
  if (typeof minutes === "number" && untimed !== undefined) {
    const watching = [...figures].filter(([, { watches }]) => watches).map(([name]) => name);
    console.error(`--minutes is for ${watching.join(" and ")}: ${untimed} takes as long as its work does`);
    exit(2);
  }
  if (areRight && words.length > 0 && words.every((name) => figures.has(name))) {
    return { asked: words, given, minutes };
  }
  console.log(`bun run bench ${[...figures.keys()].join(" | ")} [--sync-ms N] [--minutes N]`);
  exit(argv.length === 2 ? 0 : 2);
}

/** Takes an option and its value out of the words. */
function takeNumber(words: string[], option: string, { least, most }: { least: number; most: number }) {
  const at = words.indexOf(option);
  if (at < 0) return undefined;
  const value = Number(words.splice(at, 2)[1]);
  return value >= least && value <= most ? value : "wrong";
}

async function runFigure(name: string, figure: Figure): Promise<void> {
  const { syncs, delayMs = 0 } = figure;
  const addedMs = given ?? delayMs;
  if (syncs !== undefined && !isDelayed) {
    process.env[DELAY_MS] = String(addedMs);
    await printSync(addedMs);
    if (syncs === "bench" && addedMs > 0) return runDelayed(name);
  }
  if (figure.watches) await (await figure.load()).run(minutes);
  else await (await figure.load()).run();
}

async function printSync(delayMs: number): Promise<void> {
  if (delayMs > 0 && Bun.which("strace") === null) {
    console.error("--sync-ms needs strace: apt-get install strace");
    exit(2);
  }
  const added = delayMs > 0 ? `, ${(await measureDelayedSyncMs()).toFixed(1)} ms with --sync-ms ${delayMs}` : "";
  console.log(`disk: a sync takes ${(await sampleSyncMs()).toFixed(2)} ms${added}`);
}

/** Runs the figure in a process of its own, whose syncs are delayed. */
async function runDelayed(name: string): Promise<void> {
  const child = Bun.spawn([...delayed([process.execPath, import.meta.path, name])], {
    env: { ...process.env, [DELAY_MS]: "0" },
    stdio: ["inherit", "inherit", "inherit"],
  });
  const status = await child.exited;
  if (status !== 0) exit(status);
}
