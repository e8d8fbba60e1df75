import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../lib/clock.ts";
import { createDeviceFinder } from "../../lib/modem/index.ts";
import { FAULTS } from "../../lib/modem/simulator/index.ts";
import { type Account, accountFor } from "./accounting.ts";
import { createDeviceLinks } from "./device-links.ts";
import { type GatewayRig, type RigModem, startRig } from "./gateway-rig.ts";
import { createManualClock } from "./manual-clock.ts";
import { temporaryDirectory } from "./run-cli.ts";
import { seededRandom } from "./seeded-random.ts";

/** What a soak has to show. */
export interface SoakFigures {
  seed: number;
  accepted: number;
  /** By their last state. */
  states: Record<string, number>;
  received: number;
  /** By name. */
  faults: Record<string, number>;
  /** By step, of all modems. */
  recoveries: Record<string, number>;
  account: Account;
  /** Taken from time to time: resident memory after a collection, and open descriptors. */
  samples: { minute: number; rssMiB: number; descriptors: number }[];
  /** Processor time, in share of one core. */
  load: number;
}

const PROFILES = ["generic", "sim800", "ec25", "huawei"];
const STEP_MS = 500;
const SAMPLES = 8;
/** Chances at each step. */
const ACCEPTS = 0.5;
const RECEIVES = 0.2;
const STRIKES = 0.12;
/** A fault that stays until it is taken away stays this long; a hang as long as the ladder needs. */
const LASTS_MS = 20_000;
const HANGS_MS = 240_000;
/** The longest way to an end: a result that never comes, and then a second try. */
const SETTLE_MS = 900_000;

/**
 * Four modems of one pool that send and receive while faults strike at random, all from one seed.
 *
 * @param options.virtual  on a clock of its own and ports in memory, as fast as it goes; else in real time on
 *   pseudo-terminals whose devices come back under other names, with the database in a file
 */
export async function runSoak(options: {
  minutes: number;
  seed: number;
  virtual: boolean;
  progress?: (line: string) => void;
}): Promise<SoakFigures> {
  const integer = seededRandom(options.seed);
  const random = () => integer(2 ** 31) / 2 ** 31;
  const folder = temporaryDirectory();
  const manual = options.virtual ? createManualClock() : undefined;
  const clock = manual ?? systemClock;
  const devices = createDeviceLinks(folder);
  const rig = await startRig({
    clock,
    random,
    url: options.virtual ? "sqlite::memory:" : `sqlite:${join(folder, "soak.sqlite")}`,
    network: { seed: options.seed, latencyMs: 200, keep: 20_000 },
    modems: PROFILES.map((profile, at) =>
      options.virtual
        ? { name: `m${at}`, profile }
        : {
            name: `m${at}`,
            profile,
            cable: devices.cable(`usb-${profile}`),
            place: createDeviceFinder(join(folder, `serial/by-id/usb-${profile}`), devices.system),
          },
    ),
  });
  const pass = async (ms: number) => {
    await (manual?.advance(ms) ?? clock.sleep(ms));
  };
  const ids: number[] = [];
  const inbound: string[] = [];
  const faults: Record<string, number> = {};
  const samples: SoakFigures["samples"] = [];
  const began = clock.now();
  const end = began + options.minutes * 60_000;
  const usage = process.cpuUsage();
  const startedAt = performance.now();

  function sample(): void {
    Bun.gc(true);
    const minute = Math.round((clock.now() - began) / 6_000) / 10;
    const rssMiB = Math.round(process.memoryUsage.rss() / 1_048_576);
    samples.push({ minute, rssMiB, descriptors: readdirSync("/proc/self/fd").length });
    options.progress?.(`${JSON.stringify(samples.at(-1))} accepted ${ids.length}, received ${inbound.length}`);
  }

  for (let due = began; clock.now() < end; ) {
    if (clock.now() >= due) {
      sample();
      due += (options.minutes * 60_000) / SAMPLES;
    }
    if (random() < ACCEPTS) {
      const text = random() < 0.25 ? `${ids.length} ${LONG}` : `message ${ids.length}`;
      ids.push(await rig.accept({ recipient: `+4917${20_000_000 + ids.length}`, text }));
    }
    if (random() < RECEIVES) receiveOne(rig, { inbound, random });
    if (random() < STRIKES) strikeOne(rig, { faults, random });
    await pass(STEP_MS);
  }
  for (const { simulated } of rig.modems) simulated.clearFaults();
  await settle(rig, { ids, pass, limit: clock.now() + SETTLE_MS, now: clock.now });
  sample();
  const { user, system } = process.cpuUsage(usage);
  const load = (user + system) / 1_000 / (performance.now() - startedAt);

  const figures = await describe(rig, { ids, inbound });
  await (manual ? manual.runUntil(rig.stop()) : rig.stop());
  await devices.close();
  rmSync(folder, { recursive: true });
  return { seed: options.seed, accepted: ids.length, received: inbound.length, faults, samples, load, ...figures };
}

