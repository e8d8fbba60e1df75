import type { Network } from "../auth/index.ts";
import { parseSender, type SenderPattern } from "../email/index.ts";
import { no, ok, type Result } from "../result.ts";
import { choice, onOff, port, size, text } from "./kinds.ts";
import { parseNetworks } from "./networks.ts";
import { settingsOf, several, single } from "./option.ts";
import { parseWhole } from "./parsers.ts";

const email = settingsOf("email-to-sms");

/** The SMTP server that makes SMS of mail, and the relay for mail of the gateway. */
export const EMAIL_SETTINGS = {
  smtp: email.restart({
    flag: "smtp",
    documentation:
      "The SMTP server that sends mail as SMS (docs/email.md). It takes nothing until --smtp-domains is set, and either users who sign in, or --smtp-networks and --smtp-user.",
    default: "off",
    ...onOff,
  }),
  smtpHost: email.machine<string | undefined>({
    flag: "smtp-host",
    placeholder: "ADDR",
    documentation: "Address that the SMTP server listens on.",
    defaultShown: "as --host",
    ...text,
  }),
  smtpPort: email.restart({
    flag: "smtp-port",
    documentation: "Port of the SMTP server.",
    default: "2525",
    ...port,
  }),
  smtpDomains: email.now<readonly string[]>({
    flag: "smtp-domains",
    placeholder: "DOMAIN",
    documentation:
      "Domains for which mail is accepted, such as sms.example.org: NUMBER@sms.example.org, or the name of a contact or group. Mail for all others is refused.",
    repeatable: true,
    defaultShown: "none: no mail is accepted",
    absent: [],
    parse: parseDomains,
  }),
  smtpNetworks: email.now<readonly Network[]>({
    flag: "smtp-networks",
    placeholder: "CIDR",
    documentation:
      "Networks whose mail is accepted without signing in, such as 10.0.0.0/8. Every program there may send SMS as --smtp-user.",
    repeatable: true,
    defaultShown: "none",
    absent: [],
    parse: parseNetworks,
  }),
  smtpUser: email.now<string | undefined>({
    flag: "smtp-user",
    placeholder: "NAME",
    documentation:
      "System user as whom mail from --smtp-networks is sent, with that user's limits. The user needs the permission Access to the HTTP API (http-api).",
    defaultShown: "none: such mail is refused",
    ...text,
  }),
  smtpSenders: email.now<readonly SenderPattern[]>({
    flag: "smtp-senders",
    placeholder: "ADDRESS",
    documentation:
      "Senders whose mail is accepted, by the address of the envelope: nagios@example.org, example.org for all of that domain, or a pattern with * such as *@*.example.org.",
    repeatable: true,
    defaultShown: "any",
    absent: [],
    parse: several(parseSender),
  }),
  smtpSendersDenied: email.now<readonly SenderPattern[]>({
    flag: "smtp-senders-denied",
    placeholder: "ADDRESS",
    documentation: "Senders whose mail is refused, as in --smtp-senders and stronger than it.",
    repeatable: true,
    defaultShown: "none",
    absent: [],
    parse: several(parseSender),
  }),
  smtpText: email.now({
    flag: "smtp-text",
    documentation: "What of a mail is sent: its subject and its text, one below the other, or one of them.",
    default: "subject-and-body",
    ...choice("subject-and-body", "body", "subject"),
  }),
  smtpLongest: email.now<number>({
    flag: "smtp-longest",
    placeholder: "N",
    documentation:
      "Characters of the longest SMS that is made of a mail. What is longer is cut, and ends with three dots.",
    shape: "number",
    default: "1000",
    parse: single(parseWhole(20, 20_000)),
  }),
  smtpEncryption: email.now({
    flag: "smtp-encryption",
    documentation:
      "Whether mail is accepted only by TLS (force), or also without it (offer). TLS needs --tls, whose certificate it uses; users sign in by TLS alone.",
    default: "offer",
    ...choice("offer", "force"),
  }),
  smtpSize: email.restart({
    flag: "smtp-size",
    documentation: "Largest mail with its attachments, which are dropped.",
    default: "10MiB",
    ...size({ minimum: "64KiB", maximum: "100MiB", because: "mail with a logo in its signature is larger" }),
  }),
  smtpRate: email.now<number>({
    flag: "smtp-rate",
    placeholder: "N",
    documentation: "Mails that one client may send in a minute; one IPv6 network of /64 is one client.",
    shape: "number",
    default: "60",
    parse: single(parseWhole(1, 10_000)),
  }),
  mailHost: email.now<string | undefined>({
    flag: "mail-host",
    placeholder: "HOST",
    documentation:
      "The mail server through which the gateway sends its own mail: SMS that rules forward, and alarms. It may be on this machine.",
    defaultShown: "none: no mail is sent",
    parse: single(parseHost),
  }),
  mailPort: email.now({
    flag: "mail-port",
    documentation: "Port of --mail-host: 587 with STARTTLS, 465 with TLS from the beginning, 25 between servers.",
    default: "587",
    ...port,
  }),
  mailTls: email.now({
    flag: "mail-tls",
    documentation:
      "Encryption to --mail-host: by STARTTLS, by TLS from the beginning, or none. With the first two, nothing is sent in the clear.",
    default: "starttls",
    ...choice("starttls", "tls", "off"),
  }),
  mailCertificate: email.now({
    flag: "mail-certificate",
    documentation:
      "Whether the certificate of --mail-host is checked against the authorities that this machine trusts.",
    default: "check",
    ...choice("check", "skip"),
  }),
  mailUser: email.now<string | undefined>({
    flag: "mail-user",
    placeholder: "NAME",
    documentation: "User at --mail-host.",
    defaultShown: "none: it is not asked for",
    ...text,
  }),
  mailPassword: email.now<string | undefined>({
    flag: "mail-password",
    placeholder: "PASSWORD",
    documentation: "Password of --mail-user.",
    secret: true,
    ...text,
  }),
  mailFrom: email.now<string | undefined>({
    flag: "mail-from",
    placeholder: "ADDRESS",
    documentation: "Sender of the gateway's own mail, such as sms@example.org.",
    defaultShown: "none: no mail is sent",
    parse: single(parseMailAddress),
  }),
};

/** A name, or an address without brackets. */
function parseHost(given: string): Result<string> {
  return /^[\p{L}\p{N}.:_-]{1,253}$/u.test(given)
    ? ok(given)
    : no("must be a host such as mail.example.org, or an address");
}

/** An address as an envelope has it. */
export function parseMailAddress(given: string): Result<string> {
  return /^[^\s@<>,;:"]{1,64}@[\p{L}\p{N}.-]{1,253}$/u.test(given)
    ? ok(given)
    : no("must be an address such as sms@example.org");
}

/** In the form that the DNS has, lower case; each text one or several, separated by commas. */
function parseDomains(texts: readonly string[]): Result<readonly string[]> {
  const domains: string[] = [];
  for (const each of texts.flatMap((given) => given.split(",")).map((part) => part.trim())) {
    if (each === "") continue;
    const domain = /^[\p{L}\p{N}.-]{1,253}$/u.test(each) ? URL.parse(`http://${each}/`)?.hostname : undefined;
    if (domain === undefined || /^[\d.]+$/.test(domain)) return no("must be domains such as sms.example.org");
    domains.push(domain);
  }
  return domains.length === 0 ? no("must name at least one domain") : ok(domains);
}
