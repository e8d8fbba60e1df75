import { spawn } from "node:child_process";
import type { Clock } from "../../clock.ts";
import type { ResolveTarget } from "../../routing/index.ts";
import type { Finding, ProbeOptions } from "./probe.ts";
import { resolveWithin } from "./resolve.ts";

/** 1 s after the limit for the program to end by itself. */
const GRACE_MS = 1_000;
/** 4 KB: what it says of one packet has some hundred bytes. */
const OUTPUT_CHARACTERS = 4_096;

/** Runs the system's `ping` for one packet, without a shell. Never rejects. */
export async function probePing(
  { host }: { host: string },
  options: ProbeOptions & { resolve: ResolveTarget; clock: Pick<Clock, "setTimer">; program: string },
): Promise<Finding> {
  const { limitMs, clock, program } = options;
  const end = new AbortController();
  const timer = clock.setTimer(limitMs + GRACE_MS, () => end.abort());
  const signal = AbortSignal.any([end.signal, options.signal]);
  try {
    const found = await resolveWithin(host, { ...options, signal });
    if (!found.ok) return { ok: false, text: found.problem };
    return await run(program, ["-n", "-c", "1", "-W", String(Math.ceil(limitMs / 1_000)), found.value], {
      signal,
      limitMs,
    });
  } finally {
    timer.cancel();
  }
}

/** Never rejects. */
function run(
  program: string,
  parameters: readonly string[],
  { signal, limitMs }: { signal: AbortSignal; limitMs: number },
): Promise<Finding> {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(program, parameters, {
      stdio: ["ignore", "pipe", "pipe"],
      // Its words are read.
      env: { PATH: process.env.PATH ?? "", LC_ALL: "C" },
    });
    const collect = (chunk: Buffer) => {
      if (output.length < OUTPUT_CHARACTERS) output += chunk.toString("latin1");
    };
    const kill = () => child.kill("SIGKILL");
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (error) => {
      signal.removeEventListener("abort", kill);
      const isMissing = "code" in error && error.code === "ENOENT";
      resolve({ ok: false, text: isMissing ? NO_PROGRAM : "the program ping cannot be run" });
    });
    child.on("close", (status) => {
      signal.removeEventListener("abort", kill);
      resolve(findingOf(output, status, limitMs));
    });
    if (signal.aborted) kill();
    else signal.addEventListener("abort", kill, { once: true });
  });
}

const NO_PROGRAM = "there is no program ping on this machine: install it, on Debian with apt-get install iputils-ping";

/** What the program found, from its words and its exit status. Pure. */
export function findingOf(output: string, status: number | null, limitMs: number): Finding {
  const took = /time[=<]([\d.]+) ?ms/.exec(output)?.[1];
  if (status === 0) return { ok: true, text: took === undefined ? "answered" : `answered within ${took} ms` };
  if (/operation not permitted|permission denied|lacking privilege|are you root/i.test(output))
    return {
      ok: false,
      text: "this user may not run ping: allow it by net.ipv4.ping_group_range or setcap cap_net_raw",
    };
  if (/unreachable/i.test(output)) return { ok: false, text: "no route to the host" };
  return { ok: false, text: `no answer within ${limitMs / 1_000} s` };
}
