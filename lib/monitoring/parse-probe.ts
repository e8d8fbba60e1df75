import { defined } from "../defined.ts";
import { type CheckProbe, type HttpProbe, SECRET_MASK } from "../messages/index.ts";
import {
  anyText,
  checkMask,
  fault,
  isObject,
  itemsOf,
  optionalOneOf,
  type Place,
  readPattern,
  someText,
  within,
} from "../routing/index.ts";
import {
  CERTIFICATE_DAYS,
  LONGEST_GRACE,
  PROBE_HEADERS,
  PROBE_STATUSES,
  PROBE_URL_CHARACTERS,
  PROBE_VALUE_CHARACTERS,
} from "./limits.ts";
import { hostText, optionalNumber } from "./reading.ts";

const KINDS = ["ping", "tcp", "http", "heartbeat"] as const;

/** Whether this version can look at it: a later one may have written others. */
export const isKnownProbe = (probe: CheckProbe): boolean => KINDS.some((kind) => kind in probe);

/** Reads what a check looks at; `undefined` and a fault where that cannot be said. */
export function readProbe(place: Place): CheckProbe | undefined {
  if (!isObject(place, KINDS)) return undefined;
  const given = KINDS.filter((kind) => within(place, kind).value !== undefined);
  const [kind] = given;
  if (kind === undefined || given.length > 1) return fault(place, `must have one of ${KINDS.join(", ")}`);
  const inside = within(place, kind);
  switch (kind) {
    case "ping": {
      const host = isObject(inside, ["host"]) ? hostText(within(inside, "host")) : undefined;
      return host === undefined ? undefined : { ping: { host } };
    }
    case "tcp":
      return readTcp(inside);
    case "http": {
      const http = readHttpProbe(inside);
      return http === undefined ? undefined : { http };
    }
    case "heartbeat": {
      if (!isObject(inside, ["graceSeconds"])) return undefined;
      return { heartbeat: { graceSeconds: optionalNumber(within(inside, "graceSeconds"), 0, LONGEST_GRACE) ?? 60 } };
    }
    default:
      return kind satisfies never;
  }
}

function readTcp(place: Place): CheckProbe | undefined {
  if (!isObject(place, ["host", "port"])) return undefined;
  const host = hostText(within(place, "host"));
  const at = within(place, "port");
  const port = at.value === undefined ? fault(at, "is missing") : optionalNumber(at, 1, 65_535);
  return host === undefined || port === undefined ? undefined : { tcp: { host, port } };
}

const HTTP_FIELDS = [
  "url",
  "method",
  "headers",
  "secretHeaders",
  "username",
  "password",
  "status",
  "contains",
  "matches",
  "certificate",
  "certificateDays",
];

function readHttpProbe(place: Place): HttpProbe | undefined {
  if (!isObject(place, HTTP_FIELDS)) return undefined;
  const url = readUrl(within(place, "url"));
  const method = optionalOneOf(within(place, "method"), ["GET", "HEAD"]);
  const headers = readHeaders(within(place, "headers"), { areSecret: false });
  const secretHeaders = readHeaders(within(place, "secretHeaders"), { areSecret: true });
  const contains = within(place, "contains");
  const matches = within(place, "matches");
  const days = within(place, "certificateDays");
  const certificateDays = optionalNumber(days, 1, CERTIFICATE_DAYS);
  if (method === "HEAD" && (contains.value ?? matches.value) !== undefined)
    fault(place, "has a text or pattern, and the answer to HEAD has neither: use GET");
  if (certificateDays !== undefined && url?.startsWith("http://"))
    fault(days, "must be absent: without https there is no certificate");
  const probe = {
    ...defined({ method, headers, secretHeaders }),
    ...readCredentials(place, { ...headers, ...secretHeaders }),
    ...defined({
      status: readStatus(within(place, "status")),
      contains: contains.value === undefined ? undefined : someText(contains, PROBE_VALUE_CHARACTERS),
      matches: matches.value === undefined ? undefined : readPattern(matches)?.source,
      certificate: optionalOneOf(within(place, "certificate"), ["trusted", "any"]),
      certificateDays,
    }),
  };
  return url === undefined ? undefined : { url, ...probe };
}

function readUrl(place: Place): string | undefined {
  const url = someText(place, PROBE_URL_CHARACTERS)?.trim();
  if (url === undefined) return undefined;
  const parsed = URL.parse(url);
  if (!/^https?:\/\//i.test(url) || parsed === null) return fault(place, "must be a URL with http:// or https://");
  if (/[\s\p{Cc}\\]/u.test(url)) return fault(place, "has blanks, control characters or backslashes");
  if (parsed.username !== "" || parsed.password !== "")
    return fault(place, "has a user name or password: put them into “username” and “password”");
  return url;
}

function readStatus(place: Place): number[] | undefined {
  if (place.value === undefined) return undefined;
  const items = itemsOf(place, PROBE_STATUSES);
  if (Array.isArray(place.value) && place.value.length === 0) return fault(place, "must name at least one status");
  return items.flatMap((item) => optionalNumber(item, 100, 599) ?? []);
}

function readCredentials(place: Place, headers: Readonly<Record<string, string>>) {
  const [user, secret] = [within(place, "username"), within(place, "password")];
  if (user.value === undefined && secret.value === undefined) return {};
  const username = someText(user, PROBE_VALUE_CHARACTERS);
  const password = anyText(secret, PROBE_VALUE_CHARACTERS);
  // RFC 7617 §2.
  if (username?.includes(":")) fault(user, "may have no colon: it separates name and password in basic authentication");
  if (/\p{Cc}/u.test(`${username}${password}`)) fault(user, "or the password has control characters");
  if (password === SECRET_MASK) checkMask(secret);
  if (Object.keys(headers).some((name) => /^authorization$/i.test(name)))
    fault(user, "and a header Authorization exclude each other");
  return defined({ username, password });
}

/** What the client sets itself (RFC 9110 §7.6.1, and what frames a body). */
const CLIENTS_OWN =
  /^(?:connection|content-length|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i;

function readHeaders(place: Place, { areSecret }: { areSecret: boolean }): Record<string, string> | undefined {
  const { value } = place;
  if (value === undefined) return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fault(place, "must be an object");
  const names = Object.keys(value);
  if (names.length > PROBE_HEADERS) return fault(place, `has more than ${PROBE_HEADERS} headers`);
  const seen = new Set<string>();
  const headers: [string, string][] = [];
  for (const name of names) {
    const at = within(place, name);
    const text = anyText(at, PROBE_VALUE_CHARACTERS);
    if (!/^[!#$%&'*+\-.^_`|~\w]{1,100}$/.test(name)) fault(at, "is not the name of a header");
    else if (CLIENTS_OWN.test(name)) fault(at, "is a header that the gateway sets itself");
    else if (seen.has(name.toLowerCase())) fault(at, "is there twice");
    seen.add(name.toLowerCase());
    if (text === undefined) continue;
    if (areSecret && text === SECRET_MASK) checkMask(at);
    else if (!/^[\x20-\x7e]*$/.test(text)) fault(at, "may have printable ASCII characters only, on one line");
    headers.push([name, text]);
  }
  return Object.fromEntries(headers);
}
