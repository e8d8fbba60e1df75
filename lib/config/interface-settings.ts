import type { Network } from "../auth/index.ts";
import { parseNetworks } from "./networks.ts";
import { type Setting, setting, single } from "./option.ts";
import { parseDuration, parseOneOf, parsePort } from "./parsers.ts";

const PLAIN_SERVICES = ["all", "check"] as const;
const PROXY_HEADERS = ["x-forwarded-for", "forwarded"] as const;

/** Which interfaces there are, and from where each may be used. */
export const INTERFACE_SETTINGS = {
  trustedProxies: setting<readonly Network[]>({
    flag: "trusted-proxies",
    placeholder: "CIDR",
    environment: "ALDIS_TRUSTED_PROXIES",
    documentation:
      "Proxies in front of the gateway whose word about the client's address is trusted: networks such as 10.0.0.0/24, or single addresses. Do not list networks of clients.",
    repeatable: true,
    defaultShown: "none",
    absent: [],
    parse: parseNetworks,
  }),
  proxyHeader: setting({
    flag: "proxy-header",
    placeholder: PROXY_HEADERS.join("|"),
    environment: "ALDIS_PROXY_HEADER",
    documentation:
      "The header in which trusted proxies name the client. The other header is ignored, because a client could have written it.",
    default: "x-forwarded-for",
    parse: single(parseOneOf(PROXY_HEADERS)),
  }),
  allowApiPhp: allowed("api-php", "/api.php"),
  allowApi: allowed("api", "everything below /api/"),
  allowCheck: allowed("check", "/check.php"),
  allowCommands: allowed("commands", "/commands.php"),
  allowIsms: allowed("isms", "the iSMS interface"),
  checkPage: onOff("check-page", "The page /check.php for monitoring plug-ins, which needs no user.", "on"),
  failedWindow: setting({
    flag: "failed-window",
    placeholder: "TIME",
    environment: "ALDIS_FAILED_WINDOW",
    documentation:
      "How long a failed message counts in failed: of /check.php. aldis message acknowledge-failed resets the count at once.",
    default: "24h",
    parse: single(parseDuration),
  }),
  isms: onOff(
    "isms",
    "The interface of MultiTech's iSMS, /sendmsg and /querymsg, for clients that speak only that.",
    "off",
  ),
  sessionIdle: setting({
    flag: "session-idle",
    placeholder: "TIME",
    environment: "ALDIS_SESSION_IDLE",
    documentation: "How long a browser may be idle before its session ends and it must sign in again.",
    default: "12h",
    parse: single(parseDuration),
  }),
  sessionLife: setting({
    flag: "session-life",
    placeholder: "TIME",
    environment: "ALDIS_SESSION_LIFE",
    documentation: "How long a session lasts at most, however much it is used.",
    default: "30d",
    parse: single(parseDuration),
  }),
  httpPort: setting<number | undefined>({
    flag: "http-port",
    placeholder: "N",
    environment: "ALDIS_HTTP_PORT",
    documentation:
      "A second port with plain HTTP beside --tls, for clients without HTTPS: Checkmk's plug-in sends by https and then asks http://HOST/check.php on port 80. Passwords that clients send there cross the network in the clear, also with --http-serves check, which redirects them to HTTPS only afterwards.",
    defaultShown: "none",
    parse: single(parsePort),
  }),
  httpServes: setting({
    flag: "http-serves",
    placeholder: PLAIN_SERVICES.join("|"),
    environment: "ALDIS_HTTP_SERVES",
    documentation:
      "What --http-port serves: everything, or only /check.php, while all other requests are redirected to the main port.",
    default: "all",
    parse: single(parseOneOf(PLAIN_SERVICES)),
  }),
  ismsPort: setting<number | undefined>({
    flag: "isms-port",
    placeholder: "N",
    environment: "ALDIS_ISMS_PORT",
    documentation:
      "A port for iSMS clients only, with plain HTTP; switches the interface on. Clients that send no Host header need it, such as NETWAYS' sendsms.pl, which uses port 80. May be the same as --http-port.",
    defaultShown: "none",
    parse: single(parsePort),
  }),
};

/** Something that is there or not. */
function onOff(flag: string, documentation: string, byDefault: "on" | "off"): Setting<"on" | "off"> {
  return setting({
    flag,
    placeholder: "on|off",
    environment: `ALDIS_${flag.toUpperCase().replaceAll("-", "_")}`,
    documentation,
    default: byDefault,
    parse: single(parseOneOf(["on", "off"])),
  });
}

/** The networks that may use one interface. */
function allowed(name: string, what: string): Setting<readonly Network[]> {
  return setting<readonly Network[]>({
    flag: `allow-${name}`,
    placeholder: "CIDR",
    environment: `ALDIS_ALLOW_${name.replaceAll("-", "_").toUpperCase()}`,
    documentation: `Networks from which ${what} may be used, such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32.`,
    repeatable: true,
    defaultShown: "any",
    absent: [],
    parse: parseNetworks,
  });
}
