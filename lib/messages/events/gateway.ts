import type { ByClient, Nothing } from "./fields.ts";
import { error, info, type Wordings, warning } from "./wording.ts";

export interface GatewayEvents {
  /** Another gateway took this one's name, from a copy of its data directory: this one sends nothing. */
  "outbox.superseded": { node: string };
  /** The other gateway under this one's name has ended: this one sends again. */
  "outbox.resumed": { node: string };
  /** A newer version upgrades the database: this node stops working until it is upgraded. */
  "node.outdated": { version: string };
  /** The data directory comes from another place: the gateway has a new name. */
  "gateway.copied": { node: string; before: string; database: "sqlite" | "postgres" };
  /** A user restarted the gateway. */
  "gateway.reboot": ByClient;
  /** A user stopped the gateway. */
  "gateway.halt": ByClient;
  /** The clock that the gateway follows was set: waiting messages were moved with it. */
  "clock.step": { clock: "machine" | "server"; byMs: number; messages: number; whileStopped: boolean };
  /** This machine's clock differs from the database server's. */
  "clock.off": { aheadMs: number };
  /** This machine's clock agrees with the database server's again. */
  "clock.right": Nothing;
  /** Almost all files and connections that the system allows are open: new connections wait. */
  "files.used-up": { open: number; limit: number };
  /** Enough files and connections can be opened again. */
  "files.free": { open: number; limit: number };
  /** The SMTP server cannot listen: no mail is taken. */
  "smtp.not-listening": { problem: string };
  /** A TLS certificate was made. */
  "tls.certificate-made": { reason: string; fingerprint: string };
  /** A user deleted old events. */
  "events.cleared": ByClient & { details: { before: string; events: number } };
  /** Secrets in the database were sealed with another key than this gateway has. */
  "secret-key.unusable": { problem: string };
  /** A row of the database has JSON that cannot be read: a rule or check is off, a policy calls nobody, a webhook is told nothing until somebody mends it. Each gateway says so once. */
  "database.damaged": { problem: string; details: { table: string; row: string } };
  /** Events are missing from the event log. */
  "events.dropped": { modem?: string; details: { kind: string; events: number; reason: DropReason } };
}

/** Too many bytes of a kind; too many that wait for the database; too many of one modem. */
export type DropReason = "flood" | "database" | "modem";

export const GATEWAY_WORDINGS: Wordings<GatewayEvents> = {
  "outbox.superseded": error(
    ({ node }) =>
      `Another gateway has started under the name ${node}, from a copy of this data directory: this gateway sends nothing while the other one runs. Stop one of them, and remove the file "node" from the copy before starting it again.`,
  ),
  "outbox.resumed": info(({ node }) => `The other gateway under the name ${node} has stopped: this one sends again.`),
  "node.outdated": warning(
    ({ version }) =>
      `Version ${version} upgrades the database: this node finishes what it has in hand and then does nothing until it is upgraded, too.`,
  ),
  "gateway.copied": warning(({ before, node, database }) => {
    const queue =
      database === "sqlite"
        ? " If the gateway there still runs, both send the messages that were queued when it was copied."
        : "";
    return `The data directory was copied, restored or moved here from another place, where the gateway is called ${before}: this gateway is now called ${node}.${queue}`;
  }),
  "gateway.reboot": warning(() => "A restart of the gateway was requested"),
  "gateway.halt": warning(() => "A halt of the gateway was requested"),
  "clock.step": warning(({ clock, byMs, messages, whileStopped }) => {
    const whose = clock === "server" ? "The database server's" : "This machine's";
    const when = whileStopped ? " while the gateway was not running" : "";
    const what = messages === 1 ? "1 waiting message was" : `${messages} waiting messages were`;
    return `${whose} clock was set ${byMs > 0 ? "forward" : "back"} by ${describeSpan(byMs)}${when}: ${what} moved with it.`;
  }),
  "clock.off": warning(
    ({ aheadMs }) =>
      `This machine's clock is ${describeSpan(aheadMs)} ${aheadMs > 0 ? "ahead of" : "behind"} the database server's: the gateway follows the server's. Set this machine's clock (NTP).`,
  ),
  "clock.right": info(() => "This machine's clock agrees with the database server's again."),
  "files.used-up": error(
    ({ open, limit }) =>
      `${open} of ${limit} files and connections that the system allows are open: new connections wait, and what needs another file fails. Raise the limit (LimitNOFILE= of the unit), or limit the connections of each client.`,
  ),
  "files.free": info(
    ({ open, limit }) => `${open} of ${limit} files and connections are open: new ones are accepted again.`,
  ),
  "smtp.not-listening": error(({ problem }) => `The SMTP server takes no mail: ${problem}`),
  "tls.certificate-made": info(
    ({ reason, fingerprint }) => `A TLS certificate was created: ${reason}. Its SHA-256 is ${fingerprint}`,
  ),
  "events.cleared": warning(({ details: { before, events } }) => `${events} events before ${before} were deleted`),
  "database.damaged": error(({ problem }) => `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`),
  "secret-key.unusable": warning(
    ({ problem }) => `${problem}. Until then nobody with a second factor can sign in here.`,
  ),
  "events.dropped": warning(
    ({ details: { kind, events, reason } }) => `${events} events of kind ${kind} were dropped: ${WHY_DROPPED[reason]}`,
  ),
};

const WHY_DROPPED: Readonly<Record<DropReason, string>> = {
  flood: "too many in a short time",
  database: "too many waited for the database",
  modem: "the modem caused too many",
};

/** `28 s`, `10 min`, `3 h`, `3 days`; the sign is ignored. */
function describeSpan(ms: number): string {
  const size = Math.round(Math.abs(ms) / 1_000);
  if (size < 120) return `${size} s`;
  const minutes = Math.round(size / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
