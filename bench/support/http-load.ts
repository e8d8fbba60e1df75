/** What a server did under load. */
export interface LoadResult {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers other than 2xx and broken connections. */
  failures: number;
}

/** Loads one URL for `seconds` over `connections` kept open, with wrk where it is installed. */
export async function loadUrl(url: string, load: { connections: number; seconds: number }): Promise<LoadResult> {
  return Bun.which("wrk") === null ? loadByFetch(url, load) : loadByWrk(url, load);
}

async function loadByWrk(url: string, load: { connections: number; seconds: number }): Promise<LoadResult> {
  const command = ["wrk", "-t1", `-c${load.connections}`, `-d${load.seconds}s`, "--timeout", "30s", "--latency", url];
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "inherit", stdin: "ignore" });
  const output = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error(`wrk failed:\n${output}`);
  const read = (pattern: RegExp) => pattern.exec(output);
  return {
    requestsPerSecond: Number(read(/Requests\/sec:\s+([\d.]+)/)?.[1] ?? Number.NaN),
    p50Ms: milliseconds(read(/50%\s+([\d.]+)(us|ms|s|m)/)),
    p99Ms: milliseconds(read(/99%\s+([\d.]+)(us|ms|s|m)/)),
    failures:
      Number(read(/Non-2xx or 3xx responses: (\d+)/)?.[1] ?? 0) +
      (read(/Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/) ?? [])
        .slice(1)
        .reduce((sum, count) => sum + Number(count), 0),
  };
}

const MILLISECONDS: Record<string, number> = { us: 0.001, ms: 1, s: 1_000, m: 60_000 };

function milliseconds(found: RegExpExecArray | null): number {
  return found === null ? Number.NaN : Number(found[1]) * (MILLISECONDS[found[2] ?? ""] ?? Number.NaN);
}

async function loadByFetch(url: string, load: { connections: number; seconds: number }): Promise<LoadResult> {
  const times: number[] = [];
  let failures = 0;
  const end = performance.now() + load.seconds * 1_000;
  const connection = async () => {
    while (performance.now() < end) {
      const start = performance.now();
      const ok = await fetch(url).then(
        async (response) => {
          await response.arrayBuffer();
          return response.ok;
        },
        () => false,
      );
      times.push(performance.now() - start);
      if (!ok) failures++;
    }
  };
  await Promise.all(Array.from({ length: load.connections }, connection));
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return { requestsPerSecond: times.length / load.seconds, p50Ms: at(0.5), p99Ms: at(0.99), failures };
}
