import { join } from "node:path";
import { systemClock } from "../../lib/clock.ts";
import { createLog } from "../../lib/log.ts";
import { ALARMS_OPEN_OF_ONE, type AlarmEntry, type AlarmTelling, type Policy } from "../../lib/messages/index.ts";
import { createAlarms, createNumberRules } from "../../lib/routing/index.ts";
import { openStore, type Store } from "../../lib/store/index.ts";
import { eventually } from "./eventually.ts";
import { type RunningProgram, startAldis } from "./process.ts";
import { recordEvents } from "./recorded-events.ts";
import { seededRandom } from "./seeded-random.ts";

const READY = /http:\/\/127\.0\.0\.1:(\d+)/;
/** Each calls somebody else. */
const STEPS = 5;
const WAIT_MS = 1_000;
/** What is promised where another gateway lives. */
const TAKEOVER_MS = 15_000;
/** Clocks of gateways differ by so much from that of their database. */
const CLOCKS_MS = 100;
/** This only ends a rehearsal that fails. */
const ENDING_MS = 300_000;

/** What became of the alarms. */
interface AlarmKillOutcome {
  alarms: number;
  kills: number;
  steps: number;
  /** Of all steps, how long the one that came latest came after its time. */
  latestMs: number;
  /** Empty when each alarm went through each step once, in order, and called its person once. */
  problems: string[];
}

/**
 * Alarms that nobody answers go through their steps on gateways on one database, which are ended by SIGKILL at random moments and
 * started again. `folder` is empty.
 *
 * @throws Error when a program does not do what it should
 */
export async function rehearseAlarmKills(options: {
  database: string;
  folder: string;
  seed: number;
  nodes: number;
  kills: number;
}): Promise<AlarmKillOutcome> {
  const { database, folder, nodes, kills } = options;
  const random = seededRandom(options.seed);
  await using stack = new AsyncDisposableStack();
  const store = await openStore({ url: database });
  stack.defer(() => store.close());
  const raise = raiser(store);

  const programs: (RunningProgram | undefined)[] = [];
  stack.defer(async () => {
    for (const program of programs) await program?.kill();
  });
  async function start(at: number): Promise<void> {
    const data = ["--data", join(folder, `data-${at}`), "--database", database];
    // Nobody takes mail there: a report is a job that waits.
    const mail = ["--mail-host", "127.0.0.1", "--mail-port", "1", "--mail-from", "aldis@example.org"];
    const program = startAldis(["serve", ...data, ...mail, "--port", "0", "--log-level", "warn"]);
    programs[at] = program;
    await program.printed(READY);
  }
  for (let at = 0; at < nodes; at++) await start(at);
  const ids: number[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    // Some alarm is always at its beginning, and others at their end.
    for (let alarm = 0; alarm < 2; alarm += 1) ids.push(await raise(`${kill}.${alarm}`));
    await Bun.sleep(random(2 * WAIT_MS));
    const at = random(nodes);
    await programs[at]?.kill();
    await start(at);
  }
  await eventually(
    "all policies to end",
    async () => {
      await Bun.sleep(200);
      return (await store.alarms.countByState()).unanswered === ids.length;
    },
    ENDING_MS,
  );
  const exits = await Promise.all(programs.map((program) => program?.stop()));
  const problems = exits.flatMap((exit) => (exit === 0 ? [] : [`a gateway ended with status ${exit}`]));
  let latestMs = 0;
  for (const id of ids) {
    const entries = await store.alarms.timeline(id, { limit: 1_000 });
    const steps = entries.filter(({ kind }) => kind === "step");
    latestMs = Math.max(latestMs, ...lateness(steps));
    problems.push(...wrongSteps(id, entries), ...wrongCalls(id, await store.alarms.tellings(id)));
  }
  const { jobs } = await store.jobs.page({ kinds: ["email"] }, { limit: 1_000 });
  const reported = new Set(jobs.map(({ eventId }) => eventId));
  if (jobs.length !== ids.length || reported.size !== ids.length)
    problems.push(`${jobs.length} of ${ids.length} reported`);
  if (nodes > 1 && latestMs > TAKEOVER_MS) problems.push(`a step came ${latestMs} ms late`);
  return { alarms: ids.length, kills, steps: ids.length * STEPS, latestMs, problems };
}

/** Each alarm calls people of its own: whoever was called for another one within the minute would be called later. */
async function addPolicy(store: Store, name: string, index: number): Promise<void> {
  const personAt = (at: number) => `${name} person ${at}`;
  for (let at = 1; at <= STEPS; at += 1)
    await store.addressBook.addContact({ name: personAt(at), number: `+49170${1_000_000 + index * STEPS + at}` });
  const steps = Array.from({ length: STEPS }, (_, at) => ({
    notify: [{ contact: personAt(at + 1) }],
    by: ["sms"] as const,
    waitSeconds: WAIT_MS / 1_000,
  }));
  const unanswered = [{ email: { to: ["it@example.org"] } }];
  const policy: Policy = { name, steps, rounds: 1, unanswered, tellResolved: true };
  await store.policies.add(policy, { now: Date.now(), most: index + 1 });
}

/** Opens alarms from outside: the gateways only find them. */
function raiser(store: Store): (text: string) => Promise<number> {
  const rules = createNumberRules({ country: "DE", allowed: [], blocked: [], emergency: [] });
  const { desk } = createAlarms({
    store: store.alarms,
    policies: store.policies,
    book: store.addressBook,
    optOuts: store.optOuts,
    language: () => "en",
    country: "DE",
    rules: () => rules,
    laneOf: () => "",
    hasTelegram: false,
    hasMail: () => true,
    webhooks: store.webhooks,
    sent: () => undefined,
    alone: false,
    clock: systemClock,
    log: createLog({ level: "silent", format: "json" }),
    events: recordEvents(),
  });
  let alarms = 0;
  return async (text) => {
    await addPolicy(store, text, alarms++);
    // More than one user may have open: unanswered ones would be resolved to make room.
    const userId = 1 + Math.floor(alarms / ALARMS_OPEN_OF_ONE);
    const raised = await desk.raise({ policy: text, text, source: { door: "v1", userId } });
    if (!raised.ok) throw new Error(raised.problem);
    return raised.value.alarm.id;
  };
}

/** How long each step came after its time. */
function lateness(steps: readonly AlarmEntry[]): number[] {
  return steps.flatMap(({ at }, index) => {
    const before = steps[index - 1];
    return before === undefined ? [] : [at - before.at - WAIT_MS];
  });
}

function wrongSteps(id: number, entries: readonly AlarmEntry[]): string[] {
  const steps = entries.flatMap(({ kind, step }) =>
    kind === "step" ? [String(step)] : kind === "unanswered" ? ["end"] : [],
  );
  const wanted = [...Array.from({ length: STEPS }, (_, at) => at + 1), "end"].join(" ");
  const early = lateness(entries.filter(({ kind }) => kind === "step")).some((ms) => ms < -CLOCKS_MS);
  return [
    ...(steps.join(" ") === wanted ? [] : [`alarm ${id} went through ${steps.join(" ")}`]),
    ...(early ? [`a step of alarm ${id} came before its time`] : []),
  ];
}

function wrongCalls(id: number, tellings: readonly AlarmTelling[]): string[] {
  const people = tellings.map(({ person }) => person.split(" ").at(-1)).join(", ");
  const wanted = Array.from({ length: STEPS }, (_, at) => at + 1).join(", ");
  return people === wanted ? [] : [`alarm ${id} called ${people}`];
}
