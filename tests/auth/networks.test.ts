import { expect, test } from "bun:test";
import { canonicalAddress, isInNetworks, type Network, parseNetwork } from "../../lib/auth/index.ts";

const networks = (...texts: string[]): Network[] =>
  texts.map(parseNetwork).filter((network): network is Network => network !== undefined);

test.each([
  ["10.1.2.3/8", "10.0.0.0/8"],
  ["192.0.2.7", "192.0.2.7"],
  [" 192.0.2.7/32 ", "192.0.2.7"],
  ["0.0.0.0/0", "0.0.0.0/0"],
  ["2001:DB8:1::5/32", "2001:db8::/32"],
  ["2001:db8::5/128", "2001:db8::5"],
  ["::/0", "::/0"],
  ["::ffff:10.1.2.3/104", "10.0.0.0/8"],
  ["::ffff:10.0.0.1", "10.0.0.1"],
])("%s is the network %s", (text, network) => {
  expect(parseNetwork(text)?.text).toBe(network);
});

test.each([
  "",
  "10.1",
  "010.0.0.1",
  "10.0.0.1/33",
  "10.0.0.1/",
  "10.0.0.1/8/8",
  "10.0.0.0/-1",
  "::1/129",
  "::ffff:10.0.0.1/8",
  "host",
  "0x7f.0.0.1",
  "10.0.0.0/0x8",
])("“%s” is no network", (text) => {
  expect(parseNetwork(text)).toBeUndefined();
});

test.each([
  ["10.0.0.0/8", "10.255.255.255", true],
  ["10.0.0.0/8", "11.0.0.0", false],
  ["10.0.0.0/8", "::ffff:10.1.1.1", true],
  ["192.0.2.7", "192.0.2.7", true],
  ["192.0.2.7", "192.0.2.8", false],
  ["192.0.2.0/23", "192.0.3.255", true],
  ["0.0.0.0/0", "203.0.113.1", true],
  ["0.0.0.0/0", "2001:db8::1", false],
  ["::/0", "2001:db8::1", true],
  ["::/0", "203.0.113.1", false],
  ["fe80::/10", "fe80::1%eth0", true],
  ["2001:db8::/33", "2001:db8:8000::1", false],
  ["0.0.0.0/0", "", false],
  ["0.0.0.0/0", "unknown", false],
])("%s holds %s: %p", (network, address, holds) => {
  expect(isInNetworks(networks(network), address)).toBe(holds);
});

test("of several networks one is enough, and none hold nobody", () => {
  expect(isInNetworks(networks("192.0.2.7", "10.0.0.0/8"), "10.0.0.1")).toBe(true);
  expect(isInNetworks([], "10.0.0.1")).toBe(false);
});

test.each([
  ["::FFFF:10.0.0.1", "10.0.0.1"],
  ["2001:DB8:0:0:0::1", "2001:db8::1"],
  ["fe80::1%eth0", "fe80::1"],
  ["10.0.0.1", "10.0.0.1"],
])("%s is written as %s", (text, address) => {
  expect(canonicalAddress(text)).toBe(address);
});
