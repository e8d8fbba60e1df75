/**
 * A backup of 1,000,000 messages while a message is sent every 20 ms: how long it takes, how large the file is, how much memory it takes, and how
 * long `/api.php` answers meanwhile. Then how long a restore takes. `ALDIS_BENCH_MESSAGES` makes it fewer.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { timesOf } from "./support/figures.ts";
import { startGateway } from "./support/gateway.ts";
import { fillWithMessages } from "./support/many-messages.ts";
import { measureCommand } from "./support/measured-command.ts";
import { sendMessage } from "./support/sender.ts";

const MESSAGES = Number(process.env.ALDIS_BENCH_MESSAGES ?? 1_000_000);
const EVERY_MS = 20;
/** Before, to compare. */
const ALONE_MS = 10_000;

/** Prints the figures of SQLite. */
export async function run(): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), "aldis-bench-"));
  try {
    // As many came in as went out.
    await fillWithMessages(`sqlite:${join(data, "aldis.sqlite")}`, MESSAGES / 2);
    const gateway = await startGateway(data, { modems: "away" });
    const file = join(data, "all.backup");
    try {
      const before = await sendWhile(gateway.url, () => Bun.sleep(ALONE_MS));
      let made = { seconds: 0, megabytes: 0 };
      const meanwhile = await sendWhile(gateway.url, async () => {
        made = await measureCommand(["backup", file, "--data", data]);
      });
      console.log(`backup of ${MESSAGES} messages, database ${megabytes(join(data, "aldis.sqlite"))} MB`);
      console.log(`  /api.php before     ${timesOf(before)}`);
      console.log(`  /api.php meanwhile  ${timesOf(meanwhile)}`);
      console.log(
        `  backup  ${made.seconds.toFixed(1)} s, ${megabytes(file)} MB, peak memory ${made.megabytes.toFixed(0)} MB`,
      );
    } finally {
      await gateway.stop();
    }
    const restored = await measureCommand(["restore", file, "--data", join(data, "restored")]);
    console.log(`  restore ${restored.seconds.toFixed(1)} s, peak memory ${restored.megabytes.toFixed(0)} MB`);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

const megabytes = (file: string) => (statSync(file).size / 1_000_000).toFixed(0);

let sent = 0;

/** Sends one message after another as long as `work` takes, and gives the milliseconds of each. */
async function sendWhile(url: string, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let isOver = false;
  const sending = (async () => {
    while (!isOver) {
      const begun = performance.now();
      await sendMessage(url, sent++);
      const took = performance.now() - begun;
      times.push(took);
      await Bun.sleep(Math.max(0, EVERY_MS - took));
    }
  })();
  await work();
  isOver = true;
  await sending;
  return times;
}
