import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { type RunningProgram, runAldis, startAldis } from "./process.ts";
import { type ResumingClient, startResumingClient } from "./resuming-client.ts";
import { seededRandom } from "./seeded-random.ts";
import { sqlOn } from "./sql.ts";
import { problemsOfClient, problemsOfLog, readLoggedChanges } from "./stream-truth.ts";

const READY = /http:\/\/127\.0\.0\.1:(\d+)/;
/** This only ends a rehearsal that fails: on a busy machine everything takes longer. */
const LIMIT_MS = 300_000;
const SENDERS = ["anna", "bernd"];

/** What became of the streams. */
interface ResumeOutcome {
  accepted: number;
  received: number;
  kills: number;
  restarts: number;
  /** Of all clients. */
  connections: number;
  cutEvents: number;
  events: number;
  /** Changes that the log has. */
  changes: number;
  /** Empty when each client has seen each event that it may see once, in the order of each message. */
  problems: string[];
}

/** A gateway that is ended and started again. */
interface Node {
  /** Where it listens; `undefined` while it is down. */
  url?: string;
  program?: RunningProgram;
}

/**
 * Clients of streams are cut, and connect to another gateway each time, while gateways are ended by SIGKILL (three times
 * of four) or SIGTERM and started again, messages are accepted and sent, and others come in. What each client has seen is
 * compared with the log of changes in the database, and that log with the messages. `folder` is empty.
 *
 * @param options.clients  up to 20 of each kind: who sees everything, and the users whose messages are sent
 * @throws Error when a program does not do what it should
 */
export async function rehearseResuming(options: {
  database: string;
  folder: string;
  seed: number;
  nodes: number;
  clients: number;
  seconds: number;
}): Promise<ResumeOutcome> {
  const { database, folder, seed } = options;
  const random = seededRandom(seed);
  await using stack = new AsyncDisposableStack();
  const nodes: Node[] = Array.from({ length: options.nodes }, () => ({}));
  const argumentsOf = (at: number) => ["--data", join(folder, `data-${at}`), "--database", database];
  const problems: string[] = [];

  async function addUser(name: string, grants: string): Promise<void> {
    const command = ["user", "add", name, "--grant", grants, "--password-stdin", ...argumentsOf(0)];
    const added = await runAldis(command, { stdin: "secret\n" });
    if (added.exit !== 0) throw new Error(`the user could not be added: ${added.output}`);
  }
  async function start(at: number): Promise<void> {
    const program = startAldis(["serve", ...argumentsOf(at), "--port", "0", "--log-level", "error"]);
    nodes[at] = { program };
    nodes[at] = { program, url: `http://127.0.0.1:${(await program.printed(READY))[1]}` };
  }
  async function end(at: number, how: "kill" | "stop"): Promise<void> {
    const { program } = nodes[at] ?? {};
    nodes[at] = {};
    if (how === "kill") await program?.kill();
    else if ((await program?.stop()) !== 0) problems.push(`a gateway ended with an error: ${program?.output()}`);
  }

  for (const name of SENDERS) await addUser(name, "rest-api,sim");
  await addUser("clerk", "rest-api,sent-messages,incoming-messages,event-log");
  stack.defer(async () => {
    for (const { program } of nodes) await program?.kill();
  });
  for (const at of nodes.keys()) await start(at);

  const clients = ["clerk", ...SENDERS].flatMap((user, kind) =>
    Array.from({ length: options.clients }, (_, number) => {
      let at = number;
      const nextUrl = () => nodes[++at % nodes.length]?.url;
      // Of modems a gateway tells only its own.
      const types = user === "clerk" ? "message,incoming,event" : "message";
      return startResumingClient({ user, types, nextUrl, random: seededRandom(seed + 100 * kind + number) });
    }),
  );
  stack.defer(async () => void (await Promise.all(clients.map((client) => client.stop()))));
  await eventually("the clients", () => clients.every(({ connections }) => connections > 0));

  const traffic = startTraffic(nodes, seededRandom(seed + 1_000));
  stack.defer(traffic.stop);
  const until = performance.now() + options.seconds * 1_000;
  const ended = { kill: 0, stop: 0 };
  while (performance.now() < until) {
    await Bun.sleep(1_000 + random(4_000));
    const how = random(4) === 0 ? "stop" : "kill";
    const at = random(nodes.length);
    await end(at, how);
    ended[how]++;
    // Sometimes changes wait for whoever reads them.
    await Bun.sleep(random(2) * random(2_000));
    await start(at);
  }
  await traffic.stop();
  problems.push(...traffic.problems);

  await catchUp(clients, database);
  await Promise.all(clients.map((client) => client.stop()));
  for (const at of nodes.keys()) await end(at, "stop");
  const changes = await readLoggedChanges(database);
  problems.push(...(await problemsOfLog(database, changes, traffic.accepted)));
  for (const client of clients) problems.push(...client.problems, ...problemsOfClient(client, changes));
  return {
    accepted: traffic.accepted.size,
    received: traffic.received,
    kills: ended.kill,
    restarts: ended.stop,
    connections: clients.reduce((sum, client) => sum + client.connections, 0),
    cutEvents: clients.reduce((sum, client) => sum + client.cutEvents, 0),
    events: clients.reduce((sum, client) => sum + client.seen.length, 0),
    changes: changes.length,
    problems,
  };
}

