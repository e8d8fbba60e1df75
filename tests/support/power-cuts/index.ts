import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { defined } from "../../../lib/defined.ts";
import { openStore } from "../../../lib/store/index.ts";
import { eventually } from "../eventually.ts";
import { type CutReport, type ForgetfulDisk, startForgetfulDisk } from "../forgetful-disk/index.ts";
import { type RunningProgram, runAldis, startAldis } from "../process.ts";
import { temporaryDirectory } from "../run-cli.ts";
import { seededRandom } from "../seeded-random.ts";
import { accountForCuts, type PowerCutAccount } from "./account.ts";
import { type Clients, recipientOf, startClients } from "./clients.ts";
import { DATABASE, readLeft } from "./left.ts";
import { type OutlastingModems, startOutlastingModems } from "./modems.ts";

/** What a run of power cuts has to show. */
interface PowerCutFigures extends PowerCutAccount {
  seed: number;
  cuts: number;
  /** By when they came. */
  moments: Record<string, number>;
  /** See {@link CutReport}. */
  unsynced: CutReport;
  accepted: number;
  received: number;
}

/**
 * When the power goes: while the gateway starts, under load, or while the write-ahead log is copied into the database,
 * which takes longest to happen.
 */
const MOMENTS = ["start", "load", "load", "load", "checkpoint", "checkpoint"] as const;
const SYNC_MS = [0, 1, 5, 20];
const MODEMS = 2;
const CLIENTS = 8;
const READY = /http:\/\/127\.0\.0\.1:(\d+)/;
/** Lets a cut come at the first steps, and after the last, of a start. */
const START_MS = 1_500;
const LOAD_MS = 700;
/** A checkpoint comes after 16 MiB of log, and then not at once on a slow machine. */
const CHECKPOINT_LIMIT_MS = 8_000;
/** Between messages from outside. */
const RECEIVE_MS = 150;
/** What waits to be sent when the clients pause: the modems are to keep up. */
const BACKLOG = 200;
const SETTLE_MS = 300_000;

interface Rig {
  disk: ForgetfulDisk;
  /** The gateway's data directory, on the disk. */
  data: string;
  modems: OutlastingModems;
  clients: Clients;
  random: (bound: number) => number;
}

/**
 * A gateway whose data is on a forgetful disk takes messages from clients and from two modems, while its power is cut
 * again and again. The moments of the cuts are from one seed; how far each program has come by then is not.
 *
 * @param options.limitMs  of the cuts: then there are fewer of them
 * @param options.lyingAbout  a file that the disk says it has synced when it has not, so something must be lost
 */
export async function runPowerCuts(options: {
  cuts: number;
  seed: number;
  limitMs?: number;
  lyingAbout?: string;
  progress?: (line: string) => void;
}): Promise<PowerCutFigures> {
  const { seed, lyingAbout, limitMs = Number.POSITIVE_INFINITY, progress } = options;
  const folder = temporaryDirectory();
  await using started = new AsyncDisposableStack();
  started.defer(() => rmSync(folder, { recursive: true }));
  const disk = started.use(await startForgetfulDisk({ at: join(folder, "disk"), seed, ...defined({ lyingAbout }) }));
  const modems = started.use(await startOutlastingModems(folder, MODEMS));
  const data = join(disk.path, "data");
  const rig: Rig = { disk, data, modems, clients: startClients(CLIENTS), random: seededRandom(seed) };
  started.defer(() => rig.clients.stop());
  const added = await runAldis(["user", "add", "apiuser", "--grant", "http-api", "--password-stdin", "--data", data], {
    stdin: "secret\n",
  });
  if (added.exit !== 0) throw new Error(added.output);
  const inbound: string[] = [];
  const receiving = receive({ ...rig, random: seededRandom(seed + 1) }, inbound);
  started.defer(() => receiving.stop());

  const figures = { seed, cuts: 0, moments: {} as Record<string, number>, unsynced: {} as CutReport };
  const problems: string[] = [];
  const until = performance.now() + limitMs;
  while (figures.cuts < options.cuts && performance.now() < until && problems.length === 0) {
    const moment = MOMENTS[rig.random(MOMENTS.length)] ?? "load";
    const syncMs = SYNC_MS[rig.random(SYNC_MS.length)] ?? 0;
    figures.cuts++;
    const cut = await cutOnce(rig, { moment, syncMs }).catch((error: Error) => error);
    if (cut instanceof Error) {
      problems.push(`before cut ${figures.cuts}: ${cut.message}`);
      break;
    }
    add(figures.moments, { [cut.moment]: 1 });
    add(figures.unsynced, cut.unsynced);
    problems.push(...lostAt(figures.cuts, { rig, folder }));
    progress?.(
      `cut ${figures.cuts}, ${cut.moment}, ${syncMs} ms: ${JSON.stringify(cut.unsynced)}, ${rig.clients.accepted.size} accepted, ${modems.arrived()} sent`,
    );
  }

  await Promise.all([rig.clients.stop(), receiving.stop()]);
  if (problems.length === 0) problems.push(...(await settle(rig, inbound)));
  const { accepted } = rig.clients;
  const mostRepeated = figures.cuts * MODEMS;
  const account = accountForCuts(readLeft(data, folder), { accepted, inbound, modems, mostRepeated });
  // After the first loss the rest follows from it.
  const all = problems.length > 0 ? problems : account.problems;
  return { ...figures, accepted: accepted.size, received: inbound.length, ...account, problems: all };
}

