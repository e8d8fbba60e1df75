import { lookup as lookUpName } from "node:dns/promises";
import { type IncomingMessage, request as plainRequest, type RequestOptions } from "node:http";
import { request as secureRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { Clock } from "../../../clock.ts";
import { no, ok, type Result } from "../../../result.ts";
import { describeFailure, trustedCertificates } from "../../remote-server.ts";
import { addressProblem, hostOf, type IsNamedTarget } from "./guard.ts";

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
  send(request: OutgoingRequest, options: { signal: AbortSignal }): Promise<Result<HttpAnswer, HttpProblem>>;
}

interface ResolvedAddress {
  address: string;
  family: number;
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
  const { isNamed, clock, resolve = (host) => lookUpName(host, { all: true }) } = options;

  /** Rejects with the resolver's error. */
  async function checkedAddresses(host: string): Promise<Result<readonly ResolvedAddress[], HttpProblem>> {
    const family = isIP(host);
    const addresses = family === 0 ? await resolve(host) : [{ address: host, family }];
    for (const { address } of addresses) {
      const problem = addressProblem(address);
      if (problem === undefined || isNamed({ host, address })) continue;
      const what = family === 0 ? `${host} leads to ${address}, which is` : `${host} is`;
      return no({ error: `${what} ${problem}: only --allow-targets lets requests go there`, isFinal: true });
    }
    return addresses.length === 0 ? no({ error: `${host} has no address` }) : ok(addresses);
  }

  return {
    async send(request, { signal }) {
      const url = URL.parse(request.url);
      if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
        return no({ error: "the address must begin with https:// or http://", isFinal: true });
      }
      const end = new AbortController();
      const stop = () => end.abort(new Stopped("the gateway stops"));
      const tooLate = (seconds: number, what: string) => () => end.abort(new Stopped(`${what} within ${seconds} s`));
      const connecting = clock.setTimer(CONNECT_MS, tooLate(CONNECT_MS / 1_000, "no connection"));
      const whole = clock.setTimer(WHOLE_MS, tooLate(WHOLE_MS / 1_000, "no whole answer"));
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop);
      try {
        const addresses = await unlessAborted(checkedAddresses(hostOf(url)), end.signal);
        if (!addresses.ok) return addresses;
        const ca = options.certificates ?? trustedCertificates();
        const connected = () => connecting.cancel();
        return ok(await exchange(url, request, { addresses: addresses.value, ca, signal: end.signal, connected }));
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
  const request = isSecure ? secureRequest({ ...options, ca: [...given.ca] }) : plainRequest(options);
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
    const done = () => {
      const text = Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString("utf8");
      const header = (name: string) => {
        const value = response.headers[name];
        return Array.isArray(value) ? value[0] : value;
      };
      resolve({ status: response.statusCode ?? 0, header, text });
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
