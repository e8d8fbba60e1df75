import { monitorEventLoopDelay } from "node:perf_hooks";
import { type Family, single } from "./family.ts";

/** 50 ms: finds what holds up a request for as long as a person would notice, for 20 short wake-ups a second. */
const RESOLUTION_MS = 50;
const NANOSECONDS = 1e9;

/** Watches this process from now on. */
export function watchProcess(): { families(startedAtMs: number): Family[]; stop(): void } {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return {
    families(startedAtMs) {
      const { user, system } = process.cpuUsage();
      const { rss, heapUsed } = process.memoryUsage();
      const seconds = (nanoseconds: number) =>
        Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds) / NANOSECONDS : 0;
      // Without a sample yet, the minimum is larger than the maximum.
      const [p99, max] = delay.max > 0 ? [delay.percentile(99), delay.max] : [0, 0];
      delay.reset();
      const about = "since the metrics were last read.";
      return [
        single(
          "gauge",
          "aldis_event_loop_delay_p99_seconds",
          `99th percentile of the event loop's delay ${about}`,
          seconds(p99),
        ),
        single("gauge", "aldis_event_loop_delay_max_seconds", `Longest delay of the event loop ${about}`, seconds(max)),
        single("counter", "process_cpu_seconds_total", "Processor time used, user and system.", (user + system) / 1e6),
        single("gauge", "process_resident_memory_bytes", "Resident memory.", rss),
        single("gauge", "process_heap_bytes", "Memory of the JavaScript heap that is in use.", heapUsed),
        single(
          "gauge",
          "process_start_time_seconds",
          "When the gateway started, in seconds since 1970.",
          startedAtMs / 1_000,
        ),
      ];
    },
    stop: () => delay.disable(),
  };
}
