import { resolve } from "node:path";
import { type RunningProgram, startAldis } from "./process.ts";

const READY = /http:\/\/127\.0\.0\.1:(\d+)/;
const NEXT = [process.execPath, resolve(import.meta.dir, "next-version.ts")];

/** A node of a rehearsal, with a modem that lives in another process. */
export interface RehearsedNode {
  readonly url: string;
  readonly program: RunningProgram;
  start(options?: { isNext?: boolean; env?: Record<string, string> }): Promise<void>;
  stop(): Promise<void>;
  readyz(): Promise<{ status: number; checks: string[] } | undefined>;
  /** How long the network takes for a part. */
  eachPartTakes(ms: number): Promise<void>;
}

/** A node that is not started yet. `before` is what starts it, such as `prlimit --nofile=64`. */
export function createRehearsedNode({
  args,
  control,
  env,
  before,
}: {
  args: readonly string[];
  control: number;
  env: Record<string, string>;
  before: readonly string[];
}): RehearsedNode & AsyncDisposable {
  let program: RunningProgram | undefined;
  let url = "";
  const running = () => {
    if (program === undefined) throw new Error("the node was not started");
    return program;
  };
  return {
    get url() {
      return url;
    },
    get program() {
      return running();
    },
    async start({ isNext = false, env: more = {} } = {}) {
      program = startAldis(["serve", ...args, "--port", "0", "--log-level", "warn"], {
        ...(isNext ? { command: NEXT } : {}),
        before,
        env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...env, ...more },
      });
      url = `http://127.0.0.1:${(await program.printed(READY))[1]}`;
    },
    async stop() {
      const exit = await running().stop();
      if (exit !== 0) throw new Error(`a node ended with status ${exit}: ${running().output()}`);
    },
    async readyz() {
      const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
      if (answer === undefined) return undefined;
      const { reasons } = (await answer.json()) as { reasons: { check: string }[] };
      return { status: answer.status, checks: reasons.map(({ check }) => check) };
    },
    async eachPartTakes(latencyMs) {
      const request = { method: "PATCH", body: JSON.stringify({ latencyMs }) };
      const answer = await fetch(`http://127.0.0.1:${control}/state`, request);
      if (!answer.ok) throw new Error(`the modem was not changed: ${await answer.text()}`);
    },
    async [Symbol.asyncDispose]() {
      await program?.[Symbol.asyncDispose]();
    },
  };
}
