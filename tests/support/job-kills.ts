import { join } from "node:path";
import { openStore, type Store } from "../../lib/store/index.ts";
import { eventually } from "./eventually.ts";
import { type RunningProgram, startAldis } from "./process.ts";
import { startReceiver } from "./receivers.ts";
import { seededRandom } from "./seeded-random.ts";

const READY = /http:\/\/127\.0\.0\.1:(\d+)/;
/** Two at once of each, so that every gateway is busy. */
const DESTINATIONS = 12;
/** The receiver takes so long, so that kills meet requests. */
const ANSWER_MS = 30;
/** This only ends a rehearsal that fails: a lease is over after 90 s. */
const ENDING_MS = 300_000;

/** What became of the jobs. */
interface JobKillOutcome {
  jobs: number;
  kills: number;
  requests: number;
  /** Jobs whose receiver got more than one request. */
  repeated: number;
  /** Empty when each job reached its receiver under its own event ID, and no kill repeated more than was in hand. */
  problems: string[];
}

/**
 * Jobs are done by gateways on one database, which are ended by SIGKILL at random moments and started again. `folder` is empty.
 *
 * @throws Error when a program does not do what it should
 */
export async function rehearseJobKills(options: {
  database: string;
  folder: string;
  seed: number;
  nodes: number;
  jobs: number;
  kills: number;
}): Promise<JobKillOutcome> {
  const { database, folder, nodes, jobs, kills } = options;
  const random = seededRandom(options.seed);
  await using stack = new AsyncDisposableStack();
  const seen = new Map<string, number>();
  let requests = 0;
  const receiver = stack.use(
    await startReceiver(({ headers, body }, response) => {
      requests++;
      const id = String(headers["x-event-id"]);
      const key = body === `job ${id}` ? id : `${id} with the body of another: ${body}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
      setTimeout(() => response.end("thanks"), ANSWER_MS);
    }),
  );
  const store = await openStore({ url: database });
  stack.defer(() => store.close());
  const eventIds = Array.from({ length: jobs }, (_, number) => `in-${number}.1.0`);
  await store.jobs.add(
    eventIds.map((eventId, number) => ({
      eventId,
      kind: "http" as const,
      destination: `http:${number % DESTINATIONS}`,
      // Some destinations in order, others not.
      isOrdered: number % DESTINATIONS < 2,
      payload: { method: "POST", url: receiver.url, headers: { "x-event-id": eventId }, body: `job ${eventId}` },
    })),
    Date.now(),
  );

  const programs: (RunningProgram | undefined)[] = [];
  stack.defer(async () => {
    for (const program of programs) await program?.kill();
  });
  async function start(at: number): Promise<void> {
    const data = ["--data", join(folder, `data-${at}`), "--database", database];
    const program = startAldis([
      "serve",
      ...data,
      "--port",
      "0",
      "--allow-targets",
      "127.0.0.1",
      "--log-level",
      "warn",
    ]);
    programs[at] = program;
    await program.printed(READY);
  }
  for (let at = 0; at < nodes; at++) await start(at);
  for (let kill = 1; kill <= kills; kill++) {
    // Spread over all jobs, so that there are some to do at each.
    const from = Math.floor((jobs * kill) / (kills + 1));
    await eventually("jobs to be done", async () => seen.size >= from, ENDING_MS);
    await Bun.sleep(random(3 * ANSWER_MS));
    const at = random(nodes);
    await programs[at]?.kill();
    await start(at);
  }
  await eventually(
    "all jobs to be done",
    async () => {
      await Bun.sleep(100);
      return (await countOpen(store)) === 0;
    },
    ENDING_MS,
  );
  const exits = await Promise.all(programs.map((program) => program?.stop()));
  const repeated = [...seen.values()].filter((times) => times > 1).length;
  const problems = [
    ...eventIds.filter((id) => !seen.has(id)).map((id) => `job ${id} is lost`),
    ...[...seen.keys()].filter((id) => !eventIds.includes(id)).map((id) => `nobody asked for ${id}`),
    // 16 are in hand when a gateway is killed.
    ...(repeated > kills * 16 ? [`${repeated} jobs were repeated in ${kills} kills`] : []),
    ...[0, 1].flatMap((destination) => outOfOrder([...seen.keys()], eventIds, destination)),
    ...(await wrongEnds(store, jobs)),
    ...exits.flatMap((exit) => (exit === 0 ? [] : [`a gateway ended with status ${exit}`])),
  ];
  return { jobs, kills, requests, repeated, problems };
}

/** The first arrivals at a destination where it is ordered. */
function outOfOrder(arrived: readonly string[], eventIds: readonly string[], destination: number): string[] {
  const isHere = (id: string) => eventIds.indexOf(id) % DESTINATIONS === destination;
  const wrong = arrived.filter(isHere).findIndex((id, at) => id !== eventIds[at * DESTINATIONS + destination]);
  return wrong === -1 ? [] : [`destination ${destination} got its job ${wrong} out of order`];
}

async function countOpen(store: Store): Promise<number> {
  const { waiting, running } = await store.jobs.countByState(["http"]);
  return waiting + running;
}

async function wrongEnds(store: Store, jobs: number): Promise<string[]> {
  const { delivered, dead } = await store.jobs.countByState(["http"]);
  return delivered === jobs && dead === 0 ? [] : [`${delivered} of ${jobs} delivered, ${dead} dead`];
}
