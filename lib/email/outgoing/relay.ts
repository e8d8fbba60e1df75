import { defined } from "../../defined.ts";
import { no, ok, type Result } from "../../result.ts";

/** The mail server that takes the gateway's own mail, as the settings say now. */
interface RelaySettings {
  readonly host: string | undefined;
  readonly port: number;
  readonly tls: "starttls" | "tls" | "off";
  readonly certificate: "check" | "skip";
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly from: string | undefined;
}

/** A mail for one person. */
export interface OutgoingMail {
  to: string;
  subject: string;
  text: string;
  /** With angle brackets, as the next two. The same mail has the same one again. */
  messageId: string;
  references?: string;
  replyTo?: string;
  headers?: Readonly<Record<string, string>>;
}

/** Why the server did not take a mail: a sentence, and what it answered. */
export interface RelayProblem {
  error: string;
  status?: number;
  answer?: string;
  /** The server refuses it permanently (5xx), or the address does not exist. */
  isFinal?: true;
}

/** Sends mail. */
export interface Relay {
  /** Who sends it; `undefined`: no mail can be sent, since no server or no sender is configured. */
  from(): string | undefined;
  /** Gives what the server answered. Never rejects. */
  send(mail: OutgoingMail, options: { signal?: AbortSignal }): Promise<Result<string, RelayProblem>>;
  /** Connects, encrypts and signs in as for a mail, and sends none. Never rejects. */
  check(): Promise<Result<true, RelayProblem>>;
}

/** 10 s to connect and to be greeted, 30 s for each answer, so that an attempt ends within the minute of a job. */
const [CONNECT_MS, ANSWER_MS] = [10_000, 30_000];

/** What is wrong where the server has said nothing. */
const TROUBLE: Readonly<Record<string, string>> = {
  EDNS: "its name cannot be resolved",
  ECONNECTION: "no connection: is it there, and is the port right?",
  ESOCKET: "no connection: is it there, and is the port right?",
  ETIMEDOUT: "it does not answer in time",
  ETLS: "no encrypted connection: it offers no STARTTLS, or its certificate is not trusted (--mail-tls, --mail-certificate)",
  EAUTH: "it does not take the user and password (--mail-user, --mail-password)",
  EENVELOPE: "it does not take the sender or recipient",
};

/** Makes what sends mail through the configured server; nodemailer is loaded for the first one. A server may be on this machine. */
export function createRelay(settings: RelaySettings): Relay {
  const from = () => (settings.host === undefined ? undefined : settings.from);
  return {
    from,
    async send(mail, { signal }) {
      const [sender, { host }] = [from(), settings];
      if (sender === undefined) return no({ error: "no mail server is configured (--mail-host and --mail-from)" });
      try {
        const { response } = await transmit(mail, { settings, sender, ...defined({ signal }) });
        return ok(response);
      } catch (error) {
        return no(problemOf(error, host ?? ""));
      }
    },
    async check() {
      const transport = await open(settings);
      try {
        await transport.verify();
        return ok(true);
      } catch (error) {
        return no(problemOf(error, settings.host ?? ""));
      } finally {
        transport.close();
      }
    },
  };
}

/** A connection to come, with its limits. Never rejects. */
async function open({ host = "", port, tls, certificate, user, password }: RelaySettings) {
  const { createTransport } = await import("nodemailer");
  return createTransport({
    host,
    port,
    secure: tls === "tls",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "off",
    tls: { rejectUnauthorized: certificate === "check" },
    ...(user === undefined ? {} : { auth: { user, pass: password ?? "" } }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: ANSWER_MS,
    // Nothing of a text is read as a file or fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Rejects with what nodemailer says. */
async function transmit(
  mail: OutgoingMail,
  { settings, sender, signal }: { settings: RelaySettings; sender: string; signal?: AbortSignal },
): Promise<{ response: string }> {
  const { replyTo, ...rest } = mail;
  const transport = await open(settings);
  try {
    return await transport.sendMail({
      ...rest,
      ...defined({ signal }),
      // As objects, so that nothing in a text is taken for a list of addresses.
      from: { name: "", address: sender },
      to: { name: "", address: mail.to },
      ...(replyTo === undefined ? {} : { replyTo: { name: "", address: replyTo } }),
      ...(mail.references === undefined ? {} : { inReplyTo: mail.references }),
      textEncoding: "quoted-printable",
    });
  } finally {
    transport.close();
  }
}

function problemOf(error: unknown, host: string): RelayProblem {
  const { code, responseCode, response } = (error ?? {}) as {
    code?: unknown;
    responseCode?: unknown;
    response?: unknown;
  };
  const answer = typeof response === "string" ? response : undefined;
  const trouble = typeof code === "string" ? TROUBLE[code] : undefined;
  const isOfSettings = code === "EAUTH" || code === "ETLS";
  if (typeof responseCode !== "number" || responseCode < 400) {
    const said = error instanceof Error ? error.message : "it failed";
    // A certificate that is not trusted is a failure of the socket to nodemailer.
    const why = /certificate|\bTLS\b|\bSSL\b/i.test(said) ? TROUBLE.ETLS : trouble;
    return {
      error: `the mail server ${host}: ${why === undefined ? said : `${why} (${said})`}`,
      ...defined({ answer }),
    };
  }
  return {
    error: `the mail server ${host} answered ${answer ?? responseCode}${isOfSettings ? ` (${trouble})` : ""}`,
    status: responseCode,
    ...defined({ answer }),
    // A setting can be mended: whoever does it wants the mails that wait.
    ...(responseCode >= 500 && !isOfSettings ? { isFinal: true } : {}),
  };
}
