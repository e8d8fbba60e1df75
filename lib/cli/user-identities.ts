import { createIdentities } from "../auth/index.ts";
import { COMMON_SETTINGS } from "../config/index.ts";
import { columns } from "../table.ts";
import { defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { text } from "./options.ts";
import { userNamed } from "./user-named.ts";
import { withStore } from "./with-store.ts";

const unlink = text("unlink", "ID", "Lets the user sign in there no more; sessions go on.");

/** `aldis user identities NAME`: who a user is at providers of OpenID Connect. */
export const userIdentitiesCommand = defineCommand({
  path: ["user", "identities"],
  operands: ["NAME"],
  summary: "list who a user is at providers of OpenID Connect, or unlink one",
  settings: COMMON_SETTINGS,
  flags: { unlink },
  run: ({ config, flags, operands: [name = ""], io }) =>
    withStore(config, io, async (store, events) => {
      const user = await userNamed(store, name);
      const identities = createIdentities({ store: store.identities, events });
      if (flags.unlink === undefined) {
        const rows = (await identities.identitiesOf(user)).map(({ id, issuer, subject }) => [id, issuer, subject]);
        io.out.write(rows.length === 0 ? `${user.name} is not linked to a provider\n` : columns(rows));
        return 0;
      }
      if (!(await identities.unlink(user, flags.unlink))) {
        throw new CliError("failed", `${user.name} has no such identity`);
      }
      io.out.write(`${user.name} can sign in there no more\n`);
      return 0;
    }),
});
