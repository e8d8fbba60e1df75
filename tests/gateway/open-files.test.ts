import { expect, test } from "bun:test";
import { watchOpenFiles } from "../../lib/gateway/open-files.ts";
import { countOpenFiles, requireOpenFiles } from "../../lib/open-files.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { recordEvents } from "../support/recorded-events.ts";

test("that almost all open files are used up is an event once, and another one when that is over", async () => {
  const clock = createManualClock();
  const events = recordEvents();
  let open = 940;
  const end = watchOpenFiles({ files: () => ({ open, limit: 1_000 }), clock, events });
  const kinds = async (next: number) => {
    open = next;
    await clock.advance(10_000);
    return events.all.map(({ kind }) => kind);
  };
  expect(await kinds(940)).toEqual([]);
  expect(await kinds(950)).toEqual(["files.used-up"]);
  // Around the limit it is told once.
  expect(await kinds(900)).toEqual(["files.used-up"]);
  expect(await kinds(1_000)).toEqual(["files.used-up"]);
  expect(await kinds(799)).toEqual(["files.used-up", "files.free"]);
  expect(events.all[0]?.message).toStartWith("950 of 1000 files and connections");
  end();
  expect(await kinds(1_000)).toHaveLength(2);
});

test("the files of a process are counted against its soft limit", () => {
  const files = countOpenFiles();
  expect(files?.open).toBeGreaterThan(3);
  expect(files?.limit).toBeGreaterThanOrEqual(files?.open ?? 0);
});

test("no thread is started when few files can be opened", () => {
  expect(() => requireOpenFiles({ open: 68, limit: 100 })).not.toThrow();
  expect(() => requireOpenFiles({ open: 69, limit: 100 })).toThrow("69 of 100 files and connections");
});
