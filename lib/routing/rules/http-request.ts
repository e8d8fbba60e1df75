import { defined } from "../../defined.ts";
import { TEMPLATE_CHARACTERS } from "../../limits.ts";
import { type Delivery, type HttpDestination, SECRET_MASK } from "../../messages/index.ts";
import { checkBody, kindOfBody } from "./http-body.ts";
import { TARGET_HEADER_CHARACTERS, TARGET_HEADERS, TARGET_URL_CHARACTERS } from "./limits.ts";
import { anyText, checkMask, fault, isObject, optionalOneOf, type Place, someText, within } from "./reading.ts";
import { compileTemplate, readText, type TemplateValues, withWord } from "./templates.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const DOLLARS = { dollars: true } as const;

/** The client that does the request sets these (RFC 9110 §7.6.1, and what frames a body). */
const CLIENTS_OWN =
  /^(?:connection|content-length|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i;

/** Reads an HTTP request, whose URL, headers and body are templates. */
export function readHttp(place: Place): HttpDestination | undefined {
  if (!isObject(place, ["method", "url", "headers", "secretHeaders", "body"])) return undefined;
  const method = optionalOneOf(within(place, "method"), METHODS);
  const url = readUrl(within(place, "url"));
  const headers = readHeaders(within(place, "headers"), "template");
  const secretHeaders = readHeaders(within(place, "secretHeaders"), "secret");
  for (const name of Object.keys(secretHeaders ?? {}))
    if (headers !== undefined && headerOf(headers, name) !== undefined)
      fault(within(within(place, "secretHeaders"), name), "is there twice: in “headers” too");
  const body = readText(within(place, "body"), { ...DOLLARS, longest: TEMPLATE_CHARACTERS });
  if (body !== undefined && method === "GET") fault(within(place, "body"), "must be absent: a GET request has no body");
  if (body !== undefined) checkBody(within(place, "body"), body, contentTypeOf(headers));
  return url === undefined ? undefined : { url, ...defined({ method, headers, secretHeaders, body }) };
}

/** Reads an address without variables. */
export function readFixedUrl(place: Place): string | undefined {
  const url = someText(place, TARGET_URL_CHARACTERS);
  return url === undefined ? undefined : checkedUrl(place, url, { filled: url, instead: "“username” and “password”" });
}

/** Variables stand in the path and behind it: whom a message goes to is for the rule alone to say. */
function readUrl(place: Place): string | undefined {
  if (place.value === undefined) return fault(place, "is missing");
  const url = readText(place, { ...DOLLARS, longest: TARGET_URL_CHARACTERS });
  if (url === undefined) return undefined;
  if (checkedUrl(place, url, { filled: withWord(url, "1", DOLLARS), instead: IN_HEADER }) === undefined)
    return undefined;
  const [one, other] = ["1", "22"].map((word) => URL.parse(withWord(url, word, DOLLARS))?.origin);
  return one === other ? url : fault(place, "has a variable in its host: only path and query may have some");
}

/** Where it is sealed, and shown to nobody. */
const IN_HEADER = "the header Authorization in “secretHeaders”";

/** @param options.instead  where a user and a password are to be written */
function checkedUrl(
  place: Place,
  url: string,
  { filled, instead }: { filled: string; instead: string },
): string | undefined {
  const parsed = URL.parse(filled);
  if (!/^https?:\/\//i.test(url) || parsed === null) return fault(place, "must be a URL with http:// or https://");
  if (withoutDotSegments(filled) !== filled) return fault(place, "has “.” or “..” in its path");
  if (/[\s\p{Cc}\\]/u.test(url)) return fault(place, "has blanks, control characters or backslashes");
  if (parsed.username === "" && parsed.password === "") return url;
  return fault(place, `has a user name or password: put them into ${instead}`);
}

/** @param values  templates, or secrets, which are sent as they are */
function readHeaders(place: Place, values: "template" | "secret"): Record<string, string> | undefined {
  const { value } = place;
  if (value === undefined) return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fault(place, "must be an object");
  const names = Object.keys(value);
  if (names.length > TARGET_HEADERS) return fault(place, `has more than ${TARGET_HEADERS} headers`);
  const seen = new Set<string>();
  const headers: [string, string][] = [];
  for (const name of names) {
    const at = within(place, name);
    const text = anyText(at, TARGET_HEADER_CHARACTERS);
    if (!/^[!#$%&'*+\-.^_`|~\w]{1,100}$/.test(name)) fault(at, "is not the name of a header");
    else if (CLIENTS_OWN.test(name)) fault(at, "is a header that the gateway sets itself");
    else if (seen.has(name.toLowerCase())) fault(at, "is there twice");
    seen.add(name.toLowerCase());
    if (text === undefined) continue;
    if (values === "secret") {
      if (text === SECRET_MASK) checkMask(at);
      else if (!/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text))
        fault(at, "must be printable ASCII characters on one line, without blanks around them");
      if (/^content-type$/i.test(name)) fault(at, "is no secret: put it into “headers”");
      headers.push([name, text]);
      continue;
    }
    if (!/^[\x20-\x7e]*$/.test(text)) fault(at, "may have printable ASCII characters only, on one line");
    if (text.trim() !== "") readText(at, { ...DOLLARS, longest: TARGET_HEADER_CHARACTERS });
    headers.push([name, text]);
  }
  return Object.fromEntries(headers);
}

const contentTypeOf = (headers: Readonly<Record<string, string>> = {}) => headerOf(headers, "content-type");

function headerOf(headers: Readonly<Record<string, string>>, wanted: string): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1];
}

/** Makes the function that fills in a request; `undefined`: some of it would be too long. */
export function compileHttp(destination: HttpDestination): (values: TemplateValues) => Delivery | undefined {
  const { url, headers = {}, secretHeaders, body, method = body === undefined ? "GET" : "POST" } = destination;
  const contentType = contentTypeOf(headers);
  const kind = body === undefined ? undefined : kindOfBody(body, contentType);
  const fillUrl = compileTemplate(url, { ...DOLLARS, encoding: "url" });
  const fillHeaders = Object.entries(headers).map(
    ([name, text]) => [name, compileTemplate(text, { ...DOLLARS, encoding: "header" })] as const,
  );
  const fillBody =
    body === undefined ? () => "" : compileTemplate(body, { ...DOLLARS, ...defined({ encoding: kind?.encoding }) });
  return (values) => {
    const filledUrl = fillUrl(values);
    const filledBody = fillBody(values);
    const filledHeaders: [string, string][] = [];
    for (const [name, fill] of fillHeaders) {
      const filled = fill(values);
      if (filled === undefined) return undefined;
      filledHeaders.push([name, filled.trim()]);
    }
    if (filledUrl === undefined || filledBody === undefined) return undefined;
    if (kind !== undefined && contentType === undefined) filledHeaders.push(["Content-Type", kind.contentType]);
    return {
      kind: "http",
      method,
      url: withoutDotSegments(filledUrl),
      headers: Object.fromEntries(filledHeaders),
      ...defined({ secretHeaders: secretHeaders && Object.keys(secretHeaders) }),
      ...(body === undefined ? {} : { body: filledBody }),
    };
  };
}

/** A value `..` would take away the segment of the path before it, percent-encoded too (WHATWG URL, path state). */
function withoutDotSegments(url: string): string {
  const end = url.search(/[?#]/);
  const path = end === -1 ? url : url.slice(0, end);
  return path.replace(/\/(?:\.|%2e){1,2}(?=\/|$)/gi, "/_") + url.slice(path.length);
}
