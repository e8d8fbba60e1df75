import { Database } from "bun:sqlite";
import { afterEach, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { canForget, startForgetfulDisk } from "../support/forgetful-disk/index.ts";
import { recipientOf, textOf } from "../support/power-cuts/clients.ts";
import { readLeft } from "../support/power-cuts/left.ts";
import { startOutlastingModems } from "../support/power-cuts/modems.ts";
import { type RunningProgram, runAldis, startAldis } from "../support/process.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const LOG = "aldis.sqlite-wal";
const REFUSED = /"level":"error"[^\n]*the disk did not take what was written to the database/;
/** More than the modem sends until the disk is told to refuse. */
const BURST = 300;

/** A gateway whose data is on a disk that can refuse, with a modem that outlasts both. */
async function startRig() {
  const folder = temporaryDirectory();
  cleanUps.push(() => rmSync(folder, { recursive: true }));
  const disk = await startForgetfulDisk({ at: join(folder, "disk") });
  cleanUps.push(() => disk[Symbol.asyncDispose]());
  const modems = await startOutlastingModems(folder, 1);
  cleanUps.push(() => modems[Symbol.asyncDispose]());
  const data = join(disk.path, "data");
  const add = ["user", "add", "apiuser", "--grant", "http-api", "--password-stdin", "--data", data];
  expect(await runAldis(add, { stdin: "secret\n" })).toMatchObject({ exit: 0 });

  const accepted = new Set<number>();
  let next = 0;
  let url = "";
  async function start(): Promise<RunningProgram> {
    const [modem = ""] = modems.links;
    const gateway = startAldis(["serve", "--data", data, "--port", "0", "--modem", modem]);
    cleanUps.push(() => gateway[Symbol.asyncDispose]());
    [url = ""] = await gateway.printed(/http:\/\/127\.0\.0\.1:\d+/);
    await gateway.printed(/"gateway started"/);
    return gateway;
  }
  return {
    disk,
    modems,
    accepted,
    start,
    /** Gives the status. */
    async send(): Promise<number> {
      const number = next++;
      const query = { username: "apiuser", password: "secret", to: recipientOf(number), text: textOf(number) };
      const { status } = await fetch(`${url}/api.php`, { method: "POST", body: new URLSearchParams(query) });
      if (status === 200) accepted.add(number);
      return status;
    },
    health: async () => (await fetch(`${url}/health`)).status,
    left: () => readLeft(data, folder),
    startReading(): Database {
      const reader = new Database(join(data, "aldis.sqlite"));
      cleanUps.push(() => reader.close());
      reader.run("begin");
      reader.query("select count(*) from users").get();
      return reader;
    },
    async cutPower(gateway: RunningProgram) {
      await gateway.kill();
      await disk.cut();
      // Else it waits 15 s for the acknowledgement of a report that went to the gateway before.
      modems.restart(0);
    },
    missing: () => [...accepted].filter((number) => !modems.texts().has(textOf(number))),
  };
}

type Rig = Awaited<ReturnType<typeof startRig>>;

/** Accepts many messages, and refuses to sync while the modem sends them, until the gateway knows. */
async function refuseUnderLoad({ disk, send, modems, accepted }: Rig, gateway: RunningProgram): Promise<void> {
  await Promise.all(Array.from({ length: BURST }, send));
  expect(accepted.size).toBe(BURST);
  await eventually("the modem sends", () => modems.parts().size > 0);
  await disk.refuse("sync", { name: LOG, error: "EIO" });
  await gateway.printed(REFUSED);
  expect(modems.texts().size).toBeLessThan(BURST);
}

function statesOf({ left }: Rig): Map<string, string> {
  const { integrity, outgoing } = left();
  expect(integrity).toBe("ok");
  return new Map(outgoing.map(({ recipient, state }) => [recipient, state]));
}

const takenFrom = ({ modems }: Rig) => new Set([...modems.parts().keys()].map((part) => part.split("/")[0] ?? ""));
const repeatedBy = ({ modems }: Rig) => [...modems.parts()].filter(([, times]) => times > 1).map(([part]) => part);

describe.skipIf(!canForget())("a disk that does not sync the write-ahead log", () => {
  test("nothing is accepted and no PDU goes out whose part is not sending on the disk; a power cut then loses nothing", async () => {
    const rig = await startRig();
    const { disk, send, health, modems, accepted, missing } = rig;
    const gateway = await rig.start();
    await refuseUnderLoad(rig, gateway);
    expect(await send()).toBe(408);
    expect(await health()).toBe(503);
    // The PDU that was on the wire arrives meanwhile.
    for (let count = 0; count < 20; count++) expect(await send()).toBe(408);
    const taken = modems.parts().size;
    for (let count = 0; count < 20; count++) expect(await send()).toBe(408);
    expect(modems.parts().size).toBe(taken);
    await rig.cutPower(gateway);

    const states = statesOf(rig);
    expect([...accepted].filter((number) => !states.has(recipientOf(number)))).toEqual([]);
    expect([...takenFrom(rig)].filter((recipient) => states.get(recipient) === "queued")).toEqual([]);
    await disk.accept();
    const again = await rig.start();
    await eventually("all that was accepted is sent", () => missing().length === 0, 60_000);
    expect(await again.stop()).toBe(0);
    const marked = new Set(rig.left().outgoing.flatMap(({ recipient, isMarked }) => (isMarked ? [recipient] : [])));
    const repeated = repeatedBy(rig);
    // The one that was on the wire.
    expect(repeated.length).toBeLessThanOrEqual(1);
    expect(repeated.filter((part) => !marked.has(part.split("/")[0] ?? ""))).toEqual([]);
  }, 180_000);

  test("once it does, the gateway accepts and sends again, nothing twice, and a power cut loses nothing", async () => {
    const rig = await startRig();
    const { disk, send, health, modems, accepted, missing } = rig;
    const gateway = await rig.start();
    await refuseUnderLoad(rig, gateway);
    modems.receive(0, "received meanwhile");
    for (let count = 0; count < 20; count++) expect(await send()).toBe(408);
    await disk.accept();
    await eventually("accepted again", async () => (await send()) === 200);
    await gateway.printed(/the disk takes again/);
    await eventually("healthy", async () => (await health()) === 200);
    await eventually("all that was accepted is sent", () => missing().length === 0, 120_000);
    await eventually("received", () => rig.left().incoming.includes("received meanwhile"));
    expect(repeatedBy(rig)).toEqual([]);
    expect(await send()).toBe(200);
    await rig.cutPower(gateway);

    const states = statesOf(rig);
    expect([...accepted].filter((number) => !states.has(recipientOf(number)))).toEqual([]);
    expect([...takenFrom(rig)].filter((recipient) => states.get(recipient) === "queued")).toEqual([]);
    expect(rig.left().incoming).toEqual(["received meanwhile"]);
  }, 240_000);

  test.each([
    ["it was killed", "kill", false],
    ["it was stopped", "stop", false],
    ["it was killed while another process reads", "kill", true],
  ] as const)(
    "when %s, a gateway that is started after it does not build upon what is not on the disk",
    async (_, end, isRead) => {
      const rig = await startRig();
      const { disk, send, accepted } = rig;
      const gateway = await rig.start();
      // What it reads keeps the end of the log from being copied.
      const reader = isRead ? rig.startReading() : undefined;
      await refuseUnderLoad(rig, gateway);
      await gateway[end]();
      await disk.accept();
      const again = await rig.start();
      for (let count = 0; count < 20; count++) expect(await send()).toBe(200);
      reader?.close();
      await rig.cutPower(again);
      const states = statesOf(rig);
      expect([...accepted].filter((number) => !states.has(recipientOf(number)))).toEqual([]);
    },
    180_000,
  );
});
