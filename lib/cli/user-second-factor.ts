import { COMMON_SETTINGS } from "../config/index.ts";
import { defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { userNamed } from "./user-named.ts";
import { withStore } from "./with-store.ts";

/** `aldis user second-factor remove NAME`: lets in whoever has lost the telephone. */
export const userSecondFactorCommand = defineCommand({
  path: ["user", "second-factor", "remove"],
  operands: ["NAME"],
  summary: "turn off a user's second factor, when the telephone and the recovery codes are lost",
  settings: COMMON_SETTINGS,
  flags: {},
  run: ({ config, operands: [name = ""], io }) =>
    withStore(config, io, async (store, events) => {
      const user = await userNamed(store, name);
      if (!(await store.secondFactors.remove(user.id)))
        throw new CliError("failed", `${user.name} has no second factor`);
      events.record({ kind: "second-factor.removed", owner: user.name });
      io.out.write(`the second factor of ${user.name} was turned off\n`);
      return 0;
    }),
});
