import type { Clock } from "../clock.ts";
import type { Config, MAIL_SETTINGS, StartConfig } from "../config/index.ts";
import { createEmailJobs, createRelay, createReplyTokens, replyAddress } from "../email/index.ts";
import { createOtherSide, type JobHandler } from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import type { LiveConfig } from "./live-config.ts";
import { loadSecret } from "./token-secret.ts";

/** 30 days: people answer a mail later than an SMS. */
const REPLY_LIFE_MS = 30 * 24 * 3_600_000;

interface Parts {
  store: Pick<Store, "settings" | "inbox">;
  clock: Pick<Clock, "now">;
}

/** Makes what sends mail through the server of the settings. */
export const relayOf = (live: LiveConfig) =>
  createRelay(
    live.view({
      host: "mailHost",
      port: "mailPort",
      tls: "mailTls",
      certificate: "mailCertificate",
      user: "mailUser",
      password: "mailPassword",
      from: "mailFrom",
    }),
  );

export type MailSetting = (typeof MAIL_SETTINGS)[number];

/** The same, with the settings that a command has been given. */
export const relayOfCommand = (config: Pick<Config, MailSetting>) =>
  createRelay({
    host: config.mailHost,
    port: config.mailPort,
    tls: config.mailTls,
    certificate: config.mailCertificate,
    user: config.mailUser,
    password: config.mailPassword,
    from: config.mailFrom,
  });

/** The addresses for replies of this installation, and their secret. @throws as {@link loadSecret} */
export async function openReplies({ store, clock }: Parts) {
  const secret = await loadSecret(store.settings, "email.reply-secret");
  return { secret, replies: createReplyTokens({ secret, now: clock.now, lifeMs: () => REPLY_LIFE_MS }) };
}

/**
 * Makes what does jobs of kind `email`. Mail about an SMS can be answered where the SMTP server runs and takes mail without signing in:
 * the answer comes from a mail server.
 *
 * @throws as {@link loadSecret}
 */
export async function createEmailDestination(
  config: Pick<StartConfig, "smtp" | "country">,
  parts: Parts & { live: LiveConfig },
): Promise<JobHandler> {
  const { live, store } = parts;
  const { secret, replies } = await openReplies(parts);
  const { numberOf } = createOtherSide(config);
  return createEmailJobs({
    relay: relayOf(live),
    secret,
    async senderOf(id) {
      const sender = (await store.inbox.find(id))?.sender;
      return sender === undefined ? undefined : numberOf(sender);
    },
    replyTo(number) {
      const [domain] = live.get("smtpDomains");
      const takesReplies = config.smtp === "on" && domain !== undefined && live.get("smtpUser") !== undefined;
      const token = takesReplies ? replies.seal(number) : undefined;
      return token === undefined || domain === undefined ? undefined : replyAddress(token, domain);
    },
  });
}
