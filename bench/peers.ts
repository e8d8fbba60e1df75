/**
 * P4: messages a second through one modem on a pseudo-terminal that answers at once, for Aldis, gammu-smsd and
 * smstools3, on the same simulator in the same run, all with their usual settings.
 *
 * The others: from the first message that they record as sent to the last, so that how long they sleep before they
 * look at all does not count. Aldis: from the first request to `/api.php`, answered after a synced commit, until the
 * last message is recorded as sent in its database, delivery reports included.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../lib/store/index.ts";
import { startGammuSmsd } from "../tests/support/peers/gammu-smsd.ts";
import { startSmstools } from "../tests/support/peers/smstools.ts";
import { gatewayCommand, startGateway } from "./support/gateway.ts";
import { running, until } from "./support/running.ts";
import { sendMany, sendMessage } from "./support/sender.ts";

const OF_OTHERS = 60;
const OF_ALDIS = 4_000;
const LIMIT_MS = 180_000;
const LOOK_MS = 10;

/** Prints the three rates and the ratio. */
export async function run(): Promise<void> {
  await using open = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "aldis-bench-"));
  open.defer(() => rmSync(folder, { recursive: true, force: true }));
  const pty = join(folder, "modem");
  const simulator = Bun.spawn([...gatewayCommand, "simulator", "--pty", pty], { stdout: "ignore", stderr: "inherit" });
  open.defer(() => running(simulator).stop());
  await until(
    "the simulator",
    async () =>
      (await Bun.file(pty)
        .stat()
        .catch(() => undefined)) !== undefined,
  );

  console.log(`peers: one modem that answers at once, ${OF_OTHERS} messages for the others, ${OF_ALDIS} for Aldis`);
  const others = [
    await measureDaemon("gammu-smsd", startGammuSmsd(pty, folder)),
    await measureDaemon("smstools3", startSmstools(pty, folder)),
  ];
  const aldis = await measureAldis(pty, join(folder, "aldis"));
  console.log(`  aldis      ${aldis.toFixed(1).padStart(8)} messages/s`);
  console.log(`  ratio: ${(aldis / Math.max(...others)).toFixed(0)} times the better of them (goal 100)`);
}

async function measureDaemon(
  name: string,
  daemon: { submit(to: string, text: string): void; sent(): number } & AsyncDisposable,
): Promise<number> {
  await using started = daemon;
  for (let at = 0; at < OF_OTHERS; at++)
    started.submit(`+4917011110${String(at).padStart(2, "0")}`, "disk full on db-3");
  await untilSoon(`the first message of ${name}`, () => started.sent() > 0);
  const before = started.sent();
  const begun = performance.now();
  await untilSoon(`the last message of ${name}`, () => started.sent() >= OF_OTHERS);
  const rate = ((OF_OTHERS - before) / (performance.now() - begun)) * 1000;
  console.log(`  ${name.padEnd(10)} ${rate.toFixed(1).padStart(8)} messages/s`);
  return rate;
}

async function measureAldis(pty: string, directory: string): Promise<number> {
  const gateway = await startGateway(directory, { modems: [pty] });
  const store = await openStore({ url: `sqlite:${join(directory, "aldis.sqlite")}`, migrate: false });
  try {
    const sent = async () => {
      const counts = await store.outbox.countByState();
      return counts.sent + counts.delivered + counts.undelivered;
    };
    // One first, so that the modem has started.
    await sendMessage(gateway.url, OF_ALDIS);
    await untilSoon("the modem", async () => (await sent()) > 0);
    const begun = performance.now();
    await sendMany(gateway.url, OF_ALDIS);
    const accepted = performance.now() - begun;
    await untilSoon("the last message", async () => (await sent()) > OF_ALDIS);
    const took = performance.now() - begun;
    console.log(
      `  aldis: all accepted after ${(accepted / 1000).toFixed(1)} s, all sent after ${(took / 1000).toFixed(1)} s`,
    );
    return (OF_ALDIS / took) * 1000;
  } finally {
    await store.close();
    await gateway.stop();
  }
}

async function untilSoon(what: string, isDone: () => boolean | Promise<boolean>): Promise<void> {
  const limit = performance.now() + LIMIT_MS;
  while (!(await isDone())) {
    if (performance.now() > limit) throw new Error(`waited in vain for ${what}`);
    await Bun.sleep(LOOK_MS);
  }
}
