import { resolve } from "node:path";
import { createSetup, SETUP_MINUTES } from "../auth/index.ts";
import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS } from "../config/index.ts";
import { readInstance, setupLink } from "../gateway/index.ts";
import { defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { withStore } from "./with-store.ts";

/** `aldis setup-link`: a new link with which a browser makes the administrator. */
export const setupLinkCommand = defineCommand({
  path: ["setup-link"],
  operands: [],
  summary: "make a new link with which a browser makes the administrator",
  details: `It is valid for ${SETUP_MINUTES} minutes, once, and earlier ones no longer are. The gateway must be running on this data directory, and nobody may manage users yet.`,
  settings: [...COMMON_SETTINGS, "publicUrl"],
  flags: {},
  async run({ config, io }) {
    const directory = resolve(config.data);
    const instance = readInstance(directory);
    if (instance?.pid === undefined) {
      throw new CliError(
        "failed",
        `no gateway runs on the data directory ${directory}: its start prints a set-up link`,
      );
    }
    const code = await withStore(config, io, ({ setup: store }, events) =>
      createSetup({ store, events, now: systemClock.now }).offer(),
    );
    if (code === undefined) {
      throw new CliError(
        "failed",
        `somebody manages users already: ${io.program} user add NAME --preset administrator adds another administrator`,
      );
    }
    io.out.write(`${setupLink(config.publicUrl?.url ?? instance.adminUrl ?? instance.url, code)}\n`);
    return 0;
  },
});
