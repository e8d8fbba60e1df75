import { existsSync } from "node:fs";
import { join } from "node:path";

/** Debian's package `faketime`. */
const FAKETIME = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"]
  .map((folder) => join(folder, "faketime/libfaketime.so.1"))
  .find((file) => existsSync(file));

/** Whether a program can be given another clock here. @throws Error under CI=true when it cannot: there it must */
export function hasOtherClock(): boolean {
  if (FAKETIME === undefined && process.env.CI === "true") throw new Error("install the package faketime");
  return FAKETIME !== undefined;
}

/** The environment of a program whose machine's clock is set wrong by so much, such as `+10m`. */
export const withClock = (wrongBy: string): Record<string, string> => ({
  PATH: process.env.PATH ?? "",
  HOME: process.env.HOME ?? "",
  LD_PRELOAD: FAKETIME ?? "",
  FAKETIME: wrongBy,
  FAKETIME_DONT_FAKE_MONOTONIC: "1",
});
