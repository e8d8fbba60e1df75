/**
 * 1,000,000 old messages are deleted by age while 100 messages a second are accepted: how long it takes, how large the file is before and after,
 * and how long `/api.php` answers meanwhile, beside a while without it. `ALDIS_BENCH_MESSAGES` makes it fewer.
 */
import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { timesOf } from "./support/figures.ts";
import { addUser, startGateway } from "./support/gateway.ts";
import { fillWithMessages } from "./support/many-messages.ts";
import { sendMessage } from "./support/sender.ts";

const MESSAGES = Number(process.env.ALDIS_BENCH_MESSAGES ?? 1_000_000);
/** 100 a second, whether earlier ones are answered or not. */
const EVERY_MS = 10;
/** Before, to compare. */
const ALONE_MS = 20_000;
const LOOK_MS = 2_000;

interface Retention {
  last?: { milliseconds: number; freedOctets: number; whole: boolean; removed: { count: number }[] };
}

/** Prints the figures of SQLite. */
export async function run(): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), "aldis-bench-"));
  const file = join(data, "aldis.sqlite");
  try {
    // As many came in as went out.
    await fillWithMessages(`sqlite:${file}`, MESSAGES / 2);
    settle(file);
    await addUser(data, { name: "admin", grants: "rest-api,general" });
    const options = ["--retention-cron", "none", "--keep-sent", "30d", "--keep-incoming", "30d"];
    const gateway = await startGateway(data, { modems: "away", options });
    try {
      const before = await sendWhile(gateway.url, () => Bun.sleep(ALONE_MS));
      const octets = statSync(file).size;
      let last: Retention["last"];
      const meanwhile = await sendWhile(gateway.url, async () => {
        last = await deleteOld(gateway.url);
      });
      const rows = last?.removed.reduce((sum, { count }) => sum + count, 0) ?? 0;
      const seconds = (last?.milliseconds ?? 0) / 1_000;
      console.log(`retention: ${rows} messages in ${seconds.toFixed(0)} s, ${(rows / seconds).toFixed(0)} a second`);
      console.log(`  file ${megabytes(octets)} MB before, ${megabytes(statSync(file).size)} MB after`);
      console.log(`  /api.php before     ${timesOf(before)}   of ${before.length}`);
      console.log(`  /api.php meanwhile  ${timesOf(meanwhile)}   of ${meanwhile.length}`);
    } finally {
      await gateway.stop();
    }
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

const megabytes = (octets: number) => (octets / 1_000_000).toFixed(0);

/** No report comes any more. */
function settle(file: string): void {
  using database = new Database(file);
  database.run(
    "update outgoing_messages set expires_at = created_at + 60000, settled_at = created_at where state <> 'queued'",
  );
}

const asAdmin = { authorization: `Basic ${btoa("admin:secret")}` };

async function deleteOld(url: string): Promise<Retention["last"]> {
  const asked = await fetch(`${url}/api/v1/retention/run`, { method: "POST", headers: asAdmin });
  if (asked.status !== 202) throw new Error(`the run was refused: ${await asked.text()}`);
  for (;;) {
    await Bun.sleep(LOOK_MS);
    const state = (await (await fetch(`${url}/api/v1/retention`, { headers: asAdmin })).json()) as Retention;
    if (state.last !== undefined) return state.last;
  }
}

let sent = 0;

/** Sends a message every 10 ms as long as `work` takes, and gives the milliseconds of each. */
async function sendWhile(url: string, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  const open = new Set<Promise<void>>();
  const send = () => {
    const begun = performance.now();
    const sending: Promise<void> = sendMessage(url, sent++).then(() => {
      times.push(performance.now() - begun);
      open.delete(sending);
    });
    open.add(sending);
  };
  const timer = setInterval(send, EVERY_MS);
  await work();
  clearInterval(timer);
  await Promise.all(open);
  return times;
}
