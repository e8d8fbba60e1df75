import { no, ok, type Result } from "../result.ts";
import { settingsOf, single } from "./option.ts";

const network = settingsOf("network");

/** What goes along with each request. */
type HeaderList = Readonly<Record<string, string>>;

/** Traces of messages for OpenTelemetry. */
export const TRACING_SETTINGS = {
  otlp: network.restart<string | undefined>({
    flag: "otlp",
    placeholder: "URL",
    documentation:
      "Receiver of traces by OTLP/HTTP, such as http://collector:4318; /v1/traces is added unless the path ends so. Each message is a trace, without texts and with masked numbers (docs/metrics.md).",
    defaultShown: "none: no traces",
    parse: single(parseReceiver),
  }),
  otlpHeaders: network.restart<HeaderList | undefined>({
    flag: "otlp-headers",
    placeholder: "NAME=VALUE,…",
    documentation:
      "Headers for the receiver of --otlp, as in OTEL_EXPORTER_OTLP_HEADERS: Authorization=Basic%20bWU6c2VjcmV0,X-Scope-OrgID=1. A comma, an equals sign or a space in a value is percent-encoded.",
    secret: true,
    defaultShown: "none",
    parse: single(parseHeaders),
  }),
};

/** The URL with the path of traces. The problem shows nothing of it. */
function parseReceiver(given: string): Result<string> {
  const url = URL.parse(given.trim());
  const isWeb = url !== null && /^https?:$/.test(url.protocol) && url.hash === "";
  if (!isWeb) return no("must be http://HOST:PORT or https://HOST, such as http://collector:4318");
  if (url.username !== "" || url.password !== "") return no("must have no user: give --otlp-headers an Authorization");
  const path = url.pathname.replace(/\/+$/, "");
  url.pathname = path.endsWith("/v1/traces") ? path : `${path}/v1/traces`;
  return ok(url.href);
}

/** Names and values that a header can have (RFC 9110 §5). The problem shows none of them. */
function parseHeaders(given: string): Result<HeaderList> {
  const headers: Record<string, string> = {};
  for (const pair of given.split(",").filter((text) => text.trim() !== "")) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, at).trim();
    const value = decoded(pair.slice(at + 1).trim());
    if (
      at < 1 ||
      !/^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name) ||
      value === undefined ||
      !/^[\x20-\x7e]{1,4096}$/.test(value)
    )
      return no("must be pairs such as Authorization=Basic%20bWU6c2VjcmV0, separated by commas");
    headers[name] = value;
  }
  return ok(headers);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
