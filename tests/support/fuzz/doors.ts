import { PAGE_SEGMENTS } from "../../../lib/http/web/paths.ts";
import { type Fields, utf8 } from "./encode.ts";
import { nastyJson, nastyNumber, nastyText, once, pick, type Random } from "./nasty.ts";
import { FUZZ_PASSWORD } from "./request.ts";
import type { Trial } from "./trial.ts";
import { V1_DOORS } from "./v1-doors.ts";

const NUMBER = "01701234567";
/** Right most of the time: with a few fields one is nasty, and what lies behind all checks is reached too. */
const or = (random: Random, right: string, wrong: (random: Random) => string) =>
  once(random, 6) ? wrong(random) : right;
const text = (random: Random) => (once(random, 2) ? "Disk full on db1" : nastyText(random));
const nasty = (random: Random) => (once(random, 3) ? nastyNumber(random) : nastyText(random));
const word = (right: string) => (random: Random) => or(random, right, nasty);
const source = (right: string) => (random: Random) => or(random, right, nastyJson);
const number = (random: Random) => or(random, NUMBER, nasty);
const id = (random: Random) =>
  encodeURIComponent(
    or(random, String(1 + random(10)), nasty)
      .slice(0, 2_000)
      .toWellFormed(),
  );
const json = (random: Random, fields: Record<string, (random: Random) => string>) => {
  if (once(random, 12)) return nastyJson(random);
  const kept = Object.entries(fields).filter(() => !once(random, 25));
  return `{${kept.map(([name, value]) => `${JSON.stringify(name)}:${once(random, 12) ? nastyJson(random) : value(random)}`).join(",")}}`;
};
const quoted = (value: (random: Random) => string) => (random: Random) => JSON.stringify(value(random));
const some = (random: Random, fields: Fields): Fields => fields.filter(() => !once(random, 20));

const SENDING = (random: Random): Fields =>
  some(random, [
    ["to", number(random)],
    ["text", text(random)],
    [
      "mode",
      or(random, pick(random, ["number", "number", "user", "group", "telnumber", "teluser", "telgroup"]), nasty),
    ],
    ["hexmode", or(random, "false", nasty)],
    ["regex", or(random, "^", (r) => pick(r, ["(a+)+$", "[", nastyText(r)]))],
    ["list", or(random, pick(random, ["white", ""]), nasty)],
    ["telauto", or(random, "", nasty)],
    ...(once(random, 6) ? ([["ring", nasty(random)]] as const) : []),
    ...(once(random, 6) ? ([["flash", nasty(random)]] as const) : []),
  ]);
const PAGE = (random: Random): Fields =>
  some(random, [
    ["limit", or(random, "10", nasty)],
    ["page", or(random, "1", nasty)],
  ]);
const CONTACT = {
  // Two contacts of one name are refused.
  name: quoted((random) => (once(random, 2) ? `Person ${random(1_000_000)}` : nastyText(random))),
  number: quoted(number),
  email: quoted(word("anna@example.org")),
  groups: (random: Random) =>
    once(random, 2) ? "[]" : pick(random, ["[1]", "[1e300]", "[9223372036854775808]", "[-1,0,1.5]"]),
};
const MESSAGE = {
  recipients: (random: Random) =>
    `[${Array.from({ length: once(random, 50) ? 1_200 : 1 + random(3) }, () => json(random, { to: quoted(number), target: quoted((r) => or(r, pick(r, ["number", "number", "number", "contact", "contactgroup"]), nasty)) })).join(",")}]`,
  text: quoted(text),
  provider: quoted((random) => or(random, pick(random, ["sms", "telegram"]), nasty)),
  type: quoted((random) => or(random, pick(random, ["default", "flash", "ring"]), nasty)),
};
const ALERTS = {
  alerts: (random: Random) =>
    `[${Array.from({ length: once(random, 50) ? 5_000 : random(4) }, () => json(random, { status: quoted(word("firing")), labels: (r) => json(r, { alertname: quoted(text) }), annotations: (r) => json(r, { summary: quoted(text) }) })).join(",")}]`,
  truncatedAlerts: source("0"),
  commonLabels: source('{"alertname":"DiskFull"}'),
  status: quoted((random) => or(random, "firing", nasty)),
};
const UPDATE = {
  update_id: (random: Random) => pick(random, ["1", "2", "-1", "1e300", "9223372036854775808", "null"]),
  message: (random: Random) =>
    json(random, {
      message_id: (r) => pick(r, ["1", "1e300", "-5"]),
      date: (r) => pick(r, ["1767225600", "1e300", "-1", "null"]),
      chat: (r) =>
        json(r, { id: (s) => pick(s, ["11", "-1e300", "9223372036854775808"]), type: quoted(() => "private") }),
      from: (r) => json(r, { id: () => "11", first_name: quoted(word("Anna")) }),
      text: quoted(text),
      contact: (r) => json(r, { phone_number: quoted(number), user_id: () => "11" }),
    }),
  callback_query: (random: Random) =>
    json(random, {
      id: quoted(word("4382bfdwdsb323b2d9")),
      from: (r) => json(r, { id: () => "11", first_name: quoted(word("Anna")), language_code: quoted(word("de")) }),
      message: (r) =>
        json(r, {
          message_id: (s) => pick(s, ["1", "1e300", "-5"]),
          chat: (s) => json(s, { id: () => "11", type: quoted(() => "private") }),
        }),
      data: quoted((r) => or(r, pick(r, ["alarm:take:1", "alarm:pass:999999999999999"]), nasty)),
    }),
};
const SIMULATOR: readonly (readonly [path: string, fields: Record<string, (random: Random) => string>])[] = [
  ["messages", { from: quoted(number), text: quoted(text), class: source("0"), languages: source('["tr"]') }],
  ["parts", {}],
  ["calls", { from: quoted(number) }],
  ["state", { signal: source("20"), operator: quoted(word("Test")), registration: nastyJson }],
  ["faults", { name: quoted(nasty), times: source("1"), probability: source("0"), options: nastyJson }],
  ["wire", {}],
];

