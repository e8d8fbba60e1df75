import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where `scripts/client-programs.sh` unpacks them, and `.ci/run` has it do so. */
const UNPACKED = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "aldis/programs/usr/bin");

/**
 * A program that sends through the gateway, installed or unpacked from its package; `undefined` when it is not here.
 *
 * @throws Error under CI=true when it is missing: there nothing may be left out
 */
export function findClientProgram(
  name: "zabbix_js" | "prometheus" | "promtool" | "prometheus-alertmanager",
): string | undefined {
  const unpacked = join(UNPACKED, name);
  const found = Bun.which(name) ?? (existsSync(unpacked) ? unpacked : undefined);
  if (found === undefined && process.env.CI === "true") {
    throw new Error(`${name} is missing, and under CI its tests must run: scripts/client-programs.sh gets it`);
  }
  if (found === undefined)
    console.log(`${name} is missing (scripts/client-programs.sh gets it): its tests are left out`);
  return found;
}
