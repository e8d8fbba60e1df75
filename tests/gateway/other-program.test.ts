import { afterEach, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { startTestGateway, type TestGateway, until } from "../support/gateway.ts";
import { hasProgram } from "../support/programs.ts";

let gateway: TestGateway | undefined;
afterEach(() => gateway?.[Symbol.asyncDispose]());

/** Opens the database, reads it and closes it, as `sqlite3` and programs that copy databases do: the last one removes the log, which Bun's keeps. */
function readByOther(file: string): void {
  const program =
    "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('select * from users').fetchall(); d.close()";
  const read = Bun.spawnSync(["python3", "-c", program, file]);
  expect([read.exitCode, read.stderr.toString()]).toEqual([0, ""]);
}

interface Backups {
  items: unknown[];
}

const erased = { number: "+491701234567", dryRun: false };
const GRANTS = [
  "rest-api",
  "general",
  "users",
  "contacts",
  "groups",
  "alarm-policies",
  "sent-messages",
  "config-transfer",
];
const succeeds = async (running: TestGateway, ...command: string[]) =>
  expect(await running.command(command)).toMatchObject({ status: 0 });
const isOver = ({ state }: { state: string }) => state === "done";

test.skipIf(!hasProgram("python3")).each<[string, (running: TestGateway) => Promise<unknown>]>([
  ["nothing else", async () => undefined],
  [
    "an erasure",
    async (running) => {
      const asked = await running.as("admin")("/api/v1/erasures", { method: "POST", body: JSON.stringify(erased) });
      expect(asked.status).toBe(202);
      const { id } = (await asked.json()) as { id: number };
      await until("its end", () => running.as("admin")(`/api/v1/erasures/${id}`), isOver);
    },
  ],
  ["an erasure by a command", (running) => succeeds(running, "erase", "+491701234567")],
  [
    "a backup",
    async (running) => {
      const asked = await running.as("admin")("/api/v1/backups", { method: "POST" });
      expect(asked.status).toBe(202);
      await until<Backups>(
        "it",
        () => running.as("admin")("/api/v1/backups"),
        ({ items }) => items.length === 1,
      );
    },
  ],
  ["old data that was deleted", (running) => succeeds(running, "retention", "run")],
])(
  "after %s another program may read the database: the gateway goes on",
  async (_, work) => {
    const running = await startTestGateway("--country", "DE");
    gateway = running;
    await running.addUser("admin", ...GRANTS);
    await work(running);
    const file = join(running.data, "aldis.sqlite");
    readByOther(file);
    expect(existsSync(`${file}-wal`)).toBe(true);
    const message = { to: "+491701234567", text: "Hello" };
    const sent = await running.as("admin")("/api/v1/messages", { method: "POST", body: JSON.stringify(message) });
    expect(sent.status).toBe(202);
    await running.delivered(1);
  },
  180_000,
);
