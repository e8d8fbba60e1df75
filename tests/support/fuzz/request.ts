import { type Fields, multipart, urlencoded, utf8, type Wire } from "./encode.ts";
import { nastyText, once, pick, type Random } from "./nasty.ts";
import { SESSION, type Sender, type Trial } from "./trial.ts";

/** A request as it goes over the wire. */
export interface FuzzRequest {
  wire: Wire;
  method: string;
  sender: Sender;
  /** Its body does not come to its end: the client goes away, and need not be answered. */
  isCut: boolean;
  /** Servers end the connection at methods that they do not know, or do not want. */
  mayEnd: boolean;
}

const METHODS = [
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "PROPFIND",
  "get",
  "X",
  "CONNECT",
];
const ENDING = ["get", "X", "CONNECT"];
const HOSTS = [
  ...["", " ", "gateway", "gateway:80", "127.0.0.1", "[::1]:8080", "a".repeat(3_000), "ä", "g g", "http://evil/", ":0"],
  ...["gateway:99999999999", "\0", "%00", "user@gateway", "gateway, other", "..", "[", "gateway/../x?y#z"],
];
const CONTENT_TYPES = [
  ...[
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=B",
  ],
  ...[
    "application/json; charset=utf-7",
    "text/plain",
    "application/xml",
    "",
    ";",
    "/",
    "multipart/form-data; boundary=",
  ],
  ...["application/x-www-form-urlencoded; charset=ISO-8859-1", "a".repeat(5_000), "APPLICATION/JSON", "image/png"],
];
const BOUNDARY = "B";

/** Headers that somebody sends; none of them may change what an answer costs. */
const HEADERS: readonly ((random: Random) => string)[] = [
  (random) => `X-Forwarded-For: ${utf8(nastyText(random)).replace(/[\r\n\0]/g, " ")}`,
  () => 'Forwarded: for="[::1]:1";by=x, for="',
  () => `Cookie: ${"a=b; ".repeat(200)}`,
  () => "Range: bytes=0-1,5-9,-1",
  () => "Expect: 100-continue",
  () => "Expect: 200-maybe",
  () =>
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13",
  () => "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
  () => "If-None-Match: *",
  () => "If-Modified-Since: yesterday",
  () => "Accept: text/html;q=0.000000001, */*;q=NaN",
  () => "Accept-Encoding: gzip, br, zstd, *;q=0",
  () => "Content-Encoding: gzip",
  () => "TE: trailers, deflate;q=0.5",
  () => "Transfer-Encoding: gzip",
  () => "Content-Length: 5, 5",
  () => "Origin: https://evil.example",
  () => "Sec-Fetch-Site: cross-site",
  () => "X-HTTP-Method-Override: DELETE",
  () => "__proto__: x",
  () => "X-Ä: ü",
  () => "X-Long: ".padEnd(7_000, "x"),
  () => "Authorization: Basic Og==",
  () => "X-Telegram-Bot-Api-Secret-Token: wrong",
];

/** Name and password of those who have some. */
export const FUZZ_USERS = { user: "user", powerless: "powerless" } as const;
export const FUZZ_PASSWORD = "correct-horse-4711";

function credentials(random: Random, sender: Sender): { name: string; password: string } | undefined {
  switch (sender) {
    case "user":
    case "powerless":
      return { name: FUZZ_USERS[sender], password: FUZZ_PASSWORD };
    case "stranger":
      return { name: once(random, 2) ? FUZZ_USERS.user : nastyText(random), password: nastyText(random) };
    case "nobody":
    case "garbled":
      return undefined;
    default:
      return sender satisfies never;
  }
}

function authorization(random: Random, sender: Sender): string[] {
  const known = credentials(random, sender);
  if (known !== undefined) {
    const pair = Buffer.from(utf8(`${known.name}:${known.password}`), "latin1").toString("base64");
    return pair.length > 8_000 ? [] : [`Authorization: Basic ${pair}`];
  }
  if (sender === "nobody") return [];
  const odd = [
    "Basic",
    "Basic !!!",
    "Bearer",
    "Bearer a.b.c",
    "Bearer eyJhbGciOiJub25lIn0.e30.",
    "Digest x",
    "basic  OjpA",
  ];
  return [`Authorization: ${pick(random, odd)}`];
}

const SENDERS: readonly Sender[] = [
  "user",
  "user",
  "user",
  "user",
  "user",
  "powerless",
  "stranger",
  "nobody",
  "garbled",
];

