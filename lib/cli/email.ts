import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS, MAIL_SETTINGS, parseMailAddress } from "../config/index.ts";
import { sendTestMail } from "../email/index.ts";
import { relayOfCommand } from "../gateway/index.ts";
import { visible } from "../visible.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { option } from "./options.ts";

const to = option("to", "ADDRESS", { documentation: "Who gets the mail.", parse: parseMailAddress });

/** `aldis email …`: the mail server through which the gateway sends mail. */
export const emailCommands: readonly Command[] = [
  defineCommand({
    path: ["email", "test"],
    operands: [],
    summary: "send a test mail through the configured mail server",
    details:
      "Works whether or not the gateway runs, with the settings that this command gets. Prints what the mail server answered.",
    settings: [...COMMON_SETTINGS, ...MAIL_SETTINGS],
    flags: { to },
    required: ["to"],
    async run({ config, flags, io }) {
      const result = await sendTestMail(relayOfCommand(config), { to: flags.to ?? "", now: systemClock.now() });
      if (!result.ok) throw new CliError("failed", visible(result.problem.error));
      io.out.write(`the mail server took it: ${visible(result.value)}\n`);
      return 0;
    },
  }),
];
