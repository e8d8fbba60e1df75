import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { constants, rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { OUTPUT_BACKLOG_BYTES } from "../../lib/limits.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { runAldis } from "../support/process.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

const SERVER = resolve(import.meta.dir, "../../server.ts");
let folder = "";
let data = "";
beforeAll(async () => {
  folder = temporaryDirectory();
  data = join(folder, "data");
  const add = ["user", "add", "apiuser", "--grant", "http-api", "--password-stdin", "--data", data];
  expect(await runAldis(add, { stdin: "secret\n" })).toMatchObject({ exit: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `aldis serve`, begun by a shell command in which `$GATEWAY` stands for it, and everything it writes for debugging. */
async function serve(shell: string) {
  const port = await freePort();
  const gateway = `${process.execPath} ${SERVER} serve --port ${port} --data ${data} --log-level debug`;
  const child = Bun.spawn(["bash", "-c", shell], {
    env: { PATH: process.env.PATH ?? "", HOME: folder, GATEWAY: gateway },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const url = `http://127.0.0.1:${port}`;
  await eventually("the gateway answers", async () => {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${await child.stderr.text()}`);
    return fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  /** Sends as a client does; the log has a line for each. */
  const send = (text: string) =>
    fetch(`${url}/api.php?username=apiuser&password=secret&to=%2B491701234567&text=${text}`).then((response) =>
      response.text(),
    );
  return {
    child,
    send,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await child.exited;
      clearTimeout(late);
    },
  };
}

interface LogLine {
  msg: string;
  lines?: number;
}

const linesOf = (text: string) =>
  text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as LogLine);
const requestsIn = (lines: LogLine[]) => lines.filter(({ msg }) => msg === "request").length;
const LOST = "lines of the log could not be written and are missing";
/** Said as often as the reader stalls: while it reads on, the rest may be more than the gateway keeps again. */
const lostIn = (lines: LogLine[]) =>
  lines.filter(({ msg }) => msg === LOST).reduce((sum, { lines: lost = 0 }) => sum + lost, 0);

test("a log on a full disk ends nothing: messages are taken, and SIGTERM ends the gateway well", async () => {
  await using gateway = await serve("exec $GATEWAY >/dev/full 2>&1");
  for (let message = 0; message < 50; message++) expect(await gateway.send(`full ${message}`)).toBe("OK");
  gateway.child.kill("SIGTERM");
  expect(await gateway.child.exited).toBe(0);
});

/** A named pipe that a gateway writes its log to. */
async function withReader(claims: (pipe: string, reader: FileHandle) => Promise<void>): Promise<void> {
  const pipe = join(folder, `log-${crypto.randomUUID()}`);
  Bun.spawnSync(["mkfifo", pipe]);
  // Opened for writing too, it does not wait for the gateway.
  await using reader = await open(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  await claims(pipe, reader);
}

/** Reads until the whole lines so far pass. */
async function readUntil(reader: FileHandle, what: string, passes: (lines: LogLine[]) => boolean): Promise<LogLine[]> {
  let text = "";
  const buffer = Buffer.alloc(65_536);
  return eventually(`the log says: ${what}`, async () => {
    const { bytesRead } = await reader.read(buffer).catch(() => ({ bytesRead: 0 }));
    text += buffer.toString("utf8", 0, bytesRead);
    const lines = linesOf(text);
    return passes(lines) && lines;
  });
}

test("a reader that stalls costs lines, not the gateway, and how many is said when it reads on", async () => {
  await withReader(async (pipe, reader) => {
    await using gateway = await serve(`exec $GATEWAY >${pipe} 2>&1`);
    const padding = "x".repeat(60);
    let sent = 0;
    // The pipe holds 64 KiB, the gateway its backlog; each line has 100 bytes or more.
    for (; sent * 100 < OUTPUT_BACKLOG_BYTES + 65_536 + 50_000; sent += 50) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => gateway.send(padding)));
      expect(new Set(answers)).toEqual(new Set(["OK"]));
    }
    const lines = await readUntil(
      reader,
      `${sent} requests, or how many are missing`,
      (read) => requestsIn(read) + lostIn(read) >= sent,
    );
    expect(lostIn(lines)).toBeGreaterThan(0);
  });
});

test("a reader that goes ends nothing, and the next one is told how many lines are missing", async () => {
  await withReader(async (pipe, reader) => {
    await using gateway = await serve(`exec $GATEWAY >${pipe} 2>&1`);
    await readUntil(reader, "gateway started", (lines) => lines.some(({ msg }) => msg === "gateway started"));
    await reader.close();
    for (let message = 0; message < 20; message++) expect(await gateway.send("nobody reads")).toBe("OK");
    await using next = await open(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    await readUntil(next, "at least 10 lines are missing", (lines) => lostIn(lines) >= 10);
    expect(await gateway.send("read again")).toBe("OK");
    await readUntil(next, "a request", (lines) => requestsIn(lines) > 0);
  });
});

describe("closing the terminal", () => {
  test("ends nothing: neither the hang-up nor what cannot be written any more", async () => {
    // script(1) gives it a terminal of its own, which goes with script.
    await using gateway = await serve(`exec script -qfec 'echo $$ > ${folder}/pid; exec '"$GATEWAY" /dev/null`);
    const pid = Number(await Bun.file(join(folder, "pid")).text());
    gateway.child.kill("SIGKILL");
    await gateway.child.exited;
    try {
      for (let message = 0; message < 50; message++) expect(await gateway.send(`no terminal ${message}`)).toBe("OK");
      process.kill(pid, "SIGHUP");
      expect(await gateway.send("after the hang-up")).toBe("OK");
    } finally {
      process.kill(pid, "SIGTERM");
      await eventually("it has ended", () => !Bun.spawnSync(["kill", "-0", String(pid)]).success);
    }
  });
});

describe("other commands", () => {
  test("that cannot write their answer say so, and end with 1", async () => {
    const child = Bun.spawn(
      ["bash", "-c", `exec ${process.execPath} ${SERVER} pdu encode --to +491701234567 --text hello >/dev/full`],
      {
        stdout: "ignore",
        stderr: "pipe",
      },
    );
    expect(await child.exited).toBe(1);
    expect(await child.stderr.text()).toBe("aldis: the output could not be written: ENOSPC\n");
  });
});
