import { findProfile } from "../../../lib/modem/simulator/index.ts";
import { eventually } from "../eventually.ts";
import { createGammu, type Gammu } from "./gammu.ts";
import { startGammuSmsd } from "./gammu-smsd.ts";
import { type RunningSimulator, startSimulator } from "./simulator.ts";
import { startSmstools } from "./smstools.ts";

/** What became of each step of a program on a profile: `ok`, or what was seen instead. */
export interface Trial {
  outcomes: Record<string, string>;
  /** The end of the wire trace after each step. */
  traces: Record<string, string[]>;
}

/** A daemon that gets no further for so long is not going to: gammu-smsd rests for 30 s after errors of the connection. */
const STALLED_MS = 60_000;
/**
 * Fits into the smallest memory. gammu-smsd does not get past AT+MODE=2 when the line that a memory is full comes just
 * before it, which a Huawei stick says again at each restart that gammu-smsd makes then.
 */
const GAMMU_WAITING = 10;
const LOOK_MS = 250;
const LIMIT_MS = 400_000;
const TO = "+4917012345678";
const LONG = "The quick brown fox. ".repeat(19).slice(0, 400);
const GREEK = "Γειά σου Κόσμε! ".repeat(8).trim();

/** gammu, command by command, as people use it. */
export async function tryGammu(profile: string): Promise<Trial> {
  await using simulator = await startSimulator(profile);
  const gammu = createGammu(simulator.pty, simulator.folder);
  const trial: Trial = { outcomes: {}, traces: {} };
  for (const [name, step] of Object.entries(GAMMU_STEPS)) {
    trial.outcomes[name] = await step({ gammu, simulator, profile });
    trial.traces[name] = await simulator.wire();
  }
  return trial;
}

type GammuStep = (on: { gammu: Gammu; simulator: RunningSimulator; profile: string }) => Promise<string>;

/** gammu's numbers of the folders. */
const SIM_INBOX = "1";
const PHONE_INBOX = "3";
const receivingMemory = (profile: string) => Object.keys(findProfile(profile).memories)[0];

/** In this order: what one leaves, the next finds. */
const GAMMU_STEPS: Record<string, GammuStep> = {
  identify: async ({ gammu }) =>
    expectOutput(await gammu("--identify"), [/Manufacturer +: \S/, /IMEI +: \d{15}/, /SIM IMSI +: \d{15}/]),
  monitor: async ({ gammu }) =>
    expectOutput(await gammu("--monitor", "1"), [/Signal strength +: -\d+ dBm/, /Network state +: home network/]),
  send: (on) => sendText(on, "Hello world [€]"),
  "send long": (on) => sendText(on, LONG, "-len", "400"),
  "send Unicode": async (on) => {
    const one = await sendText(on, "Привет 😀 Grüße", "-unicode");
    return one === "ok" ? sendText(on, GREEK, "-unicode", "-autolen", "400") : one;
  },
  getallsms: async ({ gammu, simulator }) => {
    await simulator.receive("+491711111111", "incoming äöü €");
    await simulator.receive("Bank", `Привет 😀 ${"и ещё текст ".repeat(8)}конец`);
    return expectOutput(await gammu("getallsms"), [
      /Remote number +: "\+491711111111"/,
      /incoming äöü €/,
      /Remote number +: "Bank"/,
      /Привет 😀 и ещё/,
      /part 2 of 2[\s\S]*конец/,
    ]);
  },
  deleteallsms: async ({ gammu, simulator, profile }) => {
    const { exit, output } = await gammu("deleteallsms", receivingMemory(profile) === "SM" ? SIM_INBOX : PHONE_INBOX);
    if (exit !== 0) return lastLine(output);
    const { storage } = await simulator.state();
    const left = Object.values(storage).reduce((sum, { used }) => sum + used, 0);
    return left === 0 ? "ok" : `${left} left`;
  },
  getussd: async ({ gammu }) => expectOutput(await gammu("getussd", "*100#"), [/Your balance is 12\.34 EUR/]),
};

async function sendText({ gammu, simulator }: Parameters<GammuStep>[0], text: string, ...options: string[]) {
  const before = (await simulator.messages()).length;
  const { exit, output } = await gammu("sendsms", "TEXT", TO, ...options, "-text", text);
  const soFar = async () => (await simulator.messages()).slice(before);
  // The network says OK to the last part before it has joined the parts.
  const joined = async () => {
    const messages = await soFar();
    return messages.length > 0 && messages;
  };
  const arrived = exit === 0 ? await eventually("the message", joined).catch(soFar) : await soFar();
  if (arrived.length === 1 && arrived[0]?.text === text && arrived[0].to === TO && exit === 0) return "ok";
  return arrived.length === 0 ? lastLine(output) : `${lastLine(output)}, and ${arrived.length} arrived`;
}

function expectOutput({ exit, output }: { exit: number; output: string }, patterns: RegExp[]): string {
  const missing = patterns.find((pattern) => !pattern.test(output));
  if (missing === undefined && exit === 0) return "ok";
  return exit === 0 ? `without ${missing}: ${lastLine(output)}` : lastLine(output);
}

/** What it said last; its hint how to end it says nothing. */
function lastLine(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  return lines.findLast((line) => line !== "" && !/press Ctrl\+C/i.test(line)) ?? "nothing said";
}