function startGateway({ data, modems }: Rig): RunningProgram {
  const specs = modems.links.flatMap((link) => ["--modem", link]);
  return startAldis(["serve", "--data", data, "--port", "0", ...specs, "--log-level", "warn"]);
}

async function ready(gateway: RunningProgram): Promise<string> {
  return `http://127.0.0.1:${(await gateway.printed(READY))[1]}`;
}

type Moment = (typeof MOMENTS)[number];

/** Gives the moment that it was: a checkpoint may not come in time. */
async function cutOnce(
  rig: Rig,
  { moment, syncMs }: { moment: Moment; syncMs: number },
): Promise<{ moment: Moment; unsynced: CutReport }> {
  const { clients, disk, modems, random } = rig;
  await disk.setSyncMs(syncMs);
  await using gateway = startGateway(rig);
  let came = moment;
  if (moment === "start") await Promise.race([Bun.sleep(random(START_MS)), gateway.exited]);
  else {
    clients.gateway = await ready(gateway);
    await clients.nextAccepted();
    if (moment === "checkpoint" && !(await checkpointBegins(rig))) came = "load";
    await Bun.sleep(random(moment === "checkpoint" ? 10 + 3 * syncMs : LOAD_MS));
  }
  if (gateway.hasEnded) throw new Error(`the gateway has ended:\n${gateway.output()}`);
  // No program makes another step, and a sync that it waits for is cut too.
  process.kill(gateway.pid, "SIGKILL");
  const unsynced = await disk.cut();
  // Those that have their power from the same socket.
  for (let modem = 0; modem < MODEMS; modem++) if (random(2) === 0) modems.restart(modem);
  clients.gateway = undefined;
  await gateway.exited;
  return { moment: came, unsynced };
}

/** Whether the database's file is written to soon: commits only write to its log. */
async function checkpointBegins({ data }: Rig): Promise<boolean> {
  const writtenAt = () => statSync(join(data, DATABASE)).mtimeMs;
  const before = writtenAt();
  const until = performance.now() + CHECKPOINT_LIMIT_MS;
  while (writtenAt() === before && performance.now() < until) await Bun.sleep(1);
  return writtenAt() !== before;
}

function lostAt(cut: number, { rig, folder }: { rig: Rig; folder: string }): string[] {
  const accepted = [...rig.clients.accepted];
  const { integrity, outgoing } = readLeft(rig.data, folder);
  if (integrity !== "ok") return [`after cut ${cut}, the database: ${integrity}`];
  const there = new Set(outgoing.map(({ recipient }) => recipient));
  const lost = accepted.filter((number) => !there.has(recipientOf(number)));
  return lost.length === 0 ? [] : [`cut ${cut} has lost ${lost.length} that were accepted: ${lost.slice(0, 10)}`];
}

/** Messages from outside, to either modem, until it is stopped; adds them to `inbound`. Holds clients back if need be. */
function receive({ clients, modems, random }: Rig, inbound: string[]): { stop(): Promise<void> } {
  let stopped = false;
  const running = (async () => {
    while (!stopped) {
      const text = `in ${inbound.length} ${random(4) === 0 ? "long ".repeat(50) : ""}.`;
      modems.receive(random(MODEMS), text);
      inbound.push(text);
      await Bun.sleep(RECEIVE_MS);
      modems.acknowledged.look();
      clients.paused = clients.accepted.size - modems.arrived() > BACKLOG;
    }
  })();
  return {
    async stop() {
      stopped = true;
      await running;
    },
  };
}

/** With the power on, until everything has come to its end. */
async function settle(rig: Rig, inbound: readonly string[]): Promise<string[]> {
  await rig.disk.setSyncMs(0);
  // Else each waits 15 s for the acknowledgement of a report that went to the gateway before.
  for (let modem = 0; modem < MODEMS; modem++) rig.modems.restart(modem);
  await using gateway = startGateway(rig);
  await ready(gateway);
  const store = await openStore({ url: `sqlite:${join(rig.data, DATABASE)}`, migrate: false });
  try {
    await eventually(
      "everything to be delivered and received",
      async () => {
        await Bun.sleep(250);
        rig.modems.acknowledged.look();
        const { queued, sending, unknown, sent } = await store.outbox.countByState();
        if (queued + sending + unknown + sent > 0) return false;
        const newest = new Set((await store.inbox.list({ limit: 500 })).map(({ text }) => text));
        return inbound.slice(-100).every((text) => newest.has(text));
      },
      SETTLE_MS,
    ).catch(() => undefined);
  } finally {
    await store.close();
  }
  const exit = await gateway.stop();
  rig.modems.acknowledged.look();
  return exit === 0 ? [] : [`the gateway ended with ${exit}:\n${gateway.output()}`];
}

function add(sums: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(more)) sums[name] = (sums[name] ?? 0) + count;
}
