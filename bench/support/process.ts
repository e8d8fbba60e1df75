import { readFileSync } from "node:fs";

/** Memory of a process in MB. `VmRSS`: resident; `RssAnon`: the part of it not backed by a file; `VmHWM`: peak. */
export function memoryOf(pid: number, figure: "VmRSS" | "RssAnon" | "VmHWM"): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kibibytes = new RegExp(`^${figure}:\\s+(\\d+) kB`, "m").exec(status)?.[1];
  return (Number(kibibytes ?? Number.NaN) * 1_024) / 1_000_000;
}

/**
 * Bytes that a process and its children that have ended have written to disk. Counted in whole pages, without the file
 * system's journal and without what an SD card rewrites internally.
 */
export function writtenBy(pid: number): number {
  const io = readFileSync(`/proc/${pid}/io`, "utf8");
  const figure = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, "m").exec(io)?.[1] ?? Number.NaN);
  return figure("write_bytes") - figure("cancelled_write_bytes");
}

/** A process and its running descendants. */
export function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  return [pid, ...children.flatMap(familyOf)];
}
