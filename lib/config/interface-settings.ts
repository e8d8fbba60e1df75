import { type Network, PERMISSIONS, type Permission, readPermissions } from "../auth/index.ts";
import { no, ok, type Result } from "../result.ts";
import { choice, duration, onOff, port } from "./kinds.ts";
import { parseNetworks, parseProxies } from "./networks.ts";
import { type Bounds, settingsOf, single } from "./option.ts";
import { type PublicUrl, parsePublicUrl } from "./public-url.ts";

const general = settingsOf("general");
const network = settingsOf("network");
const permissions = settingsOf("permissions");

/** 400 days: browsers keep no cookie longer (RFC 6265bis §5.5). */
const OF_SESSIONS: Bounds = {
  minimum: "1m",
  maximum: "400d",
  because: "a shorter session ends while its user reads a page",
};

/** Which interfaces there are, and from where each may be used. */
export const INTERFACE_SETTINGS = {
  trustedProxies: network.now<readonly Network[]>({
    flag: "trusted-proxies",
    placeholder: "CIDR",
    documentation:
      "Proxies in front of the gateway whose word about the client's address is trusted: networks such as 10.0.0.0/24, or single addresses. Do not list networks of clients.",
    repeatable: true,
    defaultShown: "none",
    absent: [],
    parse: parseProxies,
  }),
  proxyHeader: network.now({
    flag: "proxy-header",
    documentation:
      "The header in which trusted proxies name the client. The other header is ignored, because a client could have written it.",
    default: "x-forwarded-for",
    ...choice("x-forwarded-for", "forwarded"),
  }),
  publicUrl: network.restart<PublicUrl | undefined>({
    flag: "public-url",
    placeholder: "URL",
    documentation:
      "Where people reach the gateway when a proxy is in front of it, such as https://host/sms. Links, cookies and the OpenAPI document follow it; the proxy may hand on its path or leave it out. Telegram brings there what people write to the bot, unless --telegram-updates says poll.",
    defaultShown: "where it is asked",
    parse: single(parsePublicUrl),
  }),
  allowApiPhp: allowed("api-php", "/api.php"),
  allowApi: allowed("api", "everything below /api/"),
  allowAdmin: allowed("admin", "what is at --admin-port", "In place of --allow-api, which holds for --port alone."),
  allowCheck: allowed("check", "/check.php"),
  allowCommands: allowed("commands", "/commands.php"),
  allowIsms: allowed("isms", "the iSMS interface"),
  allowMetrics: network.now<readonly Network[]>({
    flag: "allow-metrics",
    placeholder: "CIDR",
    documentation:
      "Networks from which /metrics may be read without a token, such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32. If neither this nor --metrics-token is set, /metrics answers 404.",
    repeatable: true,
    defaultShown: "none",
    absent: [],
    parse: parseNetworks,
  }),
  metricsToken: network.now<string | undefined>({
    flag: "metrics-token",
    placeholder: "TOKEN",
    documentation:
      "A token of 16 or more characters with which /metrics may be read from anywhere, as Authorization: Bearer TOKEN.",
    secret: true,
    defaultShown: "none",
    parse: single(parseMetricsToken),
  }),
  checkPage: network.now({
    flag: "check-page",
    documentation: "The page /check.php for monitoring plug-ins, which needs no user.",
    default: "on",
    ...onOff,
  }),
  failedWindow: general.now({
    flag: "failed-window",
    documentation:
      "How long a failed message counts in failed: of /check.php. aldis message acknowledge-failed resets the count at once.",
    default: "24h",
    ...duration({ minimum: "1m", maximum: "366d", because: "monitoring that asks once a minute would miss failures" }),
  }),
  isms: network.restart({
    flag: "isms",
    documentation: "The interface of MultiTech's iSMS, /sendmsg and /querymsg, for clients that speak only that.",
    default: "off",
    ...onOff,
  }),
  sessionIdle: general.now({
    flag: "session-idle",
    documentation:
      "How long a browser may be idle before its session ends and it must sign in again; no longer than --session-life.",
    default: "12h",
    ...duration(OF_SESSIONS),
  }),
  sessionLife: general.now({
    flag: "session-life",
    documentation: "How long a session lasts at most, however much it is used; no shorter than --session-idle.",
    default: "30d",
    ...duration(OF_SESSIONS),
  }),
  secondFactor: permissions.now<readonly Permission[]>({
    flag: "second-factor",
    placeholder: "PERMISSION",
    documentation:
      "Permissions whose holders need a second factor in a browser, such as users,permissions; web means everybody who may sign in there. Whoever has none can do nothing in a browser but set one up. Programs, and sign-ins at a provider of OpenID Connect, go on without.",
    repeatable: true,
    defaultShown: "none: everybody may choose",
    absent: [],
    parse(texts) {
      const known = readPermissions(texts.flatMap((text) => text.split(",")).map((name) => name.trim()));
      return known.ok ? known : no(`must be permissions: ${Object.keys(PERMISSIONS).join(", ")}`);
    },
  }),
  httpPort: network.machine<number | undefined>({
    flag: "http-port",
    documentation:
      "A second port with plain HTTP beside --tls, for clients without HTTPS: Checkmk's plug-in sends by https and then asks http://HOST/check.php on port 80. Passwords that clients send there cross the network in the clear, also with --http-serves check, which redirects them to HTTPS only afterwards.",
    defaultShown: "none",
    ...port,
  }),
  httpServes: network.machine({
    flag: "http-serves",
    documentation:
      "What --http-port serves: everything, or only /check.php, while all other requests are redirected to the main port.",
    default: "all",
    ...choice("all", "check"),
  }),
  ismsPort: network.machine<number | undefined>({
    flag: "isms-port",
    documentation:
      "A port for iSMS clients only, with plain HTTP; switches the interface on. Clients that send no Host header need it, such as NETWAYS' sendsms.pl, which uses port 80. May be the same as --http-port.",
    defaultShown: "none",
    ...port,
  }),
};

/** What fits into a header. */
function parseMetricsToken(text: string): Result<string> {
  return /^[\x21-\x7e]{16,512}$/.test(text) ? ok(text) : no("must be 16 to 512 ASCII characters without spaces");
}

/** The networks that may use one interface. */
function allowed(name: string, what: string, more = "") {
  return network.now<readonly Network[]>({
    flag: `allow-${name}`,
    placeholder: "CIDR",
    documentation:
      `Networks from which ${what} may be used, such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32. ${more}`.trim(),
    repeatable: true,
    defaultShown: "any",
    absent: [],
    parse: parseNetworks,
  });
}