const php = { name: "username", password: "password" };
const isms = { name: "user", password: "passwd" };
const inForm = (path: string, fields: (random: Random) => Fields) => (random: Random) =>
  ({
    path,
    ...(once(random, 2) ? { query: fields(random) } : { body: { form: fields(random) } }),
    signIn: php,
  }) as const;
const plain = (path: string) => (random: Random) =>
  ({ path, query: some(random, PAGE(random)), signIn: "none" }) as const;
const rest =
  (
    path: string,
    more: {
      query?: (random: Random) => Fields;
      body?: Record<string, (random: Random) => string>;
      deletes?: true;
    } = {},
  ) =>
  (random: Random): Trial => ({
    // What is there is deleted seldom, so that something is.
    path: path.replace(":id", () => (more.deletes && !once(random, 6) ? "0" : id(random))),
    ...(more.query === undefined ? {} : { query: more.query(random) }),
    ...(more.body === undefined ? {} : { body: { json: json(random, more.body) } }),
    signIn: "header",
  });

const alerts = (random: Random): Trial => ({
  path: "/api/v1/alerts",
  query: SENDING(random),
  body: { json: json(random, ALERTS) },
  signIn: "header",
});

/** The web interface: its shell for whoever asks for HTML. */
const page = (path: string) => (random: Random) =>
  ({
    path: path.replace("*", () => component(random)),
    headers: [`accept: ${or(random, "text/html", nasty)}`],
    query: PAGE(random),
    signIn: "none",
  }) as const;
const PAGES = Object.fromEntries(
  PAGE_SEGMENTS.flatMap((segment) => [`/${segment}`, `/${segment}/*`]).map((path) => [`GET ${path}`, page(path)]),
);

/** Of the right form, and nobody's. */
const heartbeat = (random: Random): Trial => ({
  path: `/heartbeat/${once(random, 2) ? "q8Wp0ZrT4u1XkN2mB7cYdA" : component(random)}`,
  signIn: "none",
});

