import { expect, test } from "bun:test";
import { type Network, parseNetwork } from "../../lib/auth/index.ts";
import { createAccess } from "../../lib/http/index.ts";

/** The client's address as the gateway sees it, of a request that `socket` brings. */
function addressBehind(
  trusted: string[],
  {
    socket,
    header = "x-forwarded-for",
    sent,
  }: { socket: string; header?: "x-forwarded-for" | "forwarded"; sent: Record<string, string> },
): string {
  const networks = trusted.map(parseNetwork).filter((network): network is Network => network !== undefined);
  const access = createAccess({ now: () => 0, proxies: { networks, header } });
  const request = new Request("http://gateway/api.php", { headers: sent });
  return access.addressOf(request, { requestIP: () => ({ address: socket }) });
}

const PROXIES = ["10.0.0.0/24", "::1", "fd00::/8"];

test.each<[string, string, string, string]>([
  ["one hop", "10.0.0.1", "203.0.113.9", "203.0.113.9"],
  ["what stands left of the client may be forged", "10.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"],
  ["two proxies", "10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"],
  ["IPv6 with a port", "10.0.0.1", "[2001:db8::9]:4711", "2001:db8::9"],
  ["IPv6 without brackets", "fd00::1", "2001:DB8::9", "2001:db8::9"],
  ["IPv4 with a port", "::1", "203.0.113.9:4711", "203.0.113.9"],
  ["IPv4 written as IPv6, twice", "::ffff:10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"],
  ["only proxies: the outermost", "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
  ["a trusted proxy that says nothing", "10.0.0.1", "", "10.0.0.1"],
  ["a client that is not trusted", "203.0.113.66", "10.0.0.1", "203.0.113.66"],
  ["a client that is not trusted, written as IPv6", "::ffff:203.0.113.66", "10.0.0.1", "203.0.113.66"],
  ["a proxy that does not know", "10.0.0.1", "6.6.6.6, unknown", ""],
  ["a forged name left of the client", "10.0.0.1", "unknown, 203.0.113.9", "203.0.113.9"],
  ["blanks and empty hops", "10.0.0.1", " , 203.0.113.9 ", "203.0.113.9"],
])("X-Forwarded-For: %s", (_, socket, value, address) => {
  expect(addressBehind(PROXIES, { socket, sent: { "x-forwarded-for": value } })).toBe(address);
});

test.each<[string, string, string]>([
  ["one element", "for=203.0.113.9;proto=https;by=10.0.0.1", "203.0.113.9"],
  ["any case and order", 'proto=http; For="203.0.113.9:4711"', "203.0.113.9"],
  ["quoted IPv6", 'for="[2001:db8::9]:4711"', "2001:db8::9"],
  ["two elements, the left one forged", "for=6.6.6.6, for=203.0.113.9", "203.0.113.9"],
  ["a forged quotation mark stays in its element", 'for="6.6.6.6, for=203.0.113.9', ""],
  ["a comma within quotes", 'for=6.6.6.6;host="a, for=1.1.1.1", for=203.0.113.9', "203.0.113.9"],
  ["a hidden name", "for=203.0.113.9, for=_hidden", ""],
  ["an element without for", "for=203.0.113.9, proto=https", ""],
])("Forwarded: %s", (_, value, address) => {
  expect(addressBehind(PROXIES, { socket: "10.0.0.1", header: "forwarded", sent: { forwarded: value } })).toBe(address);
});

test("only the configured header is read: the other one comes from the client", () => {
  const sent = { "x-forwarded-for": "203.0.113.9", forwarded: "for=6.6.6.6" };
  expect(addressBehind(PROXIES, { socket: "10.0.0.1", sent })).toBe("203.0.113.9");
  expect(addressBehind(PROXIES, { socket: "10.0.0.1", header: "forwarded", sent })).toBe("6.6.6.6");
});

test("without trusted proxies no header is believed", () => {
  expect(addressBehind([], { socket: "127.0.0.1", sent: { "x-forwarded-for": "203.0.113.9" } })).toBe("127.0.0.1");
});

test("a header of thousands of hops is read from its end only", () => {
  const value = Array.from({ length: 5_000 }, () => "10.0.0.2").join(", ");
  const started = performance.now();
  expect(addressBehind(PROXIES, { socket: "10.0.0.1", sent: { "x-forwarded-for": value } })).toBe("10.0.0.2");
  expect(performance.now() - started).toBeLessThan(1_000);
});
