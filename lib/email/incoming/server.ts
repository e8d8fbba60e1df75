import type { Clock, Timer } from "../../clock.ts";
import { defined } from "../../defined.ts";
import { createLru } from "../../lru.ts";
import { createSlidingWindow, createTokenBuckets, type SlidingWindow } from "../../rate-limit.ts";
import { no, ok, type Result } from "../../result.ts";
import { MAIL_CONNECTIONS, MAIL_CONNECTIONS_OF_ONE, MAIL_CONNECTS, MAIL_TIME_MS } from "../limits.ts";
import { type ConversationParts, createConversation } from "./conversation.ts";
import { type MailRefusal, REFUSALS } from "./sentences.ts";
import { listenForMail, type SmtpClient, type SmtpConversation } from "./smtp-package.ts";

/** The SMTP server of a gateway. */
interface MailServer {
  port: number;
  /** Takes no more connections; mails that are arriving end within the time. Never rejects. */
  close(limitMs: number): Promise<void>;
}

/** 10,000 networks whose mails and connections are counted: more than the largest company has. */
const NETWORKS_COUNTED = 10_000;
const MINUTE_MS = 60_000;

/**
 * Starts the SMTP server that makes SMS of mail (RFC 5321). It never relays, and accepts nothing that the settings do not name.
 *
 * @throws Error with the code of the system, when the port cannot be listened on
 */
export async function startMailServer(
  options: Omit<ConversationParts, "takeTurn" | "hasTls"> & {
    host: string;
    port: number;
    /** What it calls itself. */
    name: string;
    tls?: { certificate: string; key: string };
    clock: Clock;
  },
): Promise<MailServer> {
  const { clock, door, settings, log, tls } = options;
  const { now } = clock;
  /** Open connections by the network of the client. */
  const open = new Map<string, number>();
  let openInAll = 0;
  const connects = createTokenBuckets(MAIL_CONNECTS, { now, keys: NETWORKS_COUNTED });
  const turns = createLru<string, SlidingWindow>(NETWORKS_COUNTED);

  function takeTurn(address: string): boolean {
    const network = door.clientOf(address);
    const window = turns.get(network) ?? createSlidingWindow({ spanMs: MINUTE_MS, now });
    turns.set(network, window);
    if (window.waitMs(1, settings.perMinute) > 0) return false;
    window.add(1);
    return true;
  }

  function connected(client: SmtpClient): Result<SmtpConversation, MailRefusal> {
    const network = door.clientOf(client.address);
    const already = open.get(network) ?? 0;
    if (openInAll >= MAIL_CONNECTIONS || already >= MAIL_CONNECTIONS_OF_ONE) return no(REFUSALS.tooManyConnections);
    if (!connects(network).take()) return no(REFUSALS.tooFast);
    openInAll++;
    open.set(network, already + 1);
    const deadline = createDeadline(clock, () => listener.end(client, REFUSALS.tooSlow));
    const conversation = createConversation(
      {
        id: client.id,
        address: client.address,
        get isSecure() {
          return client.isSecure;
        },
        mailEnded: deadline.restart,
        end: (why) => listener.end(client, why),
      },
      { ...options, takeTurn, hasTls: tls !== undefined },
    );
    return ok({
      ...conversation,
      closed() {
        deadline.cancel();
        conversation.closed();
        openInAll--;
        const left = (open.get(network) ?? 1) - 1;
        if (left > 0) open.set(network, left);
        else open.delete(network);
      },
    });
  }

  const listener = await listenForMail({
    host: options.host,
    port: options.port,
    name: options.name,
    sizeBytes: options.sizeBytes,
    ...defined({ tls }),
    connected,
    failed: (error) => log.debug({ err: error }, "a connection to the SMTP server failed"),
  });
  return { port: listener.port, close: listener.close };
}

/**
 * Calls `passed` when a client has taken too long for one mail, however often it sends a byte. Once cancelled, it stays so:
 * a mail may end after its client has left.
 */
function createDeadline(clock: Clock, passed: () => void): { restart(): void; cancel(): void } {
  let timer: Timer | undefined = clock.setTimer(MAIL_TIME_MS, passed);
  return {
    restart() {
      if (timer === undefined) return;
      timer.cancel();
      timer = clock.setTimer(MAIL_TIME_MS, passed);
    },
    cancel() {
      timer?.cancel();
      timer = undefined;
    },
  };
}
