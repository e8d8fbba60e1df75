import { expect, test } from "bun:test";
import { type Network, parseNetwork } from "../../../lib/auth/index.ts";
import { createAccess } from "../../../lib/http/index.ts";

const PROXY = "10.0.0.1";
const CLIENT = "203.0.113.9";
const networks = [parseNetwork(PROXY)].filter((network): network is Network => network !== undefined);

interface Arrival {
  socket?: string;
  header?: "x-forwarded-for" | "forwarded";
  /** The gateway's own listener speaks HTTPS. */
  tls?: boolean;
  sent?: Record<string, string>;
}

function start({ socket = PROXY, header = "x-forwarded-for", tls = false, sent = {} }: Arrival) {
  const access = createAccess({ now: () => 0, proxies: { networks, header }, tls });
  const request = new Request("http://gateway/api/v1/me", { headers: sent });
  return { access, request, server: { requestIP: () => ({ address: socket }) } };
}

test.each<[string, Arrival, boolean]>([
  ["a listener without TLS", { socket: CLIENT }, false],
  ["a listener with TLS", { socket: CLIENT, tls: true }, true],
  ["a trusted proxy that says https", { sent: { "x-forwarded-proto": "https" } }, true],
  ["one that says it in capitals", { sent: { "x-forwarded-proto": " HTTPS " } }, true],
  ["one that says http to a listener with TLS", { tls: true, sent: { "x-forwarded-proto": "http" } }, false],
  ["one that says nothing", { tls: true }, true],
  ["two proxies: the outermost knows", { sent: { "x-forwarded-proto": "https, http" } }, true],
  ["a client that is not trusted", { socket: CLIENT, sent: { "x-forwarded-proto": "https" } }, false],
  ["the header that is not configured", { header: "forwarded", sent: { "x-forwarded-proto": "https" } }, false],
  ["Forwarded", { header: "forwarded", sent: { forwarded: 'for=1.2.3.4;Proto="https"' } }, true],
  [
    "Forwarded by two",
    { header: "forwarded", sent: { forwarded: "for=1.2.3.4;proto=https, for=10.0.0.2;proto=http" } },
    true,
  ],
  ["a header that is too long", { sent: { "x-forwarded-proto": `https,${"x".repeat(5_000)}` } }, false],
])("%s", (_, arrival, expected) => {
  const { access, request, server } = start(arrival);
  expect(access.cameByTls(request, server)).toBe(expected);
});

test("what comes by the plain listener of a gateway with TLS did not come by TLS, also under another name", () => {
  const { access, request, server } = start({ tls: true });
  access.arrived(request, { peer: CLIENT, byTls: false });
  const named = new Request("http://gateway/x");
  access.standsFor(named, request, server);
  for (const each of [request, named]) {
    expect(access.cameByTls(each, server)).toBe(false);
    expect(access.addressOf(each, server)).toBe(CLIENT);
  }
});

test("what stands for a request that came by TLS came by TLS", () => {
  const { access, request, server } = start({ tls: true, socket: CLIENT });
  const named = new Request("http://gateway/x");
  access.standsFor(named, request, server);
  expect(access.cameByTls(named, server)).toBe(true);
});
