/**
 * P13: from an Alertmanager webhook to the first `AT+CMGS` of its alarm, 100 alerts a minute, seen at the modem's end of its pseudo-terminal.
 * Each alert is a group of its own and calls another person, since a person gets one message about alarms in a minute.
 *
 * `ALDIS_BENCH_ROUNDS` is how many minutes it takes (3).
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alertmanager } from "../tests/http/alerts/alert-payloads.ts";
import { shareOf, timesOf } from "./support/figures.ts";
import { addUser, startGateway } from "./support/gateway.ts";
import { type ModemBank, startModemBank } from "./support/modem-bank.ts";
import { isHealthy, until } from "./support/running.ts";
import { fineClock } from "./support/waits.ts";

const ROUNDS = Number(process.env.ALDIS_BENCH_ROUNDS ?? 3);
/** As many as there may be policies. */
const ALERTS = 100;
const EVERY_MS = 600;
const GOAL_MS = 50;
/** Between two minutes: by then nobody's minute is still running. */
const PAUSE_MS = 3_000;
/** An alarm's message may have two parts. */
const PART_MS = 100;
const LIMIT_MS = 120_000;

/** Measures and prints. */
export async function run(): Promise<void> {
  console.log(`alarms: ${ALERTS} alerts in each of ${ROUNDS} minutes, one modem that takes a part in ${PART_MS} ms`);
  await using open = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "aldis-bench-"));
  open.defer(() => rm(directory, { recursive: true, force: true }));
  const bank = open.use(await startModemBank(1, { latencyMs: PART_MS }));
  const grants = "http-api,rest-api,alarms,alarm-policies,contacts";
  await addUser(directory, { name: "prometheus", grants });
  const gateway = await startGateway(directory, { modems: bank.specs });
  open.defer(() => gateway.stop());
  await until("the modem", () => isHealthy(gateway.url), LIMIT_MS);
  const commands = watchCommands(bank);
  await addPeople(gateway.url);

  /** When each person's alert was sent. */
  const toldAt = new Map<string, number>();
  const [answered, commanded]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const begun = fineClock.now();
    const posts: Promise<void>[] = [];
    for (let at = 0; at < ALERTS; at++) {
      await Bun.sleep(Math.max(0, begun + at * EVERY_MS - fineClock.now()));
      posts.push(tell(at));
    }
    await Promise.all(posts);
    await until("the last command", async () => commands.size === ALERTS, LIMIT_MS);
    for (const [person, at] of commands) commanded.push(at - (toldAt.get(person) ?? Number.NaN));
    commands.clear();
    for (let at = 0; at < ALERTS; at++)
      await post(gateway.url, "/alerts?policy=p0&policyLabel=team", alertOf(at, "resolved"));
    await Bun.sleep(PAUSE_MS);
  }
  console.log(`  answered       ${timesOf(answered)}`);
  const verdict = shareOf(commanded, 0.99) <= GOAL_MS ? "met" : "missed";
  console.log(`  first AT+CMGS  ${timesOf(commanded)}   (goal: p99 ${GOAL_MS} ms, ${verdict})`);

  /** One webhook; it is answered while the next ones are sent. */
  async function tell(at: number): Promise<void> {
    const now = fineClock.now();
    toldAt.set(numberOf(at), now);
    await post(gateway.url, "/alerts?policy=p0&policyLabel=team", alertOf(at, "firing"));
    answered.push(fineClock.now() - now);
  }
}

const numberOf = (at: number) => `+4917${20_000_000 + at}`;

const alertOf = (at: number, status: "firing" | "resolved") =>
  alertmanager([{ status, labels: { team: `p${at}`, instance: `db${at}:9100`, severity: "critical" } }], {
    groupKey: `{}:{instance="db${at}:9100"}`,
  });

/** A person and a policy for each alert. */
async function addPeople(url: string): Promise<void> {
  for (let at = 0; at < ALERTS; at++) {
    await post(url, "/contacts", { name: `Person ${at}`, number: numberOf(at) });
    const steps = [{ notify: [{ contact: `Person ${at}` }], by: ["sms"], waitSeconds: 3_600 }];
    await post(url, "/policies", { name: `p${at}`, steps, tellResolved: false });
  }
}

async function post(url: string, path: string, body: object): Promise<void> {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa("prometheus:secret")}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
}

/** By recipient, when the command of the first part reached the modem. */
function watchCommands({ network, modems }: ModemBank): Map<string, number> {
  const commands = new Map<string, number>();
  network.subscribe((event) => {
    if (event.type !== "taken" || commands.has(event.part.to)) return;
    // A modem sends one part after another: the last command is that of this part.
    const command = modems[0]?.wire().findLast(({ text }) => text.startsWith("AT+CMGS="));
    commands.set(event.part.to, command?.at ?? Number.NaN);
  });
  return commands;
}
