import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where `scripts/zabbix-js.sh` unpacks Debian's package, and `.ci/run` has it do so. */
const UNPACKED = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "aldis/zabbix/usr/bin/zabbix_js");

/**
 * The engine that runs Zabbix's media types, from Debian's package or unpacked from it; `undefined` when it is not here.
 *
 * @throws Error under CI=true when it is missing: there nothing may be left out
 */
export function findZabbixJs(): string | undefined {
  const found = Bun.which("zabbix_js") ?? (existsSync(UNPACKED) ? UNPACKED : undefined);
  if (found === undefined && process.env.CI === "true") {
    throw new Error(
      `zabbix_js is not there, and under CI its tests must run: scripts/zabbix-js.sh puts it to ${UNPACKED}`,
    );
  }
  if (found === undefined) console.log("zabbix_js is missing (scripts/zabbix-js.sh gets it): its tests are left out");
  return found;
}
