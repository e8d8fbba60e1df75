import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import pino from "pino";
import { nodeOf, prepareDataDirectory } from "../../lib/gateway/data-directory.ts";
import { keepSelfSigned } from "../../lib/gateway/self-signed.ts";
import { openStore } from "../../lib/store/index.ts";
import { canForget, startForgetfulDisk } from "../support/forgetful-disk/index.ts";
import { runPowerCuts } from "../support/power-cuts/index.ts";
import { startAldis } from "../support/process.ts";
import { temporaryDirectory } from "../support/run-cli.ts";
import { seededRandom } from "../support/seeded-random.ts";

const log = pino({ level: "silent" });

describe.skipIf(!canForget())("after a power cut", () => {
  let folder = "";
  beforeEach(() => {
    folder = temporaryDirectory();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("a data directory that was just made is there, with the gateway's name in it", async () => {
    await using disk = await startForgetfulDisk({ at: join(folder, "disk") });
    for (let cut = 0; cut < 20; cut++) {
      const config = { data: join(disk.path, `new-${cut}/data`), database: undefined };
      const node = nodeOf(prepareDataDirectory(config, log), "this machine");
      await disk.cut();
      expect(nodeOf(prepareDataDirectory(config, log), "this machine")).toEqual(node);
    }
  });

  test("the new name of a copied directory is its name", async () => {
    await using disk = await startForgetfulDisk({ at: join(folder, "disk") });
    const directory = prepareDataDirectory({ data: join(disk.path, "data"), database: undefined }, log);
    let { name } = nodeOf(directory, "machine 0");
    for (let cut = 1; cut <= 20; cut++) {
      const copy = nodeOf(directory, `machine ${cut}`);
      expect(copy.before).toBe(name);
      ({ name } = copy);
      await disk.cut();
      expect(nodeOf(directory, `machine ${cut}`)).toEqual({ name });
    }
  });

  test("a certificate that clients trust is the same", async () => {
    await using disk = await startForgetfulDisk({ at: join(folder, "disk") });
    for (let cut = 0; cut < 10; cut++) {
      const directory = prepareDataDirectory({ data: join(disk.path, `data-${cut}`), database: undefined }, log);
      const files = { certificateFile: join(directory, "certificate.pem"), keyFile: join(directory, "key.pem") };
      await keepSelfSigned(files, { names: ["localhost"], now: Date.now() });
      await disk.cut();
      expect(await keepSelfSigned(files, { names: ["localhost"], now: Date.now() })).toBeUndefined();
    }
  });

  test("a first start that was cut can be made again", async () => {
    await using disk = await startForgetfulDisk({ at: join(folder, "disk"), syncMs: 5 });
    const random = seededRandom(1);
    for (let cut = 1; cut <= 3; cut++) {
      const data = join(disk.path, `first-${cut}/data`);
      const start = () => startAldis(["serve", "--data", data, "--port", "0", "--tls", "self-signed"]);
      await using first = start();
      // The steps of a start take about this long here, the slowest at its end.
      await Promise.race([Bun.sleep(400 + random(1_000)), first.exited]);
      expect(first.hasEnded).toBe(false);
      process.kill(first.pid, "SIGKILL");
      await disk.cut();
      await first.exited;
      await using second = start();
      await second.printed(/"gateway started"/);
      expect(await second.stop()).toBe(0);
    }
  }, 180_000);

  test("what was stored is there, also when others copy the write-ahead log into the database", async () => {
    await using disk = await startForgetfulDisk({ at: join(folder, "disk"), syncMs: 2 });
    const file = join(disk.path, "settings.sqlite");
    const program = join(import.meta.dir, "../support/power-cuts/checkpointed-settings.ts");
    for (let cut = 1; cut <= 8; cut++) {
      const running = startAldis([file], { command: [process.execPath, program] });
      await running.printed(/(\d+\n){20}/);
      process.kill(running.pid, "SIGKILL");
      await disk.cut();
      await running.exited;
      const stored = Number(/(\d+)\n[^\n]*$/.exec(running.output())?.[1]);
      const store = await openStore({ url: `sqlite:${file}` });
      expect(await store.settings.get("value")).toBeGreaterThanOrEqual(stored);
      await store.close();
    }
  }, 180_000);

  test("nothing is lost that was accepted or received, and what was sent twice is marked", async () => {
    const figures = await runPowerCuts({ cuts: 8, seed: 1, limitMs: 40_000 });
    console.log(`power cuts: ${JSON.stringify(figures)}`);
    expect(figures.problems).toEqual([]);
    expect(figures.accepted).toBeGreaterThan(0);
    expect(figures.unsynced["aldis.sqlite-wal"]).toBeGreaterThan(0);
  }, 180_000);

  test("the same account shows what is lost on a disk that lies about the write-ahead log", async () => {
    const lyingAbout = "aldis.sqlite-wal";
    const { problems } = await runPowerCuts({ cuts: 20, seed: 1, limitMs: 40_000, lyingAbout });
    expect(problems.join()).toMatch(/^(cut \d+ has lost \d+ that were accepted|after cut \d+, the database: )/);
  }, 180_000);
});
