import { afterAll, describe, expect, test } from "bun:test";
import { FAULTS, type SimulatedModem } from "../../lib/modem/simulator/index.ts";
import { accountFor } from "../support/accounting.ts";
import { FAULT_CASES, type FaultCase, isImmediate, nameOf, optionsOf } from "../support/fault-cases.ts";
import { type GatewayRig, type RigModem, startRig } from "../support/gateway-rig.ts";
import { createManualClock, type ManualClock } from "../support/manual-clock.ts";

/** `bun run tests/faults.ts` has all of them. */
const PROFILES = ["generic", "sim800", "huawei"];
const PHASES = ["idle", "single", "long", "receiving"] as const;
type Phase = (typeof PHASES)[number];

const cells = new Map<string, string>();

test("the table has every fault", () => {
  expect([...new Set(FAULT_CASES.map(({ fault }) => fault))].sort()).toEqual(Object.keys(FAULTS).sort());
});

describe("nothing is lost, repeats are marked, the other modem goes on, and service is back by itself:", () => {
  for (const fault of FAULT_CASES) {
    test(nameOf(fault), async () => {
      const faulty: string[] = [];
      const marked: Record<Phase, number> = { idle: 0, single: 0, long: 0, receiving: 0 };
      for (const profile of PROFILES) {
        for (const { phase, problems, repeats } of await rehearse(profile, fault)) {
          marked[phase] += repeats;
          faulty.push(...problems.map((problem) => `${profile}, ${phase}: ${problem}`));
          if (problems.length > 0) cells.set(`${nameOf(fault)}/${phase}`, `FAILED on ${profile}`);
        }
      }
      for (const phase of PHASES) {
        const key = `${nameOf(fault)}/${phase}`;
        const note = marked[phase] > 0 ? `, ${marked[phase]} repeated and marked` : "";
        if (!cells.has(key)) cells.set(key, `${PROFILES.length}/${PROFILES.length}${note}`);
      }
      expect(faulty).toEqual([]);
      // Two dozen rehearsals, each of minutes of the modems' time.
    }, 180_000);
  }
});

/** One modem with the fault, one without; both send and receive. The four phases follow each other on the same modems. */
async function rehearse(profile: string, fault: FaultCase) {
  const clock = createManualClock();
  const rig = await startRig({
    clock,
    network: { latencyMs: 1_000 },
    modems: [
      { name: "faulty", profile, pool: "faulty" },
      { name: "other", profile: "generic", pool: "other" },
    ],
  });
  const outcomes: { phase: Phase; problems: string[]; repeats: number }[] = [];
  for (const phase of PHASES) outcomes.push({ phase, ...(await rehearsePhase(rig, clock, { fault, phase })) });
  await clock.runUntil(rig.stop());
  return outcomes;
}

async function rehearsePhase(
  rig: GatewayRig,
  clock: ManualClock,
  { fault, phase }: { fault: FaultCase; phase: Phase },
) {
  const faulty = (rig.modems[0] as RigModem).simulated;
  const problems: string[] = [];
  const ids: number[] = [];
  const inbound: string[] = [];
  const accept = async (pool: string, text: string) => {
    const id = await rig.accept({
      recipient: `+4917${11_000_000 + 1000 * PHASES.indexOf(phase) + ids.length}`,
      text,
      pool,
    });
    ids.push(id);
    return id;
  };
  const receive = (text: string) => {
    inbound.push(text);
    rig.network.send({ from: "+491709999999", to: faulty.number, text });
  };
  const until = async (what: string, limitMs: number, look: () => Promise<boolean> | boolean) => {
    for (const end = clock.now() + limitMs; clock.now() < end; await clock.advance(2_500)) if (await look()) return;
    problems.push(`${what} within ${limitMs / 1000} s`);
  };
  const isSent = async (id: number) => SENT.includes((await rig.store.outbox.find(id))?.message.state ?? "");
  const ready = () => rig.modems.every(({ modem }) => modem.status.state === "ready");

  await until("no start", 120_000, ready);
  if (phase === "idle") {
    strike(faulty, fault, phase);
    await clock.advance(60_000);
  } else if (phase === "receiving") {
    strike(faulty, fault, phase, "before");
    receive(`${phase} short`);
    receive(`${LONG_IN}${phase}`);
    await clock.advance(500);
    strike(faulty, fault, phase, "during");
  } else {
    strike(faulty, fault, phase, "before");
    await accept("faulty", phase === "long" ? LONG : `${phase} ${nameOf(fault)}`);
    // One second each on the air: during the first part, or the second.
    await clock.advance(phase === "long" ? 1_500 : 500);
    strike(faulty, fault, phase, "during");
  }
  const elsewhere = await accept("other", "the other modem goes on");
  await until("the other modem did not send", 10_000, () => isSent(elsewhere));
  const after = [await accept("faulty", "afterwards"), await accept("faulty", `${LONG}afterwards`)];
  const areSent = async () => (await Promise.all(after.map(isSent))).every(Boolean);
  await until("nothing was sent afterwards", 1_800_000, areSent);
  receive(`received after ${phase}`);
  await clock.advance(120_000);
  await until("no service", 900_000, ready);

  const account = await accountFor(rig, { ids, inbound });
  const unreadable = fault.fault === "unreadable-delivery" ? 1 : 0;
  if (account.lost.length > 0) problems.push(`lost: ${account.lost}`);
  if (account.repeatedUnmarked.length > 0) problems.push(`repeated, not marked: ${account.repeatedUnmarked}`);
  if (account.inboundLost.length > unreadable) problems.push(`not received: ${account.inboundLost}`);
  if (account.inboundTwice.length > 0) problems.push(`received twice: ${account.inboundTwice}`);
  const armed = faulty.faults().filter(({ times }) => times !== 0);
  if (armed.length > 0) problems.push("the fault did not strike");
  faulty.clearFaults();
  const left = [...faulty.state.messages.memories.values()].reduce((sum, { used }) => sum + used, 0);
  if (left > 0) problems.push(`${left} messages left on the modem`);
  return { problems, repeats: account.repeatedMarked.length };
}

const SENT = ["sent", "delivered"];
const LONG = "A long message in four parts. ".repeat(17);
const LONG_IN = "A long message comes in. ".repeat(14);

/** Faults that wait at a point of the work are set before it, the others happen in the midst of it. */
function strike(modem: SimulatedModem, fault: FaultCase, phase: Phase, when?: "before" | "during"): void {
  const sending = phase === "single" || phase === "long";
  const options = optionsOf(fault, sending);
  const isNow = isImmediate(fault, sending);
  // The first part of a long message is over when its second is on the air.
  const moment = isNow || phase === "long" ? "during" : "before";
  if (when === undefined || when === moment) modem.fault(fault.fault, { options });
}

afterAll(() => {
  const run = FAULT_CASES.filter((fault) => cells.has(`${nameOf(fault)}/idle`));
  if (run.length === 0) return;
  const rows = [
    ["fault", ...PHASES],
    ...run.map((fault) => [nameOf(fault), ...PHASES.map((phase) => cells.get(`${nameOf(fault)}/${phase}`) ?? "")]),
  ];
  const width = ["fault", ...PHASES].map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, at) => cell.padEnd(width[at] ?? 0)).join("  "));
  console.log(`\nEach fault, on ${PROFILES.join(", ")}:\n${lines.map((line) => line.trimEnd()).join("\n")}\n`);
});
