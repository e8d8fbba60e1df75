import { hostname } from "node:os";
import { type Authenticator, isInNetworks, networkOfClient, type UserDirectory } from "../auth/index.ts";
import type { StartConfig } from "../config/index.ts";
import { defined } from "../defined.ts";
import { type MailDoor, sendTestMail, startMailServer } from "../email/index.ts";
import { type Access, createAccessGuard, type MailDesk } from "../http/index.ts";
import { no, ok } from "../result.ts";
import type { Submission } from "../routing/index.ts";
import type { GatewayContext } from "./context.ts";
import { openReplies, relayOf } from "./email-relay.ts";
import { listenProblem } from "./listener.ts";
import type { LiveConfig } from "./live-config.ts";

type MailServerState = ReturnType<MailDesk["server"]>;

type Parts = GatewayContext & {
  live: LiveConfig;
  authenticator: Authenticator;
  access: Access;
  users: UserDirectory;
  submission: Submission;
};

type MailConfig = Pick<StartConfig, "smtp" | "smtpHost" | "smtpPort" | "smtpSize" | "host">;

/** What a user needs for whom mail is sent: as every program that sends. */
const PERMISSION = "http-api";
/** Mail both ways, for the API. @throws as {@link openReplies} */
export async function createEmail(config: MailConfig, parts: Parts): Promise<MailDesk> {
  const relay = relayOf(parts.live);
  return {
    server: await createEmailServer(config, parts),
    from: relay.from,
    test: (to) => sendTestMail(relay, { to, now: parts.clock.now() }),
  };
}

/**
 * The SMTP server, which listens from the start of the gateway to its end, if it is on. A port that cannot be listened on is an event:
 * the gateway sends by its other interfaces. Gives what its state is now.
 *
 * @throws as {@link openReplies}
 */
async function createEmailServer(config: MailConfig, parts: Parts): Promise<() => MailServerState> {
  const { live, clock, log, events, lifecycle, submission, tls } = parts;
  let state: MailServerState = { enabled: config.smtp === "on" };
  if (!state.enabled) return () => state;
  const { smtpHost: host = config.host, smtpPort: port } = config;
  const { replies } = await openReplies(parts);

  lifecycle.onStart(async () => {
    try {
      const server = await startMailServer({
        host,
        port,
        name: hostname(),
        ...defined({ tls }),
        sizeBytes: config.smtpSize,
        settings: live.view({
          domains: "smtpDomains",
          user: "smtpUser",
          senders: "smtpSenders",
          sendersDenied: "smtpSendersDenied",
          text: "smtpText",
          longest: "smtpLongest",
          encryption: "smtpEncryption",
          perMinute: "smtpRate",
        }),
        door: createDoor(parts),
        submission,
        replies,
        isAccepted: (address) => isInNetworks(live.get("smtpNetworks"), address),
        log,
        clock,
      });
      lifecycle.onClose((limitMs) => server.close(limitMs));
      state = { enabled: true, port: server.port };
      log.info({ host, port: server.port }, "SMTP server listens");
    } catch (error) {
      const problem = listenProblem(error, { host, port, option: "--smtp-port" });
      state = { enabled: true, problem };
      events.record({ kind: "smtp.not-listening", problem });
    }
  });
  return () => state;
}

function createDoor({ authenticator, access, users, events, clock }: Parts): MailDoor {
  const guard = createAccessGuard({
    name: "email",
    permission: PERMISSION,
    authenticator,
    access,
    events,
    now: clock.now,
  });
  return {
    async signIn(credentials) {
      // Mails are counted, and not who signs in.
      const result = await guard.authenticate(credentials, { permission: PERMISSION, counts: false });
      return result.ok ? ok(result.value.id) : no(result.problem);
    },
    async sender(who, address) {
      const user = await ("id" in who ? users.byId(who.id) : users.byReference(who.name));
      if (user === undefined || user.disabled) return undefined;
      const refusal = await guard.authorize(user, address);
      return refusal === undefined ? ok(guard.senderOf(user, address)) : no(refusal);
    },
    clientOf: networkOfClient,
    record: (refusal) => void guard.record(refusal),
  };
}
