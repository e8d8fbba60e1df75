import { connect } from "node:net";
import type { Clock } from "../../clock.ts";
import type { ResolveTarget } from "../../routing/index.ts";
import type { Finding, ProbeOptions } from "./probe.ts";
import { resolveWithin } from "./resolve.ts";

/** Opens a connection and closes it again. Never rejects. */
export async function probeTcp(
  { host, port }: { host: string; port: number },
  options: ProbeOptions & { resolve: ResolveTarget; clock: Pick<Clock, "setTimer"> },
): Promise<Finding> {
  const end = new AbortController();
  const timer = options.clock.setTimer(options.limitMs, () => end.abort());
  const signal = AbortSignal.any([end.signal, options.signal]);
  try {
    const found = await resolveWithin(host, { ...options, signal });
    if (!found.ok) return { ok: false, text: found.problem };
    return await open(found.value, { port, signal, limitMs: options.limitMs });
  } finally {
    timer.cancel();
  }
}

/** Never rejects. */
function open(
  address: string,
  { port, signal, limitMs }: { port: number; signal: AbortSignal; limitMs: number },
): Promise<Finding> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const done = (finding: Finding) => {
      signal.removeEventListener("abort", stop);
      socket.destroy();
      resolve(finding);
    };
    const stop = () => done({ ok: false, text: `no connection within ${limitMs / 1_000} s` });
    socket.once("connect", () => done({ ok: true, text: `port ${port} is open` }));
    // It stays: a connection that was destroyed may still fail.
    socket.on("error", (error) => done({ ok: false, text: `port ${port}: ${reasonOf(error)}` }));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

function reasonOf(error: Error): string {
  const code = "code" in error ? String(error.code) : "";
  if (code === "ECONNREFUSED") return "refused";
  if (code === "EHOSTUNREACH" || code === "ENETUNREACH") return "no route to the host";
  return `no connection${code === "" ? "" : ` (${code})`}`;
}