/** Every door of the gateway by its route. A route that is not here is one that nobody has tried. */
export const DOORS: Readonly<Record<string, (random: Random) => Trial>> = {
  "GET /api.php": (random) => ({ path: "/api.php", query: SENDING(random), signIn: php }),
  "POST /api.php": inForm("/api.php", SENDING),
  // Nobody who is tried here may halt the gateway.
  "GET /commands.php": (random) => ({ path: "/commands.php", query: [["mode", text(random)]], signIn: php }),
  "POST /commands.php": inForm("/commands.php", (random) => [["mode", text(random)]]),
  "GET /check.php": (random) => ({
    path: "/check.php",
    query: some(random, [["option", or(random, pick(random, ["state", "que", "uptime"]), nasty)]]),
    signIn: "none",
  }),
  "GET /sendmsg": (random) => ({
    path: "/sendmsg",
    query: some(random, [
      ["cat", or(random, "1", nasty)],
      ["to", number(random)],
      ["ton", or(random, "", nasty)],
      ["group", or(random, "", nasty)],
      ["text", text(random)],
      ["enc", or(random, "0", nasty)],
      ["priority", or(random, "2", nasty)],
      ["modem", or(random, "0", nasty)],
    ]),
    signIn: isms,
  }),
  "GET /querymsg": (random) => ({ path: "/querymsg", query: [["apimsgid", or(random, "1", nasty)]], signIn: isms }),
  "POST /api/v1/alerts": alerts,
  "PUT /api/v1/alerts": alerts,
  "POST /api/signin": rest("/api/signin", {
    body: { username: quoted(word("user")), password: quoted(word(FUZZ_PASSWORD)) },
  }),
  "GET /api/user/me": rest("/api/user/me"),
  "GET /api/messages": rest("/api/messages", {
    query: (random) =>
      some(random, [
        ["type", or(random, pick(random, ["sent", "incoming", "failed,queued"]), nasty)],
        ["provider", or(random, "sms", nasty)],
        ["number", number(random)],
        ["user", or(random, "user", nasty)],
        ["start_date", or(random, "2026-01-01", nasty)],
        ["end_date", or(random, "2027-01-01", nastyNumber)],
        ...PAGE(random),
      ]),
  }),
  "POST /api/messages": rest("/api/messages", { body: MESSAGE }),
  "GET /api/messages/:id": rest("/api/messages/:id"),
  "DELETE /api/messages/:id": rest("/api/messages/:id", { deletes: true }),
  "GET /api/contacts": rest("/api/contacts", {
    query: (random) => [["group", or(random, "1", nasty)], ...PAGE(random)],
  }),
  "POST /api/contacts": rest("/api/contacts", { body: CONTACT }),
  "GET /api/contacts/:id": rest("/api/contacts/:id"),
  "POST /api/contacts/:id": rest("/api/contacts/:id", { body: CONTACT }),
  "DELETE /api/contacts/:id": rest("/api/contacts/:id", { deletes: true }),
  "GET /api/contactgroups": rest("/api/contactgroups", { query: PAGE }),
  "POST /api/contactgroups": rest("/api/contactgroups", { body: { name: quoted(text) } }),
  "GET /api/contactgroups/:id": rest("/api/contactgroups/:id"),
  "POST /api/contactgroups/:id": rest("/api/contactgroups/:id", { body: { name: quoted(text) } }),
  "DELETE /api/contactgroups/:id": rest("/api/contactgroups/:id", { deletes: true }),
  "GET /api/contactgroups/:id/contacts": rest("/api/contactgroups/:id/contacts", { query: PAGE }),
  "GET /api/state": rest("/api/state"),
  "GET /api/state/spec.json": rest("/api/state/spec.json"),
  "GET /api/state/spec.yml": rest("/api/state/spec.yml"),
  ...V1_DOORS,
  "ALL /api/v1/*": (random) => ({
    path: `/api/v1/${component(random)}`,
    body: { json: nastyJson(random) },
    signIn: "header",
  }),
  "ALL /api/*": (random) => ({
    path: `/api/${component(random)}`,
    body: { json: nastyJson(random) },
    signIn: "header",
  }),
  "ALL /api/v1/simulator/*": (random) => {
    const [path, fields] = pick(random, SIMULATOR);
    return {
      path: `/api/v1/simulator/${once(random, 5) ? component(random) : path}`,
      query: some(random, [
        ["modem", or(random, "simulated", nasty)],
        ["after", or(random, "0", nastyNumber)],
      ]),
      body: { json: json(random, fields) },
      signIn: "header",
    };
  },
  "POST /telegram/webhook": (random) => ({
    path: "/telegram/webhook",
    body: { json: json(random, UPDATE) },
    signIn: "none",
  }),
  "GET /": page("/"),
  "GET /assets/:name": page("/assets/*"),
  ...PAGES,
  "GET /health": plain("/health"),
  "GET /readyz": plain("/readyz"),
  "GET /metrics": plain("/metrics"),
  "GET /heartbeat/:key": heartbeat,
  "POST /heartbeat/:key": heartbeat,
  "GET /docs": plain("/docs"),
  "GET /docs/json": plain("/docs/json"),
  "GET /docs/scalar.js": plain("/docs/scalar.js"),
};

/** A path segment that a client may have made of anything. */
function component(random: Random): string {
  return utf8(nasty(random))
    .slice(0, 2_000)
    .replace(/[^A-Za-z0-9/.]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
