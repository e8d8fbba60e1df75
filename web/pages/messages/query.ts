import type { paths } from "../../../clients/typescript/aldis-api.d.ts";

export const TABS = ["sent", "queue", "incoming"] as const;
export type Tab = (typeof TABS)[number];
export type OutgoingTab = Exclude<Tab, "incoming">;

type OutgoingQuery = NonNullable<paths["/api/v1/messages"]["get"]["parameters"]["query"]>;
type IncomingQuery = NonNullable<paths["/api/v1/incoming"]["get"]["parameters"]["query"]>;
type State = NonNullable<OutgoingQuery["state"]>[number];
type Channel = NonNullable<OutgoingQuery["channel"]>[number];

/** The states that each list is about. */
export const STATES_OF = {
  sent: ["sent", "delivered", "undelivered", "failed", "unknown", "cancelled", "expired"],
  queue: ["queued", "sending"],
} as const satisfies Record<OutgoingTab, readonly State[]>;
/** What somebody should look at. */
export const BAD_STATES = ["failed", "undelivered", "unknown", "expired"] as const satisfies readonly State[];
type Kind = NonNullable<IncomingQuery["kind"]>[number];
/** What can come in, the usual first. */
export const KINDS = [
  "text",
  "call",
  "mms",
  "flash",
  "waiting",
  "wap-push",
  "binary",
  "replace",
  "undecodable",
] as const satisfies readonly Kind[];
export const CHANNELS = ["sms", "telegram"] as const satisfies readonly Channel[];

const oneOf =
  <Value extends string>(values: readonly Value[]) =>
  (text: string): text is Value =>
    (values as readonly string[]).includes(text);

/** A day of a filter as the viewer means it; what is not a day is a time already. */
function timeOf(day: string | null, clock: "00:00" | "23:59:59.999"): string | undefined {
  if (day === null || day === "") return undefined;
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return day;
  const time = new Date(`${day}T${clock}`);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

const textsOf = <Name extends string>(params: URLSearchParams, names: readonly Name[]) =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = params.get(name)?.trim() ?? "";
      return value === "" ? [] : [[name, value]];
    }),
  ) as Partial<Record<Name, string>>;

function commonOf(params: URLSearchParams) {
  const since = timeOf(params.get("since"), "00:00");
  const until = timeOf(params.get("until"), "23:59:59.999");
  const channel = params.getAll("channel").filter(oneOf(CHANNELS));
  return {
    ...textsOf(params, ["q", "number", "contact", "modem"]),
    ...(channel.length === 0 ? {} : { channel }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(isOldestFirst(params) ? { order: "oldest" as const } : {}),
  };
}

export const isOldestFirst = (params: URLSearchParams): boolean => params.get("order") === "oldest";

/** What the API is asked for by the URL of a list of outgoing messages. */
export function outgoingQuery(tab: OutgoingTab, params: URLSearchParams): OutgoingQuery {
  const states: readonly State[] = STATES_OF[tab];
  const asked = params.getAll("state").filter(oneOf(states));
  const state = asked.length === 0 ? [...states] : asked;
  return { ...commonOf(params), ...textsOf(params, ["user", "source", "reference"]), state };
}

/** The same of the list of incoming messages. */
export function incomingQuery(params: URLSearchParams): IncomingQuery {
  const read = params.getAll("read").filter(oneOf(["true", "false"] as const));
  const [only] = read;
  const kind = params.getAll("kind").filter(oneOf(KINDS));
  return {
    ...commonOf(params),
    ...(read.length === 1 && only !== undefined ? { read: only } : {}),
    ...(kind.length === 0 ? {} : { kind }),
  };
}

/** The query as a browser sends it that downloads a file. */
export function searchOf(query: OutgoingQuery | IncomingQuery): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) params.set(name, String(value));
  return params.toString();
}

/** Whether a message of the stream belongs into the list; where only the gateway can tell, it does not. */
export function fitsOutgoing(
  query: OutgoingQuery,
  message: {
    state: string;
    channel: string;
    to: string;
    text: string;
    modem?: string;
    user?: { id: number; name?: string };
    createdAt: string;
    source: string;
    reference?: string;
  },
): boolean {
  const { user, number, source, reference } = query;
  const isOfUser = user === undefined || user === message.user?.name || user === String(message.user?.id);
  return (
    (query.state ?? []).includes(message.state as State) &&
    isOfUser &&
    (number === undefined || digits(number) === digits(message.to)) &&
    (source === undefined || source === message.source) &&
    (reference === undefined || reference === message.reference) &&
    fitsBoth(query, { ...message, other: message.to, at: message.createdAt })
  );
}

export function fitsIncoming(
  query: IncomingQuery,
  message: {
    read: boolean;
    kind: string;
    channel: string;
    from?: string;
    text: string;
    modem: string;
    receivedAt: string;
    replacedBy?: number;
  },
): boolean {
  const { from = "" } = message;
  return (
    message.replacedBy === undefined &&
    (query.read === undefined || query.read === String(message.read)) &&
    (query.kind === undefined || query.kind.includes(message.kind as Kind)) &&
    (query.number === undefined || digits(query.number) === digits(from)) &&
    fitsBoth(query, { ...message, other: from, at: message.receivedAt })
  );
}

function fitsBoth(
  { q, contact, modem, channel, since, until }: OutgoingQuery & IncomingQuery,
  message: { channel: string; text: string; modem?: string; other: string; at: string },
): boolean {
  const words = q?.toLowerCase();
  const isFound =
    words === undefined ||
    message.text.toLowerCase().includes(words) ||
    (digits(words) !== "" && digits(message.other).includes(digits(words)));
  return (
    isFound &&
    contact === undefined &&
    (modem === undefined || modem === message.modem) &&
    (channel === undefined || channel.includes(message.channel as Channel)) &&
    (since === undefined || Date.parse(message.at) >= Date.parse(since)) &&
    (until === undefined || Date.parse(message.at) <= Date.parse(until))
  );
}

const digits = (text: string) => text.replace(/\D/g, "").replace(/^0+/, "");