/** gammu-smsd with its files back end, `count` messages each way. */
export async function tryGammuSmsd(profile: string, count: number): Promise<Trial> {
  await using simulator = await startSimulator(profile);
  const receives = canReceive(profile);
  const settings = [
    "CommTimeout = 1",
    "StatusFrequency = 0",
    // As its log says where the question for the PIN does not end as it expects: some answers to it lack their OK.
    "CheckSecurity = 0",
    ...(receives ? [] : ["Receive = 0"]),
  ];
  await using daemon = startGammuSmsd(simulator.pty, simulator.folder, settings);
  return await tryDaemon({ simulator, daemon, count, receives, waiting: GAMMU_WAITING });
}

/** smsd of smstools3, `count` messages each way, with a status report for each. */
export async function trySmstools(profile: string, count: number): Promise<Trial> {
  await using simulator = await startSimulator(profile);
  const receives = canReceive(profile);
  await using daemon = startSmstools(simulator.pty, simulator.folder, {
    global: ["delaytime = 1", "incoming_utf8 = yes"],
    // A modem that says `+CREG: 1` alone cannot be asked for its network.
    modem: receives ? smstoolsReceiving(profile) : ["incoming = no", "report = no", "check_network = 0"],
  });
  return await tryDaemon({ simulator, daemon, count, receives, waiting: count });
}

const canReceive = (profile: string) => !findProfile(profile).without.includes("+CMGL");

/** What its manual tells people to choose by the modem's `AT+CNMI=?` and first slot. */
function smstoolsReceiving(profile: string): string[] {
  const { indications, firstIndex, losesStoredReports, reportMemory } = findProfile(profile);
  // Reports in the memory, where smsd looks for messages; else directly.
  const report = indications.report.includes(2) && !losesStoredReports ? 2 : 1;
  const buffer = indications.buffer.includes(0) ? 0 : 1;
  const mode = indications.mode.includes(2) ? 2 : 1;
  return [
    "incoming = yes",
    "report = yes",
    `init = AT+CNMI=${mode},0,0,${report},${buffer}`,
    `memory_start = ${firstIndex}`,
    ...(reportMemory === undefined ? [] : twoMemories(receivingMemory(profile), reportMemory)),
  ];
}

/** Reports have a small memory of their own, which is listed before it is full. */
const twoMemories = (messages = "SM", reports = "SR") => [
  `primary_memory = ${messages}`,
  `secondary_memory = ${reports}`,
  "check_memory_method = 31",
  "max_continuous_sending = 5",
];

interface Daemon {
  readonly failed: Promise<never>;
  submit(to: string, text: string): void;
  sent(): number;
  received(): string[];
  reports?(): string[];
}

async function tryDaemon(on: {
  simulator: RunningSimulator;
  daemon: Daemon;
  count: number;
  receives: boolean;
  /** Received before it starts; the others when it has sent something. */
  waiting: number;
}): Promise<Trial> {
  const { simulator, daemon, count, receives } = on;
  const texts = (what: string) => Array.from({ length: count }, (_, at) => `${what} ${at} äöü`);
  const [outgoing, incoming] = [texts("out"), texts("in")];
  for (const [at, text] of outgoing.entries()) daemon.submit(`+4917011110${String(at).padStart(2, "0")}`, text);
  const waiting = receives ? [...incoming.entries()] : [];
  const receive = async (count: number) => {
    for (const [at, text] of waiting.splice(0, count)) {
      await simulator.receive(`+4917022220${String(at).padStart(2, "0")}`, text);
    }
  };
  await receive(on.waiting);
  const look = async () => ({
    send: missing(
      outgoing,
      daemon.sent(),
      (await simulator.messages()).map((message) => message.text),
    ),
    ...(receives ? { receive: missing(incoming, count, daemon.received()) } : {}),
    ...(receives && daemon.reports ? { report: counted(daemon.reports().length, count) } : {}),
  });
  const began = performance.now();
  let outcomes: Record<string, string> = await look();
  for (let changedAt = began; ; ) {
    const now = performance.now();
    const isDone = Object.values(outcomes).every((outcome) => outcome === "ok");
    if (isDone || now - changedAt > STALLED_MS || now - began > LIMIT_MS) break;
    const ended = await Promise.race([Bun.sleep(LOOK_MS), daemon.failed.catch((error: Error) => error.message)]);
    if (daemon.sent() > 0) await receive(count);
    const before = JSON.stringify(outcomes);
    outcomes = await look();
    if (JSON.stringify(outcomes) !== before) changedAt = performance.now();
    if (ended !== undefined) return { outcomes: { ...outcomes, run: lastLine(ended) }, traces: {} };
  }
  const wire = await simulator.wire();
  return { outcomes, traces: Object.fromEntries(Object.keys(outcomes).map((step) => [step, wire])) };
}

const counted = (found: number, expected: number) => (found === expected ? "ok" : `${found} for ${expected}`);

/** `ok` when each text is there exactly once, and as many were counted. */
function missing(expected: readonly string[], told: number, seen: readonly string[]): string {
  const right = expected.filter((text) => seen.filter((one) => one.trim() === text).length === 1).length;
  const total = expected.length;
  if (right === total && told === total && seen.length === total) return "ok";
  return `${Math.min(right, told)} of ${total}${seen.length > right ? `, and ${seen.length - right} others` : ""}`;
}
