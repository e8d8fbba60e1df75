import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS, parseMailAddress } from "../config/index.ts";
import { createRelay, sendTestMail } from "../email/index.ts";
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
    settings: [
      ...COMMON_SETTINGS,
      "mailHost",
      "mailPort",
      "mailTls",
      "mailCertificate",
      "mailUser",
      "mailPassword",
      "mailFrom",
    ],
    flags: { to },
    required: ["to"],
    async run({ config, flags, io }) {
      const relay = createRelay({
        host: config.mailHost,
        port: config.mailPort,
        tls: config.mailTls,
        certificate: config.mailCertificate,
        user: config.mailUser,
        password: config.mailPassword,
        from: config.mailFrom,
      });
      const result = await sendTestMail(relay, { to: flags.to ?? "", now: systemClock.now() });
      if (!result.ok) throw new CliError("failed", visible(result.problem.error));
      io.out.write(`the mail server took it: ${visible(result.value)}\n`);
      return 0;
    },
  }),
];
