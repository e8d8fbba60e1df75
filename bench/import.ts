/**
 * An import of 100,000 contacts by its plan, then of the same file, changed: how long the event loop stands still at most.
 * What else the gateway does waits for so long. On SQLite, which runs on the loop's thread. The processor time, of all
 * threads, says how much of it was not the machine's other work.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContactFiles, createNumberReader } from "../lib/routing/index.ts";
import { openStore } from "../lib/store/index.ts";

const ROWS = 100_000;
const GOAL_MS = 50;
const USER = { userId: 1, userName: "anna" };

/** Prints the time and the longest standstill of each step. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "aldis-bench-"));
  const store = await openStore({ url: `sqlite:${join(folder, "gateway.db")}` });
  try {
    const files = createContactFiles({
      store: store.addressBook,
      numbers: createNumberReader({ country: "49" }),
      events: { record: () => undefined },
    });
    console.log(`import of ${ROWS} contacts; the event loop stands still for at most (goal ${GOAL_MS} ms):`);
    await importFile("added", "", {});
    await importFile("unchanged", "", {});
    await importFile("changed", "another note", {});
    await importFile("cleared", "a note", { rows: 1, clear: true });

    async function importFile(
      name: string,
      note: string,
      { rows = ROWS, clear = false }: { rows?: number; clear?: boolean },
    ): Promise<void> {
      const file = new TextEncoder().encode(csv(rows, note));
      const plan = await measure(`${name}: plan`, () => files.planCsv(file, { ...USER, clear, now: 0 }));
      if (!plan.ok) throw new Error(plan.problem.message);
      const { id } = plan.value;
      const done = await measure(`${name}: import`, () => files.importPlan(id, { ...USER, now: 0 }));
      if (!done.ok) throw new Error(done.problem);
    }
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const csv = (rows: number, note: string) =>
  `name;number;groups;note\n${Array.from({ length: rows }, (_, at) => `Contact ${at};+4917${10_000_000 + at};team ${at % 100},floor ${at % 9};${note}`).join("\n")}\n`;

async function measure<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
  let longestMs = 0;
  let mostWorkMs = 0;
  let isOver = false;
  let turnedAt = performance.now();
  let worked = process.cpuUsage();
  const turn = () => {
    longestMs = Math.max(longestMs, performance.now() - turnedAt);
    turnedAt = performance.now();
    const { user, system } = process.cpuUsage(worked);
    mostWorkMs = Math.max(mostWorkMs, (user + system) / 1_000);
    worked = process.cpuUsage();
    if (!isOver) setImmediate(turn);
  };
  const begunAt = performance.now();
  setImmediate(turn);
  const value = await work();
  isOver = true;
  turn();
  const seconds = ((performance.now() - begunAt) / 1_000).toFixed(1);
  const most = `${mostWorkMs.toFixed(0)} ms of processor time`;
  console.log(`  ${name.padEnd(20)} ${longestMs.toFixed(0).padStart(5)} ms (at most ${most}) in ${seconds} s`);
  return value;
}
