import { resolve } from "node:path";
import { COMMON_SETTINGS } from "../config/index.ts";
import { databaseUrl, forgetSecretKey } from "../gateway/index.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { toggle } from "./options.ts";
import { withStoreLackingKeys } from "./with-store.ts";

const AGAIN = `the key of secrets is given up, and what it sealed has to be typed again:
  PINs             aldis modem change NAME --pin-stdin
  second factors   aldis user second-factor remove NAME, then the user sets up another
  settings         aldis setting list names them, aldis setting set
  webhooks         aldis webhook rotate NAME
  rules, checks    their secret headers and passwords, on the page or by a file
`;

/** `aldis secret-key …`: the key of secrets, which is not in the database. */
export const secretKeyCommands: readonly Command[] = [
  defineCommand({
    path: ["secret-key", "forget"],
    operands: [],
    summary: "give up secret.key when every copy of it is lost; the gateway must be stopped",
    details:
      "Secrets are then sealed with the file that is there, or with a new one, which is made with the next secret. What the lost key sealed stays unreadable, also should it be found, and has to be typed again: PINs of modems, second factors, and the secrets of settings, webhooks, rules and checks. Messages, users, passwords and all else stay.",
    settings: COMMON_SETTINGS,
    flags: { yes: toggle("yes", "Do it. Without this, only say whether it can be done.") },
    run: ({ config, flags, io }) =>
      withStoreLackingKeys(config, io, async (store) => {
        const directory = resolve(config.data);
        const isSure = flags.yes === true;
        await forgetSecretKey(directory, databaseUrl(config, directory), { store, isSure });
        if (!isSure) throw new CliError("failed", "nothing was changed: look for a copy first; --yes gives the key up");
        io.out.write(AGAIN);
        return 0;
      }),
  }),
];