/** Renders one trial of a door, mostly as its clients do, and odd in one or two ways. */
export function renderRequest(random: Random, route: { method: string }, trial: Trial): FuzzRequest {
  const sender = pick(random, SENDERS);
  const usual =
    route.method === "ALL" ? pick(random, ["POST", "POST", "POST", "GET", "PATCH", "DELETE"]) : route.method;
  const method = once(random, 12) ? pick(random, METHODS) : usual;
  let query: Fields = trial.query ?? [];
  let body = trial.body;
  if (typeof trial.signIn === "object") {
    const known = credentials(random, sender);
    const added: Fields =
      known === undefined
        ? []
        : [
            [trial.signIn.name, known.name],
            [trial.signIn.password, known.password],
          ];
    if (body !== undefined && "form" in body) body = { form: [...body.form, ...added] };
    else query = [...query, ...added];
  }
  const headers: string[] = [...(trial.headers ?? [])];
  if (trial.signIn === "header") headers.push(...authorization(random, sender));
  const content = render(random, body);
  if (content.type !== undefined)
    headers.push(`Content-Type: ${once(random, 6) ? pick(random, CONTENT_TYPES) : content.type}`);
  for (let more = random(3); more > 0; more--) if (once(random, 3)) headers.push(pick(random, HEADERS)(random));
  const host = once(random, 8) ? pick(random, [...HOSTS.map((name) => [`Host: ${name}`]), []]) : ["Host: gateway"];
  // Who calls with a session needs no other sign-in.
  if (headers.some((line) => line.includes(SESSION))) headers.splice(1, 1);
  const version = once(random, 12) ? pick(random, ["1.0", "1.1", "0.9", "2.0", "1.2"]) : "1.1";
  const target = targetOf(random, trial.path, query);
  return {
    method,
    sender,
    mayEnd: ENDING.includes(method),
    ...frame(random, {
      start: `${method} ${target} HTTP/${version}`,
      headers: [...host, ...headers],
      bytes: content.bytes,
    }),
  };
}

/** Bun gives up on more than 16 KiB of headers; what is longer than usual URLs comes in bodies. */
const LONGEST_QUERY = 12_000;

function targetOf(random: Random, path: string, query: Fields): Wire {
  const odd = once(random, 25) ? pick(random, ["/..", "//", "/%2e%2e/", "/./", "http://other"]) : "";
  const search = urlencoded(random, query).slice(0, LONGEST_QUERY);
  return `${odd}${path}${search === "" ? "" : `?${search}`}`.replace(/[\0-\x20]/g, "+");
}

function render(random: Random, body: Trial["body"]): { bytes: Wire; type?: string } {
  if (body === undefined)
    return once(random, 12) ? { bytes: utf8(nastyText(random)), type: pick(random, CONTENT_TYPES) } : { bytes: "" };
  const written =
    "json" in body ? { bytes: utf8(body.json), type: body.type ?? "application/json" } : renderForm(random, body.form);
  let { bytes } = written;
  if (once(random, 25)) bytes = `\xef\xbb\xbf${bytes}`;
  if (once(random, 25) && bytes.length > 0) {
    const at = random(bytes.length);
    bytes = `${bytes.slice(0, at)}${String.fromCharCode(random(256))}${bytes.slice(at + 1)}`;
  }
  return { bytes, type: written.type };
}

function renderForm(random: Random, form: Fields): { bytes: Wire; type: string } {
  switch (random(4)) {
    case 0:
      return { bytes: multipart(random, form, BOUNDARY), type: `multipart/form-data; boundary=${BOUNDARY}` };
    case 1:
      return { bytes: utf8(JSON.stringify(Object.fromEntries(form))), type: "application/json" };
    default:
      return { bytes: urlencoded(random, form), type: "application/x-www-form-urlencoded" };
  }
}

/** With a length, in chunks, or with a length that is not true. */
function frame(
  random: Random,
  { start, headers, bytes }: { start: string; headers: string[]; bytes: Wire },
): { wire: Wire; isCut: boolean } {
  const head = (more: string[]) => `${start}\r\n${[...headers, ...more].map((line) => `${line}\r\n`).join("")}\r\n`;
  if (once(random, 60)) {
    const length = pick(random, ["-1", "1e3", "0x10", "99999999999999999999", "+5", "", String(bytes.length + 1_000)]);
    return { wire: head([`Content-Length: ${length}`]) + bytes, isCut: true };
  }
  if (bytes === "") return { wire: head(once(random, 2) ? ["Content-Length: 0"] : []), isCut: false };
  if (!once(random, 8)) return { wire: head([`Content-Length: ${bytes.length}`]) + bytes, isCut: false };
  const size = 1 + random(3_000);
  let chunks = "";
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = bytes.slice(at, at + size);
    chunks += `${chunk.length.toString(16)}\r\n${chunk}\r\n`;
  }
  const isCut = once(random, 8);
  return { wire: `${head(["Transfer-Encoding: chunked"])}${chunks}${isCut ? "" : "0\r\n\r\n"}`, isCut };
}
