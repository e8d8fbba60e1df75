/** What a plain listener serves. */
export interface PlainService {
  /** Everything; `/check.php` alone, with a redirect for all else; or nothing but iSMS. */
  http: "all" | "check" | "nothing";
  /** Whether iSMS clients come here, who read until the connection ends. */
  isms: boolean;
  /** Where requests are redirected to: scheme and port of the main listener count. */
  main: string;
}

const ISMS = /^\/+(?:sendmsg|querymsg)(?:\?|$)/;
const CHECK_PAGE = /^\/+check\.php(?:\?|$)/;
/** A name (RFC 1035: up to 253 characters) or an address, with or without a port: nothing that could make another URL of it. */
const HOST = /^([\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

/** Whether the app serves a request that came by plain HTTP, or what answers it instead. */
export function choosePlain(
  { http, isms, main }: PlainService,
  { target, host }: { target: string; host: string },
): { isms: boolean } | { answer: Response } {
  if (isms && ISMS.test(target)) return { isms: true };
  if (http === "nothing") return { answer: new Response(null, { status: 404, headers: { connection: "close" } }) };
  // Other forms of a target (RFC 9112 §3.2) are for proxies.
  if (!target.startsWith("/")) return { answer: new Response("Bad request.", { status: 400, headers: TEXT }) };
  if (http === "all" || CHECK_PAGE.test(target)) return { isms: false };
  const [, name] = HOST.exec(host) ?? [];
  if (name === undefined) return { answer: new Response("Bad request.", { status: 400, headers: TEXT }) };
  const { protocol, port } = new URL(main);
  const location = `${protocol}//${name}${port === "" ? "" : `:${port}`}${target}`;
  // 308 keeps method and body. The body was not read, and must not be taken for the next request.
  const headers = { ...TEXT, location, "cache-control": "no-store" };
  return { answer: new Response(`This is at ${protocol}//, not here.`, { status: 308, headers }) };
}

const TEXT = { "content-type": "text/plain; charset=utf-8", connection: "close" };
