import { COMMON_SETTINGS } from "../config/index.ts";
import { defineCommand } from "./command.ts";
import { withStoreUpgraded } from "./with-store.ts";

/** `aldis migrate`: brings the tables up to date without starting the gateway, which does the same when it starts. */
export const migrateCommand = defineCommand({
  path: ["migrate"],
  operands: [],
  summary: "bring the database up to date",
  details: "The gateway does the same when it starts. Data is kept.",
  settings: COMMON_SETTINGS,
  flags: {},
  async run({ config, io }) {
    await withStoreUpgraded(config, io, () => Promise.resolve());
    io.out.write("the database is up to date\n");
    return 0;
  },
});
