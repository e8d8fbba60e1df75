import { type IncomingMessage, request as plainRequest, type RequestOptions } from "node:http";
import { request as secureRequest } from "node:https";
import type { LookupFunction } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Clock } from "../../../clock.ts";
import { defined } from "../../../defined.ts";
import { no, ok, type Result } from "../../../result.ts";
import { describeFailure, trustedCertificates } from "../../remote-server.ts";
import { hostOf, type IsNamedTarget } from "./guard.ts";
import { createResolve, type ResolvedAddress } from "./resolve.ts";

/** One request to a receiver. */
export interface OutgoingRequest {
  /** `GET`, `POST`, … */
  method: string;
  /** http or https. A user and password in it go as HTTP Basic. */
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

/** What a receiver answered. */
export interface HttpAnswer {
  status: number;
  /** Of a header; the name in lower case. */
  header(name: string): string | undefined;
  /** The first 64 KB, as UTF-8. */
  text: string;
  /** When the receiver's certificate ends, milliseconds since 1970; absent without TLS. */
  certificateEndsAt?: number;
}

/** Why there is no answer. */
export interface HttpProblem {
  /** A sentence without the path, the query or the password of the address. */
  error: string;
  /** Another attempt would end the same: the address cannot be used, or may not. */
  isFinal?: true;
}

/** Sends requests to receivers that people named, and to no address that is refused. */
export interface HttpClient {
  /**
   * Sends one request over a connection of its own. The receiver's name is resolved once, every address is checked, and the
   * connection goes to one of those. Redirects are answers. Never rejects.
   */
  send(request: OutgoingRequest, options: SendOptions): Promise<Result<HttpAnswer, HttpProblem>>;
}

interface SendOptions {
  signal: AbortSignal;
  /** For all of it, in place of the usual limits. */
  limitMs?: number;
  /** Takes a receiver's certificate whoever signed it. */
  anyCertificate?: boolean;
}

/** 10 s until the name is resolved and the connection is open, TLS included. */
const CONNECT_MS = 10_000;
/** 30 s for all of it. */
const WHOLE_MS = 30_000;
/** 64 KB of an answer: what its receiver says of a message has some hundred bytes. */
const ANSWER_BYTES = 65_536;
/** They belong to the connection, or say where it leads. */
const OWN_HEADERS = new Set(["host", "connection", "content-length", "transfer-encoding", "upgrade", "expect", "te"]);

/**
 * Makes the client.
 *
 * @param options.isNamed  lets in what is refused by default; asked for every request
 * @param options.resolve  all addresses of a name
 * @param options.certificates  what https receivers are checked against; what this machine trusts when left out
 */
export function createHttpClient(options: {
  isNamed: IsNamedTarget;
  clock: Pick<Clock, "setTimer">;
  resolve?: (host: string) => Promise<readonly ResolvedAddress[]>;
  certificates?: readonly string[];
}): HttpClient {
  const { clock } = options;
  const checkedAddresses = createResolve(options);

  return {
    async send(request, { signal, limitMs, anyCertificate = false }) {
      const url = URL.parse(request.url);
      if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
        return no({ error: "the address must begin with https:// or http://", isFinal: true });
      }
      const end = new AbortController();
      const stop = () => end.abort(new Stopped("the gateway stops"));
      const tooLate = (seconds: number, what: string) => () => end.abort(new Stopped(`${what} within ${seconds} s`));
      const [connectMs, wholeMs] = limitMs === undefined ? [CONNECT_MS, WHOLE_MS] : [limitMs, limitMs];
      const connecting = clock.setTimer(connectMs, tooLate(connectMs / 1_000, "no connection"));
      const whole = clock.setTimer(wholeMs, tooLate(wholeMs / 1_000, "no whole answer"));
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop);
      try {
        const addresses = await unlessAborted(checkedAddresses(hostOf(url)), end.signal);
        if (!addresses.ok) return addresses;
        const ca = options.certificates ?? trustedCertificates();
        const connected = () => connecting.cancel();
        const given = { addresses: addresses.value, ca, anyCertificate, signal: end.signal, connected };
        return ok(await exchange(url, request, given));
      } catch (error) {
        if (isUnusable(error))
          return no({ error: "the address, the method or a header is not allowed in HTTP", isFinal: true });
        return no({ error: end.signal.reason instanceof Stopped ? end.signal.reason.message : problemOf(error) });
      } finally {
        signal.removeEventListener("abort", stop);
        connecting.cancel();
        whole.cancel();
      }
    },
  };
}