const LONG = "a long message that takes several parts on its way. ".repeat(8);

function receiveOne(rig: GatewayRig, { inbound, random }: { inbound: string[]; random: () => number }): void {
  const { simulated } = pick(rig.modems, random);
  const text = random() < 0.25 ? `in ${inbound.length} ${LONG}` : `in ${inbound.length}`;
  inbound.push(text);
  rig.network.send({ from: "+491709999999", to: simulated.number, text });
}

/** What makes a message arrive mangled is left out: then nothing could be compared. */
const NAMES = Object.keys(FAULTS).filter((name) => name !== "unreadable-delivery");
/** Errors after which a message is tried again. */
const ERRORS = [38, 42, 208, 300, 303, 311, 314, 322, 331, 332, 500, 512, 515];

function strikeOne(rig: GatewayRig, on: { faults: Record<string, number>; random: () => number }): void {
  const { random } = on;
  const name = pick(NAMES, random);
  const { simulated } = pick(rig.modems, random);
  const takeAway = simulated.fault(name, { options: optionsOf(name, random) });
  on.faults[name] = (on.faults[name] ?? 0) + 1;
  rig.network.clock.setTimer(name === "hang" ? HANGS_MS : LASTS_MS, takeAway);
}

function optionsOf(name: string, random: () => number): Record<string, string | number> {
  switch (name) {
    case "cms-error":
      return { error: pick(ERRORS, random) };
    case "taken-then-error":
      return { error: pick([332, 500, 512], random) };
    case "cme-error":
      return { error: pick([14, 100], random) };
    case "hang":
      return { until: pick(["reset", "power"], random) };
    case "storage-full":
      return { content: pick(["messages", "reports", "mms"], random) };
    case "unplug":
    case "power-down":
      return { backMs: Math.round(500 + random() * 8_000) };
    case "slow-answer":
    case "slow-prompt":
      return { ms: Math.round(500 + random() * 4_000) };
    case "unsolicited":
      return { line: pick(["RING", "+CREG: 1", '+CMTI: "SM",7', "^RSSI: 12"], random) };
    case "registration-lost":
    case "sim-busy":
    case "sim-removed":
    case "smsc-lost":
    case "unreadable-slot":
      return { seconds: Math.round(3 + random() * 15) };
    default:
      return {};
  }
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)] as T;
}

/** Until every message has come to an end, and everything that waits in the network has been taken. */
async function settle(
  rig: GatewayRig,
  on: { ids: readonly number[]; pass(ms: number): Promise<void>; limit: number; now(): number },
): Promise<void> {
  while (on.now() < on.limit) {
    const counts = await rig.store.outbox.countByState();
    if (counts.queued + counts.sending === 0 && isQuiet(rig)) break;
    await on.pass(2_000);
  }
  // The network offers again what it does not know to be taken.
  for (let left = 150_000; left > 0; left -= 5_000) await on.pass(5_000);
}

const isQuiet = ({ modems }: GatewayRig) => modems.every(({ modem }) => modem.status.state === "ready");

async function describe(rig: GatewayRig, of: { ids: readonly number[]; inbound: readonly string[] }) {
  const counts = await rig.store.outbox.countByState();
  const states = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  const recoveries: Record<string, number> = {};
  for (const { modem } of rig.modems) addTo(recoveries, modem);
  return { states, recoveries, account: await accountFor(rig, of) };
}

function addTo(sum: Record<string, number>, { status }: RigModem["modem"]): void {
  for (const [step, times] of Object.entries(status.recoveries ?? {})) sum[step] = (sum[step] ?? 0) + times;
}
