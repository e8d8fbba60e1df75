import type { MessageState } from "../../lib/messages/index.ts";
import { PROFILES, type SimulatedModem } from "../../lib/modem/simulator/index.ts";
import { accountFor } from "./accounting.ts";
import { type FaultCase, isImmediate, optionsOf } from "./fault-cases.ts";
import { type GatewayRig, type RigModem, startRig } from "./gateway-rig.ts";
import { createManualClock, type ManualClock } from "./manual-clock.ts";

/** 1 min of load, a part a second: each modem has always something to send. */
const LOAD_MS = 60_000;
const STEP_MS = 500;
const PART_MS = 1_000;
/** At these moments: while the queue is short, while it is long, at an odd moment between parts. */
const STRIKES_MS = [8_000, 25_000, 42_500];
const ACCEPT_EVERY = 3;
const RECEIVE_EVERY = 10;
const LONG_EVERY = 4;
/** The longest way to an end: a result that never comes, then a second try; a modem that has to be started again meanwhile. */
const SETTLE_MS = 3_600_000;
/** 20 min: longer than a report takes, and the second try. */
const UNKNOWN_MS = 1_200_000;
const WAITS_FOR_A_PERSON = /\((unknown|failed),/;
/** What the network offers again after a minute, twice. */
const AFTER_MS = 150_000;

/** What became of the messages of one fault on one profile. */
export interface FaultOutcome {
  accepted: number;
  sent: number;
  received: number;
  lost: number;
  /** Say of themselves that nobody knows whether they went, or why they did not. */
  unknown: number;
  repeated: number;
  marked: number;
  /** The longest time in which the modem sent nothing while messages waited for it. */
  longestPauseMs: number;
  problems: string[];
}

/** A modem of a profile that is struck by a fault three times, and another modem, both under load; on a clock of its own. */
export async function strikeUnderLoad(profile: string, fault: FaultCase): Promise<FaultOutcome> {
  const clock = createManualClock();
  const rig = await startRig({
    clock,
    network: { latencyMs: PART_MS },
    modems: [
      { name: "faulty", profile, pool: "faulty" },
      { name: "other", profile: "generic", pool: "other" },
    ],
  });
  const faulty = (rig.modems[0] as RigModem).simulated;
  const other = (rig.modems[1] as RigModem).simulated;
  const ids: number[] = [];
  const inbound: string[] = [];
  const problems: string[] = [];
  const accept = async (pool: string) => {
    const text = ids.length % LONG_EVERY === 0 ? `${ids.length} ${LONG}` : `message ${ids.length}`;
    ids.push(await rig.accept({ recipient: `+4917${11_000_000 + ids.length}`, text, pool }));
  };
  // A telephone that gives nobody what it has received keeps it to itself.
  const receives = PROFILES[profile]?.without.includes("+CMGL") === false;
  const isReady = () => rig.modems.every(({ modem }) => modem.status.state === "ready");
  if (!(await passUntil(clock, isReady))) problems.push("no start");
  const began = clock.now();
  const strikes = STRIKES_MS.map((at) => began + at);
  let struck = 0;
  for (let step = 0; clock.now() < began + LOAD_MS; step++) {
    if (step % ACCEPT_EVERY === 0) {
      await accept("faulty");
      await accept("other");
    }
    if (receives && step % RECEIVE_EVERY === 0) {
      inbound.push(`in ${inbound.length}`);
      rig.network.send({ from: "+491709999999", to: faulty.number, text: `in ${inbound.length - 1}` });
    }
    if (clock.now() >= (strikes[struck] ?? Number.POSITIVE_INFINITY)) strike(faulty, fault, struck++);
    await clock.advance(STEP_MS);
  }
  const areOver = async (...states: readonly MessageState[]) => {
    const counts = await rig.store.outbox.countByState();
    return isReady() && states.every((state) => counts[state] === 0);
  };
  if (!(await passUntil(clock, () => areOver("queued", "sending")))) problems.push("no end, or no service");
  // Most of what is unknown is settled by a report, or goes again; what is struck twice waits for a person.
  await passUntil(clock, () => areOver("queued", "sending", "unknown"), UNKNOWN_MS);
  await clock.advance(AFTER_MS);

  const account = await accountFor(rig, { ids, inbound });
  const unreadable = fault.fault === "unreadable-delivery" ? STRIKES_MS.length : 0;
  const lostInbound = Math.max(0, account.inboundLost.length - unreadable);
  const unknown = account.lost.filter((text) => WAITS_FOR_A_PERSON.test(text));
  const lost = account.lost.filter((text) => !WAITS_FOR_A_PERSON.test(text));
  if (lost.length > 0) problems.push(`lost: ${lost.join("; ")}`);
  if (account.repeatedUnmarked.length > 0) problems.push(`repeated, not marked: ${account.repeatedUnmarked}`);
  if (lostInbound > 0) problems.push(`not received: ${account.inboundLost}`);
  if (account.inboundTwice.length > 0) problems.push(`received twice: ${account.inboundTwice}`);
  const elsewhere = longestPause(rig, other, began);
  // One part takes a second, and nothing has happened to this one.
  if (elsewhere > 10 * PART_MS) problems.push(`the other modem sent nothing for ${elsewhere / 1_000} s`);
  const outcome = {
    accepted: ids.length,
    sent: ids.length - account.lost.length,
    received: inbound.length - account.inboundLost.length,
    lost: lost.length + lostInbound,
    unknown: unknown.length,
    repeated: account.repeatedMarked.length + account.repeatedUnmarked.length,
    marked: account.repeatedMarked.length,
    longestPauseMs: longestPause(rig, faulty, began),
    problems,
  };
  await clock.runUntil(rig.stop());
  return outcome;
}

const LONG = "a long message in four parts. ".repeat(17);

/** The first two strikes are while it sends, the third while it receives. */
function strike(modem: SimulatedModem, fault: FaultCase, count: number): void {
  const isSending = count < 2 || isImmediate(fault, true);
  modem.fault(fault.fault, { options: optionsOf(fault, isSending) });
}

/** Between parts of one modem: it has always some to send. */
function longestPause(rig: GatewayRig, { number }: SimulatedModem, began: number): number {
  const own = rig.network.parts().filter(({ from }) => from === number);
  const times = [began, ...own.map(({ takenAt }) => takenAt)];
  return Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)));
}

async function passUntil(
  clock: ManualClock,
  look: () => boolean | Promise<boolean>,
  limitMs = SETTLE_MS,
): Promise<boolean> {
  for (const end = clock.now() + limitMs; clock.now() < end; await clock.advance(2_500)) if (await look()) return true;
  return false;
}