/** The client itself ended it. */
class Stopped extends Error {}

function problemOf(error: unknown): string {
  const isGarbage = error instanceof Error && "code" in error && String(error.code).startsWith("HPE_");
  return isGarbage ? `its answer is not HTTP (${error.code})` : describeFailure(error);
}

/** Thrown before anything is sent: what node:http does not take, or what no escape sequence is. */
function isUnusable(error: unknown): boolean {
  if (error instanceof URIError) return true;
  return error instanceof Error && "code" in error && /^ERR_(?:HTTP_)?(?:INVALID|UNESCAPED)/.test(String(error.code));
}

/** Rejects with what `promise` rejects with, or once the signal is aborted. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject);
  });
}

interface Exchange {
  addresses: readonly ResolvedAddress[];
  ca: readonly string[];
  anyCertificate: boolean;
  signal: AbortSignal;
  connected: () => void;
}

/** Rejects with the socket's error, or once the signal is aborted. */
function exchange(url: URL, { method, headers, body }: OutgoingRequest, given: Exchange): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const { signal, addresses } = given;
  const isSecure = url.protocol === "https:";
  const options: RequestOptions = {
    method,
    host: hostOf(url),
    port: url.port === "" ? (isSecure ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    headers: { ...ownHeaders(url, body), ...allowed(headers) },
    // A connection that is kept would go where its name led before.
    agent: false,
    lookup: always(addresses),
  };
  const request = isSecure
    ? secureRequest({ ...options, ca: [...given.ca], rejectUnauthorized: !given.anyCertificate })
    : plainRequest(options);
  const stop = () => {
    request.destroy();
    reject(signal.reason);
  };
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  request.on("error", reject);
  request.on("socket", (socket) => socket.once(isSecure ? "secureConnect" : "connect", given.connected));
  request.on("response", (response) => {
    given.connected();
    readAnswer(response).then(resolve, reject);
  });
  request.end(body);
  // Also what is left of an answer that is longer than anybody reads.
  return promise.finally(() => {
    signal.removeEventListener("abort", stop);
    request.on("error", () => undefined);
    request.destroy();
  });
}

/** Gives the checked addresses whatever the name leads to by now. */
function always(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_host, options, found) => {
    const [first] = addresses;
    if (options.all) found(null, [...addresses]);
    else if (first !== undefined) found(null, first.address, first.family);
  };
}

function ownHeaders(url: URL, body: string | undefined): Record<string, string> {
  const credentials = Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`);
  return {
    host: url.host,
    "user-agent": "aldis",
    accept: "*/*",
    "accept-encoding": "identity",
    ...(url.username === "" ? {} : { authorization: `Basic ${credentials.toString("base64")}` }),
    ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
  };
}

const allowed = (headers: OutgoingRequest["headers"] = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_HEADERS.has(name.toLowerCase())));

/** Rejects when the connection breaks before the answer is whole. */
function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    // Asked now: a connection that has ended knows it no longer.
    const certificateEndsAt = certificateEndOf(response);
    const done = () => {
      const text = Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString("utf8");
      const header = (name: string) => {
        const value = response.headers[name];
        return Array.isArray(value) ? value[0] : value;
      };
      resolve({ status: response.statusCode ?? 0, header, text, ...defined({ certificateEndsAt }) });
    };
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.byteLength;
      if (bytes < ANSWER_BYTES) return;
      response.pause();
      done();
    });
    response.on("end", done);
    response.on("error", reject);
    response.on("aborted", () => reject(Object.assign(new Error("aborted"), { code: "ECONNRESET" })));
    response.on("close", () => reject(Object.assign(new Error("closed"), { code: "ECONNRESET" })));
  });
}

function certificateEndOf({ socket }: IncomingMessage): number | undefined {
  if (!("getPeerCertificate" in socket)) return undefined;
  const endsAt = Date.parse((socket as TLSSocket).getPeerCertificate()?.valid_to ?? "");
  return Number.isNaN(endsAt) ? undefined : endsAt;
}