/** Waits until each client has what the log has by now. */
async function catchUp(clients: readonly ResumingClient[], database: string): Promise<void> {
  const heads = await sqlOn(database, "select writer, max(seq) as seq from stream_entries group by writer");
  for (const client of clients) {
    await eventually(
      `${client.user} reads up to the end`,
      () => heads.every(({ writer, seq }) => (client.cursor.get(Number(writer)) ?? 0) >= Number(seq)),
      LIMIT_MS,
    );
  }
}

/** Some 30 messages a second go out and 5 come in, by any of the gateways. */
function startTraffic(nodes: readonly Node[], random: (bound: number) => number) {
  const accepted = new Set<number>();
  const problems: string[] = [];
  let received = 0;
  let isOver = false;

  async function post(
    user: string,
    path: string,
    body: unknown,
  ): Promise<{ status: number; text: string } | undefined> {
    const { url } = nodes[random(nodes.length)] ?? {};
    if (url === undefined) return undefined;
    try {
      const response = await fetch(`${url}/api/v1/${path}`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${user}:secret`)}`, "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(10_000),
      });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      // It was killed before its answer.
      if (error instanceof Error) return undefined;
      throw error;
    }
  }

  async function send(user: string): Promise<void> {
    const to = `+4917${10_000_000 + random(1_000_000)}`;
    const answer = await post(user, "messages", { to, text: `größer als ${random(1_000)} €` });
    if (answer?.status === 202) {
      for (const { id } of (JSON.parse(answer.text) as { messages: { id: number }[] }).messages) accepted.add(id);
    } else if (answer !== undefined && ![408, 503].includes(answer.status)) {
      problems.push(`a message was answered with ${answer.status}: ${answer.text}`);
    }
  }

  async function receive(user: string): Promise<void> {
    const answer = await post(user, "simulator/messages", { from: "+491701112223", text: `answer ${random(1_000)}` });
    if (answer !== undefined && answer.status < 300) received++;
  }

  async function repeat(gapMs: number, step: () => Promise<void>): Promise<void> {
    while (!isOver) {
      await step();
      await Bun.sleep(random(2 * gapMs));
    }
  }

  const running = Promise.all([
    ...SENDERS.map((user) => repeat(65, () => send(user))),
    ...SENDERS.map((user) => repeat(400, () => receive(user))),
  ]);
  return {
    accepted,
    problems,
    get received() {
      return received;
    },
    async stop() {
      isOver = true;
      await running;
    },
  };
}
