/**
 * 200 streams of `/api/v1/events` while 100 messages a second are sent: how long after a change of state every client has
 * read it, and how much memory the gateway takes meanwhile.
 *
 * The time begins with what the event itself says (`createdAt`, `sentAt`): before the commit, so that it includes the disk.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shareOf, timesOf } from "./support/figures.ts";
import { addUser, startGateway } from "./support/gateway.ts";
import { startModemBank } from "./support/modem-bank.ts";
import { memoryOf } from "./support/process.ts";
import { until } from "./support/running.ts";
import { sendMessage } from "./support/sender.ts";

const STREAMS = 200;
/** A user may have 20. */
const USERS = 10;
const MESSAGES_PER_SECOND = 100;
/** Reading all of 200 streams as JSON would take the processor that is measured. */
const READ = 4;
const GOAL_MS = 200;

/** Prints the times and the memory of each minute. */
export async function run(minutes = 10): Promise<void> {
  await using open = new AsyncDisposableStack();
  const directory = mkdtempSync(join(tmpdir(), "aldis-bench-"));
  open.defer(() => rmSync(directory, { recursive: true, force: true }));
  for (let at = 0; at < USERS; at++) {
    await addUser(directory, { name: `watcher${at}`, grants: "rest-api,sent-messages" });
  }
  // In another process than the gateway, whose memory is measured: the network keeps what it has taken.
  const { specs } = open.use(await startModemBank(1, { latencyMs: 0 }));
  const gateway = await startGateway(directory, { modems: specs });
  open.defer(() => gateway.stop());
  const idleMb = memoryOf(gateway.pid, "VmRSS");

  let times: number[] = [];
  const streams = Array.from({ length: STREAMS }, (_, at) =>
    openStream(
      gateway.url,
      `watcher${at % USERS}`,
      at % (STREAMS / READ) === 0 ? (ms) => void times.push(ms) : undefined,
    ),
  );
  open.defer(() => streams.forEach(({ socket }) => void socket.destroy()));
  await until("the streams", async () => streams.every(({ bytes }) => bytes() > 0));
  console.log(`streams: ${STREAMS} streams, ${MESSAGES_PER_SECOND} messages a second for ${minutes} min`);
  console.log(
    `  before     ${idleMb.toFixed(0)} MB, with all streams open ${memoryOf(gateway.pid, "VmRSS").toFixed(0)} MB`,
  );

  const all: number[] = [];
  for (let minute = 1; minute <= minutes; minute++) {
    await sendSteadily(gateway.url, MESSAGES_PER_SECOND * 60);
    all.push(...times);
    const memory = `${memoryOf(gateway.pid, "VmRSS").toFixed(0)} MB`;
    console.log(
      `  minute ${String(minute).padStart(2)}  ${memory}   p95 ${shareOf(times, 0.95).toFixed(1)} ms   ${timesOf(times)}`,
    );
    times = [];
  }
  const open200 = streams.filter(({ socket }) => !socket.destroyed).length;
  const least = Math.min(...streams.map(({ bytes }) => bytes()));
  const most = Math.max(...streams.map(({ bytes }) => bytes()));
  console.log(
    `  open at the end: ${open200} of ${STREAMS}; ${(least / 1e6).toFixed(1)} to ${(most / 1e6).toFixed(1)} MB each`,
  );
  console.log(`  p95 ${shareOf(all, 0.95).toFixed(1)} ms of ${all.length} events (goal ${GOAL_MS})`);
}

/** One message every 10 ms, whatever the answers take. */
async function sendSteadily(url: string, count: number): Promise<void> {
  const begun = performance.now();
  const answers: Promise<unknown>[] = [];
  for (let sent = 0; sent < count; ) {
    const due = ((performance.now() - begun) / 1_000) * MESSAGES_PER_SECOND;
    while (sent < due && sent < count) answers.push(sendMessage(url, sent++));
    await Bun.sleep(5);
  }
  await Promise.all(answers);
}

/** @param told  called with the milliseconds from each change to its event; without it the stream is only counted */
function openStream(
  url: string,
  user: string,
  told: ((ms: number) => void) | undefined,
): { socket: Socket; bytes(): number } {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  const authorization = `Authorization: Basic ${btoa(`${user}:secret`)}`;
  socket.write(`GET /api/v1/events?types=message HTTP/1.1\r\nHost: ${hostname}\r\n${authorization}\r\n\r\n`);
  socket.on("error", () => undefined);
  let count = 0;
  let rest = "";
  socket.on("data", (bytes: Buffer) => {
    count += bytes.length;
    if (told === undefined) return;
    const at = Date.now();
    const lines = (rest + bytes.toString("latin1")).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const changedAt = timeOf(line);
      if (changedAt !== undefined) told(at - changedAt);
    }
  });
  return { socket, bytes: () => count };
}

/** When a message was accepted or sent, in a line that says so. */
function timeOf(line: string): number | undefined {
  const [, state] = /^data: \{.*"state":"(queued|sent)"/.exec(line) ?? [];
  const time =
    state === undefined ? undefined : (state === "sent" ? /"sentAt":"([^"]+)"/ : /"createdAt":"([^"]+)"/).exec(line);
  return time?.[1] === undefined ? undefined : Date.parse(time[1]);
}
