import { findProfile } from "../../../lib/modem/simulator/index.ts";
import { eventually } from "../eventually.ts";
import { lastLineOf, type Peer, type PeerProgram } from "./peer.ts";
import { type RunningSimulator, startSimulator } from "./simulator.ts";
import type { Trial } from "./trials.ts";

const TO = "+4917012345678";
const FROM = "+491711111111";
const SHORT = "Hello world [€]";
const LONG = "The quick brown fox. ".repeat(19).slice(0, 380).trim();
const UNICODE = "Привет мир, Γειά σου";
const INCOMING = "incoming äöü";
/** Nothing takes longer that works; slow ones poll every ten seconds. */
const PATIENCE_MS = 90_000;
const LOOK_MS = 250;

/** What people do with a program, in this order; a program skips what it does not offer. */
export const TASKS = ["identify", "send", "send long", "send Unicode", "report", "receive"] as const;
type Task = (typeof TASKS)[number];

/** Tries a program on a profile: `ok`, or what was seen instead, for each task. */
export async function tryPeer(program: PeerProgram, profile: string): Promise<Trial> {
  await using simulator = await startSimulator(profile);
  // Whoever plugs it in waits for that too; oFono 1.31 crashes when the SIM is busy at its first AT+CPIN?.
  await eventually("the modem to find a network", async () => (await simulator.state()).registration === "home");
  const trial: Trial = { outcomes: {}, traces: {} };
  const note = async (task: string, outcome: string) => {
    trial.outcomes[task] = outcome;
    trial.traces[task] = await simulator.wire();
  };
  let peer: Peer;
  try {
    peer = await program.start(simulator, profile);
  } catch (error) {
    await note("start", causeOf(error));
    return trial;
  }
  await using _ = peer;
  for (const task of TASKS) {
    if (!offers(peer, task) || (task === "receive" && cannotReceive(profile))) continue;
    try {
      await note(task, await TRY[task](peer, simulator, profile));
    } catch (error) {
      await note(task, causeOf(error));
    }
  }
  return trial;
}

/** Telephones that only send. */
const cannotReceive = (profile: string) => findProfile(profile).without.includes("+CMGL");

function offers(peer: Peer, task: Task): boolean {
  if (task === "identify") return peer.identify !== undefined;
  if (task === "receive") return peer.received !== undefined;
  return task !== "report" || peer.reports !== undefined;
}

type Try = (peer: Peer, simulator: RunningSimulator, profile: string) => Promise<string>;

const TRY: Record<Task, Try> = {
  async identify(peer, _, profile) {
    const said = (await peer.identify?.()) ?? "";
    const { typeAllocation } = findProfile(profile);
    return new RegExp(`\\b${typeAllocation}\\d{7}\\b`).test(said) ? "ok" : `without the IMEI: ${lastLineOf(said)}`;
  },
  send: (peer, simulator) => sendText(peer, simulator, SHORT),
  "send long": (peer, simulator) => sendText(peer, simulator, LONG),
  "send Unicode": (peer, simulator) => sendText(peer, simulator, UNICODE),
  async report(peer) {
    const seen = await soon(async () => ((await peer.reports?.()) ?? 0) > 0);
    return seen ? "ok" : "none";
  },
  async receive(peer, simulator) {
    await simulator.receive(FROM, INCOMING);
    let last: string[] = [];
    const seen = await soon(async () => {
      last = (await peer.received?.()) ?? [];
      return last.some((text) => text.trim() === INCOMING);
    });
    return seen ? "ok" : `${last.length} others`;
  },
};

async function sendText(peer: Peer, simulator: RunningSimulator, text: string): Promise<string> {
  const before = (await simulator.messages()).length;
  const problem = await peer.send(TO, text);
  if (problem !== undefined) return problem;
  let arrived: { to: string; text: string }[] = [];
  await soon(async () => {
    arrived = (await simulator.messages()).slice(before);
    return arrived.length > 0;
  });
  const [first] = arrived;
  if (first === undefined) return "nothing arrived";
  if (arrived.length > 1) return `${arrived.length} arrived`;
  if (first.to !== TO) return `to ${first.to}`;
  return first.text.trim() === text ? "ok" : `another text, ${first.text.trim().length} of ${text.length} characters`;
}

async function soon(isDone: () => Promise<boolean>): Promise<boolean> {
  const limit = performance.now() + PATIENCE_MS;
  while (!(await isDone())) {
    if (performance.now() > limit) return false;
    await Bun.sleep(LOOK_MS);
  }
  return true;
}

/** What a program said of why; below it may stand its stack. */
function causeOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n").find((line) => /ERROR|PANIC/.test(line)) ?? lastLineOf(message);
}
