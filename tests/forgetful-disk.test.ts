import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { canForget, startForgetfulDisk } from "./support/forgetful-disk/index.ts";
import { startAldis } from "./support/process.ts";
import { temporaryDirectory } from "./support/run-cli.ts";

describe.skipIf(!canForget())("a forgetful disk, mounted", () => {
  let folder = "";
  beforeEach(() => {
    folder = temporaryDirectory();
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const start = (options: { syncMs?: number; lyingAbout?: string; isCached?: boolean } = {}) =>
    startForgetfulDisk({ at: join(folder, "disk"), ...options });

  test("is a file system to programs", async () => {
    await using disk = await start();
    const at = (name: string) => join(disk.path, name);
    mkdirSync(at("directory"), { mode: 0o700 });
    writeFileSync(at("directory/a"), "first", { mode: 0o600 });
    expect(statSync(at("directory/a"))).toMatchObject({ size: 5, mode: 0o100600 });
    expect(() => writeFileSync(at("directory/a"), "", { flag: "wx" })).toThrow("EEXIST");
    renameSync(at("directory/a"), at("b"));
    writeFileSync(at("b"), " and second", { flag: "a" });
    truncateSync(at("b"), 9);
    expect(readFileSync(at("b"), "utf8")).toBe("first and");
    for (let number = 0; number < 300; number++) writeFileSync(at(`directory/${number}`), String(number));
    expect(readdirSync(at("directory"))).toHaveLength(300);
    expect(() => rmSync(at("directory"), { recursive: false })).toThrow();
    unlinkSync(at("b"));
    expect(readdirSync(disk.path)).toEqual(["directory"]);
    const large = Buffer.alloc(1_000_000, "large");
    writeFileSync(at("large"), large);
    expect(readFileSync(at("large"))).toEqual(large);
    rmSync(at("directory"), { recursive: true });
    expect(readdirSync(disk.path)).toEqual(["large"]);
  });

  test("keeps at a cut what was synced, with its name and inode, and loses what was not", async () => {
    await using disk = await start();
    const at = (name: string) => join(disk.path, name);
    const lost = { content: 0, name: 0 };
    for (let cut = 0; cut < 20; cut++) {
      const kept = openSync(at(`kept-${cut}`), "w");
      writeSync(kept, "synced");
      fdatasyncSync(kept);
      const directory = openSync(disk.path, "r");
      fsyncSync(directory);
      closeSync(directory);
      const { ino } = statSync(at(`kept-${cut}`));
      writeSync(kept, ", not synced");
      closeSync(kept);
      writeFileSync(at(`nameless-${cut}`), "");
      await disk.cut();
      const left = readFileSync(at(`kept-${cut}`), "utf8");
      expect(left).toStartWith("synced");
      expect(statSync(at(`kept-${cut}`)).ino).toBe(ino);
      if (left === "synced") lost.content++;
      if (!readdirSync(disk.path).includes(`nameless-${cut}`)) lost.name++;
    }
    expect(lost.content).toBeGreaterThan(0);
    expect(lost.name).toBeGreaterThan(0);
    expect(readdirSync(disk.path).filter((name) => name.startsWith("kept-"))).toHaveLength(20);
  });

  test("with the kernel's cache in front, keeps all that was synced and nothing else", async () => {
    await using disk = await start({ isCached: true });
    const file = join(disk.path, "file");
    const descriptor = openSync(file, "w");
    writeSync(descriptor, "synced");
    fsyncSync(descriptor);
    const directory = openSync(disk.path, "r");
    fsyncSync(directory);
    closeSync(directory);
    writeSync(descriptor, ", not synced");
    // Whoever closes the file, a reader too, has the kernel write it.
    expect(statSync(file).size).toBe(18);
    await disk.cut();
    expect(readFileSync(file, "utf8")).toBe("synced");
    closeSync(descriptor);
  });

  test("takes its time to sync, and answers all else meanwhile", async () => {
    await using disk = await start({ syncMs: 300 });
    const file = openSync(join(disk.path, "file"), "w");
    writeSync(file, "content");
    const began = performance.now();
    const order: string[] = [];
    const synced = Bun.file(join(disk.path, "synced"));
    const program = `const fs = require("fs"); const file = fs.openSync(${JSON.stringify(synced.name)}, "w"); fs.writeSync(1, "begun"); fs.fdatasyncSync(file);`;
    await using other = startAldis([], { command: [process.execPath, "-e", program] });
    await other.printed(/begun/);
    void other.exited.then(() => order.push("synced"));
    writeFileSync(join(disk.path, "other"), "written meanwhile");
    order.push("written");
    await other.exited;
    fdatasyncSync(file);
    closeSync(file);
    expect(performance.now() - began).toBeGreaterThanOrEqual(600);
    expect(order).toEqual(["written", "synced"]);
    await disk.setSyncMs(0);
  });

  test("refuses what it is told to refuse, and forgets what it did not sync", async () => {
    await using disk = await start();
    const file = join(disk.path, "file");
    const descriptor = openSync(file, "w");
    await disk.refuse("sync", { name: "file", error: "EIO" });
    writeSync(descriptor, "lost");
    expect(() => fdatasyncSync(descriptor)).toThrow("EIO");
    await disk.refuse("write", { name: "file", error: "ENOSPC" });
    expect(() => writeSync(descriptor, "more")).toThrow("ENOSPC");
    writeFileSync(join(disk.path, "other"), "taken");
    await disk.accept();
    fdatasyncSync(descriptor);
    writeSync(descriptor, "kept");
    fdatasyncSync(descriptor);
    const directory = openSync(disk.path, "r");
    fsyncSync(directory);
    closeSync(directory);
    closeSync(descriptor);
    expect(readFileSync(file, "latin1")).toBe("lostkept");
    await disk.cut();
    expect(readFileSync(file, "latin1")).toBe("\0\0\0\0kept");
  });

  /** Kills a program that inserts rows, and cuts; gives how many rows were committed and are not there any more. */
  async function rowsLost(synchronous: "off" | "full", { cuts, ...options }: { cuts: number; lyingAbout?: string }) {
    await using disk = await start({ syncMs: 1, ...options });
    const file = join(disk.path, "rows.sqlite");
    const program = join(import.meta.dir, "support/forgetful-disk/unsynced-rows.ts");
    let lost = 0;
    for (let cut = 1; cut <= cuts && lost === 0; cut++) {
      const running = startAldis([file, synchronous], { command: [process.execPath, program] });
      await running.printed(/(\d+\n){50}/);
      process.kill(running.pid, "SIGKILL");
      await disk.cut();
      await running.exited;
      const committed = Number(/(\d+)\n[^\n]*$/.exec(running.output())?.[1]);
      lost = committed - rowsIn(file);
    }
    return lost;
  }

  function rowsIn(file: string): number {
    try {
      using database = new Database(file, { readwrite: true });
      const { integrity_check } = database.query<{ integrity_check: string }, []>("pragma integrity_check").get() ?? {};
      if (integrity_check !== "ok") return 0;
      return database.query<{ rows: number }, []>("select max(id) as rows from rows").get()?.rows ?? 0;
    } catch {
      return 0;
    }
  }

  test("SQLite without syncs loses on it what it has committed", async () => {
    expect(await rowsLost("off", { cuts: 20 })).toBeGreaterThan(0);
  }, 180_000);

  test("SQLite with syncs loses nothing on it, unless the disk lies", async () => {
    expect(await rowsLost("full", { cuts: 10 })).toBeLessThanOrEqual(0);
    expect(await rowsLost("full", { cuts: 20, lyingAbout: "rows.sqlite-wal" })).toBeGreaterThan(0);
  }, 180_000);
});
