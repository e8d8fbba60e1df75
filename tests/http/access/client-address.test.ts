import { describe, expect, test } from "bun:test";
import { type Network, parseNetwork } from "../../../lib/auth/index.ts";
import { forwardedHops } from "../../../lib/http/access/forwarded.ts";
import { createAccess } from "../../../lib/http/index.ts";
import { queryOf, startApi } from "../../support/api-server.ts";
import { sendRaw } from "../../support/raw-http.ts";

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

test.each([
  ["balanced by the client itself", 'for=10.1.1.1;x="a, b";y="", for=203.0.113.9', "203.0.113.9"],
  ["an open quote swallows what the proxy adds", 'for=10.1.1.1;x=", for=203.0.113.9', ""],
  ["an open quote before a quoted hop", 'for=10.1.1.1;x=", for="203.0.113.9:4711"', ""],
  ["an open quote that ends in an escape", 'for=10.1.1.1;x="\\", for=203.0.113.9', ""],
  ["an open quote before an escaped one of the proxy", 'for=10.1.1.1;x=", for=203.0.113.9;host="a\\"b"', ""],
  ["a backslash outside quotes", "for=10.1.1.1\\, for=203.0.113.9", "203.0.113.9"],
  ["an element that says it twice", "for=10.1.1.1;for=203.0.113.9", ""],
  ["a name that ends in for", "x-for=10.1.1.1;for=203.0.113.9", "203.0.113.9"],
  ["an obfuscated port", 'for="203.0.113.9:_a.b-c"', "203.0.113.9"],
  ["an obfuscated identifier that looks like an address", "for=_10.1.1.1", ""],
  ["unknown in any case", "for=10.1.1.1, for=UNKNOWN", ""],
  ["a zone", 'for="[fe80::1%25eth0]:80"', "fe80::1"],
])("Forwarded, as attacked: %s", (_, value, address) => {
  expect(addressBehind(PROXIES, { socket: "10.0.0.1", header: "forwarded", sent: { forwarded: value } })).toBe(address);
});

test.each([
  ["a port that is none", "203.0.113.9:http"],
  ["IPv4 in brackets", "[203.0.113.9]"],
  ["IPv4 with a zone", "203.0.113.9%eth0"],
  ["quotes, which this header does not have", '"203.0.113.9"'],
  ["an obfuscated identifier", "10.1.1.1, _hidden"],
  ["an address of a Unix socket", "10.1.1.1, unix:"],
  ["nothing at all behind the comma", "10.1.1.1, "],
])("X-Forwarded-For: %s makes the address unknown", (_, value) => {
  expect(addressBehind(PROXIES, { socket: "10.0.0.1", sent: { "x-forwarded-for": value } })).toBe("");
});

test("an address with a zone is one with and without a port", () => {
  for (const value of ["fe80::1%eth0", "[fe80::1%eth0]:4711", "[fe80::1%25eth0]"]) {
    expect(addressBehind(PROXIES, { socket: "10.0.0.1", sent: { "x-forwarded-for": value } })).toBe("fe80::1");
  }
});

describe("a header that no proxy would write makes the address unknown", () => {
  test.each([
    ["21 hops", "x-forwarded-for", Array.from({ length: 21 }, () => "10.0.0.2").join(",")],
    ["21 elements", "forwarded", Array.from({ length: 21 }, () => "for=10.0.0.2").join(",")],
    ["one long hop", "x-forwarded-for", `${"9".repeat(4_096)},203.0.113.9`],
    ["one long string", "forwarded", `for="${"\\".repeat(4_096)}",for=203.0.113.9`],
  ] as const)("%s", (_, header, value) => {
    expect(addressBehind(PROXIES, { socket: "10.0.0.1", header, sent: { [header]: value } })).toBe("");
  });

  test("20 hops are read", () => {
    const value = ["203.0.113.9", ...Array.from({ length: 19 }, () => "10.0.0.2")].join(",");
    expect(addressBehind(PROXIES, { socket: "10.0.0.1", sent: { "x-forwarded-for": value } })).toBe("203.0.113.9");
  });
});

test.each([
  ["blanks within", "forwarded", `for=a${" ".repeat(4_000)}b`],
  ["no-break blanks within", "forwarded", `for=a${"\u00a0".repeat(4_000)}b`],
  ["blanks before a name", "forwarded", `${" ".repeat(4_000)}by=a`],
  ["an open bracket and colons", "x-forwarded-for", `[${":".repeat(4_000)}`],
  ["colons", "forwarded", `for="[${":".repeat(4_000)}"`],
] as const)("a header of 4,000 characters costs what its length costs: %s", (_, header, value) => {
  forwardedHops(value, header);
  const before = process.cpuUsage();
  for (let times = 0; times < 1_000; times++) forwardedHops(value, header);
  const { user, system } = process.cpuUsage(before);
  // 1,000 times 4,000 characters, once each: some ms. Squared, they would take half a minute.
  expect((user + system) / 1_000).toBeLessThan(2_500);
});

describe("over the wire", () => {
  const allowed = [parseNetwork("10.0.0.0/8") as Network];
  const trusted = [parseNetwork("127.0.0.1") as Network];

  /** The status of a good request with these header lines, where only 10.0.0.0/8 is allowed. */
  async function statusWith(header: "x-forwarded-for" | "forwarded", lines: readonly string[]): Promise<number> {
    await using api = await startApi({
      access: { proxies: { networks: trusted, header }, allowed: { "api.php": allowed } },
    });
    const head = [`GET /api.php?${queryOf()} HTTP/1.1`, "Host: gateway", ...lines, "", ""].join("\r\n");
    return (await sendRaw(api.port, head)).status;
  }

  test("an open quote of the client does not get it into the allowed networks", async () => {
    expect(await statusWith("forwarded", ['Forwarded: for=10.1.1.1;x=", for=203.0.113.9'])).toBe(403);
    expect(await statusWith("forwarded", ['Forwarded: for=203.0.113.9;x="", for=10.1.1.1'])).toBe(200);
  });

  test("several lines count as one, in their order: the proxy's stands last", async () => {
    const lines = (...hops: string[]) => hops.flatMap((hop) => [`X-Forwarded-For: ${hop}`, "X-Other: 1"]);
    expect(await statusWith("x-forwarded-for", lines("10.1.1.1", "203.0.113.9"))).toBe(403);
    expect(await statusWith("x-forwarded-for", lines("203.0.113.9", "10.1.1.1"))).toBe(200);
    expect(await statusWith("forwarded", ['Forwarded: for=10.1.1.1;x="', "Forwarded: for=203.0.113.9"])).toBe(403);
  });
});
