import type { Faults } from "../../parts/faults.ts";
import { type HeaderDraft, headersIn, headersOf } from "../../parts/headers.ts";
import type { Check, CheckDraft } from "./queries.ts";

export const KINDS = ["ping", "tcp", "http", "heartbeat"] as const;
type Kind = (typeof KINDS)[number];

/** A check as its form has it: texts, as people type them. */
export interface Draft {
  name: string;
  enabled: boolean;
  kind: Kind;
  host: string;
  port: string;
  url: string;
  method: "GET" | "HEAD";
  headers: readonly HeaderDraft[];
  contains: string;
  matches: string;
  /** `200, 301` */
  status: string;
  username: string;
  password: string;
  anyCertificate: boolean;
  certificateDays: string;
  graceSeconds: string;
  everySeconds: string;
  timeoutSeconds: string;
  failures: string;
  flappingChanges: string;
  flappingMinutes: string;
  notify: "group" | "policy" | "nobody";
  notified: string;
  severity: Check["severity"];
  /** What the form has no fields for stays as it is. */
  kept: { http: Record<string, unknown> };
}

/** What fields of the form need. */
export interface FieldsProps {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  faults: Faults["fields"];
}

export const NEW_DRAFT: Draft = {
  name: "",
  enabled: true,
  kind: "http",
  host: "",
  port: "",
  url: "https://",
  method: "GET",
  headers: [],
  contains: "",
  matches: "",
  status: "",
  username: "",
  password: "",
  anyCertificate: false,
  certificateDays: "",
  graceSeconds: "60",
  everySeconds: "300",
  timeoutSeconds: "10",
  failures: "3",
  flappingChanges: "6",
  flappingMinutes: "60",
  notify: "group",
  notified: "",
  severity: "critical",
  kept: { http: {} },
};

const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : Array.isArray(value) ? value.join(", ") : "";

/** What the form shows of a check. */
export function draftOf(check: Check): Draft {
  const kind = KINDS.find((each) => each in check.probe) ?? "http";
  // A later version may have written another kind.
  const probe = (check.probe[kind] ?? {}) as Record<string, unknown>;
  const { url, method, headers, secretHeaders, ...rest } = probe;
  const { contains, matches, status, username, password, certificate, certificateDays, ...http } = rest;
  const { notify } = check;
  return {
    ...NEW_DRAFT,
    name: check.name,
    enabled: check.enabled,
    kind,
    host: textOf(probe.host),
    port: textOf(probe.port),
    url: textOf(url),
    method: method === "HEAD" ? "HEAD" : "GET",
    headers: headersIn({ headers, secretHeaders }),
    contains: textOf(contains),
    matches: textOf(matches),
    status: textOf(status),
    username: textOf(username),
    password: textOf(password),
    anyCertificate: certificate === "any",
    certificateDays: textOf(certificateDays),
    graceSeconds: kind === "heartbeat" ? textOf(probe.graceSeconds) : NEW_DRAFT.graceSeconds,
    everySeconds: String(check.everySeconds),
    timeoutSeconds: String(check.timeoutSeconds),
    failures: String(check.failures),
    flappingChanges: String(check.flapping.changes),
    flappingMinutes: String(check.flapping.minutes),
    notify: notify?.group !== undefined ? "group" : notify?.policy !== undefined ? "policy" : "nobody",
    notified: notify?.group ?? notify?.policy ?? "",
    severity: check.severity,
    kept: { http: kind === "http" ? http : {} },
  };
}

/** What is typed where a number belongs stays what it is: the gateway says what it must be. */
const numberOf = (text: string): unknown => (/^\d+$/.test(text.trim()) ? Number(text) : text);
/** An empty field is left out. */
const unlessEmpty = (name: string, text: string, read: (text: string) => unknown = (given) => given) =>
  text.trim() === "" ? {} : { [name]: read(text) };

function probeOf(draft: Draft): CheckDraft["probe"] {
  switch (draft.kind) {
    case "ping":
      return { ping: { host: draft.host.trim() } };
    case "tcp":
      return { tcp: { host: draft.host.trim(), ...unlessEmpty("port", draft.port, numberOf) } };
    case "heartbeat":
      return { heartbeat: unlessEmpty("graceSeconds", draft.graceSeconds, numberOf) };
    case "http":
      return {
        http: {
          ...draft.kept.http,
          url: draft.url.trim(),
          ...(draft.method === "GET" ? {} : { method: draft.method }),
          ...headersOf(draft.headers),
          ...unlessEmpty("contains", draft.contains),
          ...unlessEmpty("matches", draft.matches),
          ...unlessEmpty("status", draft.status, (text) =>
            text
              .split(/[\s,;]+/)
              .filter(Boolean)
              .map(numberOf),
          ),
          ...(draft.username.trim() === "" ? {} : { username: draft.username.trim(), password: draft.password }),
          ...(draft.anyCertificate ? { certificate: "any" } : {}),
          ...unlessEmpty("certificateDays", draft.certificateDays, numberOf),
        },
      };
    default:
      return draft.kind satisfies never;
  }
}

/** What the gateway gets of a form. */
export function checkOf(draft: Draft): CheckDraft {
  const { name, enabled, severity, notify, flappingChanges, flappingMinutes } = draft;
  const flapping = {
    ...unlessEmpty("changes", flappingChanges, numberOf),
    ...unlessEmpty("minutes", flappingMinutes, numberOf),
  };
  return {
    name: name.trim(),
    enabled,
    probe: probeOf(draft),
    ...unlessEmpty("everySeconds", draft.everySeconds, numberOf),
    ...unlessEmpty("timeoutSeconds", draft.timeoutSeconds, numberOf),
    ...unlessEmpty("failures", draft.failures, numberOf),
    ...(Object.keys(flapping).length === 0 ? {} : { flapping }),
    ...(notify === "nobody" ? {} : { notify: { [notify]: draft.notified.trim() } }),
    severity,
  };
}

/** Where the gateway's complaints belong in the form. */
export const FAULT_FIELDS = [
  "name",
  "probe.ping.host",
  "probe.tcp.host",
  "probe.tcp.port",
  "probe.http",
  "probe.http.url",
  "probe.http.headers",
  "probe.http.secretHeaders",
  "probe.http.contains",
  "probe.http.matches",
  "probe.http.status",
  "probe.http.username",
  "probe.http.password",
  "probe.http.certificateDays",
  "probe.heartbeat.graceSeconds",
  "everySeconds",
  "timeoutSeconds",
  "failures",
  "flapping.changes",
  "flapping.minutes",
  "notify",
] as const;
