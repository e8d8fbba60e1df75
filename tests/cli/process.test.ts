import { describe, expect, test } from "bun:test";
import { resolve } from "node:path";

const library = resolve(import.meta.dir, "../../lib/cli/index.ts");

/** Runs `body` as the command of a process of its own. */
async function program(body: string): Promise<{ status: number; out: string; err: string }> {
  const source = `import { runAsProcess } from ${JSON.stringify(library)}; await runAsProcess(async (args, io) => { ${body} });`;
  const child = Bun.spawn([process.execPath, "-e", source], { stdout: "pipe", stderr: "pipe", stdin: "ignore" });
  const [out, err, status] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { status, out, err };
}

test("the command's exit status is the process's, and all it wrote arrives", async () => {
  const { status, out } = await program('io.out.write("x".repeat(300_000)); return 3;');
  expect({ status, length: out.length }).toEqual({ status: 3, length: 300_000 });
});

describe("an error that nobody handled is reported, and ends the process with 70", () => {
  test.each([
    ["thrown by the command", 'throw new Error("broken")'],
    ["thrown by a timer", 'setTimeout(() => { throw new Error("broken") }); await new Promise(() => {})'],
    ["a rejection", 'void Promise.reject(new Error("broken")); await new Promise(() => setTimeout(() => {}, 1e6))'],
  ])("%s", async (_, body) => {
    const { status, out, err } = await program(body);
    expect({ status, out }).toEqual({ status: 70, out: "" });
    expect(err).toStartWith("aldis: internal error: Error: broken\n");
  });

  test("by the command's own log, where it has one", async () => {
    const report = 'io.onCrash((error) => io.out.write("log: " + error.message + "\\n"));';
    expect(await program(`${report} throw new Error("broken")`)).toEqual({ status: 70, out: "log: broken\n", err: "" });
  });
});

test("without asking for the signal a command ends at once by SIGTERM", async () => {
  const { status } = await program(
    'process.kill(process.pid, "SIGTERM"); await new Promise((r) => setTimeout(r, 1e6)); return 0;',
  );
  expect(status).toBe(143);
});

test("the signal tells a command to end, and it may take its time", async () => {
  const wait =
    'const { signal } = io; process.kill(process.pid, "SIGTERM"); await new Promise((r) => signal.addEventListener("abort", r));';
  expect(await program(`${wait} io.out.write(String(signal.reason)); return 0;`)).toEqual({
    status: 0,
    out: "SIGTERM",
    err: "",
  });
});

test("output that is read late arrives whole", async () => {
  const source = `import { runAsProcess } from ${JSON.stringify(library)}; await runAsProcess(async (args, io) => { io.out.write("x".repeat(300_000)); return 3; });`;
  const shell = `"$0" -e "$1" | (sleep 0.5; wc -c); exit "\${PIPESTATUS[0]}"`;
  const child = Bun.spawn(["bash", "-c", shell, process.execPath, source], { stdout: "pipe", stderr: "pipe" });
  const [out, status] = await Promise.all([child.stdout.text(), child.exited]);
  expect({ out, status }).toEqual({ out: "300000\n", status: 3 });
});

test("a reader that has gone is no error", async () => {
  const source = `import { runAsProcess } from ${JSON.stringify(library)}; await runAsProcess(async (args, io) => { for (let i = 0; i < 2000; i++) io.out.write("line\\n".repeat(100)); return 0; });`;
  const shell = `"$0" -e "$1" | head -1; exit "\${PIPESTATUS[0]}"`;
  const child = Bun.spawn(["bash", "-c", shell, process.execPath, source], { stdout: "pipe", stderr: "pipe" });
  const [out, err, status] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  expect({ out, err, status }).toEqual({ out: "line\n", err: "", status: 0 });
});
