import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A network of IPv4 or IPv6 addresses; a single address is a network of one. */
export interface Network {
  /** As people write it: `10.0.0.0/8`, `192.0.2.7`, `2001:db8::/32`. The host's bits are zero. */
  readonly text: string;
  readonly address: Address;
  readonly prefix: number;
}

/**
 * Reads `10.0.0.0/8`, `192.0.2.7`, `2001:db8::/32`; `undefined` when it is none of these. IPv4 written as IPv6 is IPv4.
 * Short forms such as `10.1` are refused: people read different addresses in them.
 */
export function parseNetwork(text: string): Network | undefined {
  const [host = "", length, ...rest] = text.trim().split("/");
  const given = readExactAddress(host);
  if (given === undefined || rest.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const whole = bitsOf(given);
  const asked = length === undefined ? whole : Number(length);
  if (asked > whole) return undefined;
  const mapped = isMapped(given);
  // A network wider than the mapped range is one of IPv6.
  if (mapped && asked < 96) return undefined;
  const address = mapped ? (given as ipaddr.IPv6).toIPv4Address() : given;
  const prefix = mapped ? asked - 96 : asked;
  const first = withoutHostBits(address, prefix);
  return {
    text: prefix === bitsOf(first) ? first.toString() : `${first.toString()}/${prefix}`,
    address: first,
    prefix,
  };
}

/** Whether an address lies in one of the networks. One that is unknown or unreadable lies in none. */
export function isInNetworks(networks: readonly Network[], address: string): boolean {
  if (networks.length === 0) return false;
  const client = readAddress(address);
  if (client === undefined) return false;
  return networks.some(
    (network) => network.address.kind() === client.kind() && matches(client, network.address, network.prefix),
  );
}

/** Four times 10.0.0.0/8, and four /16 of IPv6: proxies, and even the networks of a large provider, are far smaller. */
const WIDE = { ipv4: 4 * 2 ** -8, ipv6: 4 * 2 ** -16 };

/** Whether networks together hold a large share of the addresses of the Internet. Local ones of IPv6 are nobody else's. */
export function areWide(networks: readonly Network[]): boolean {
  const once = [...new Map(networks.map((network) => [network.text, network])).values()];
  return (["ipv4", "ipv6"] as const).some((kind) => {
    const shares = once
      .filter((network) => network.address.kind() === kind && !isLocal(network))
      .map(({ prefix }) => 2 ** -prefix);
    return shares.reduce((sum, share) => sum + share, 0) > WIDE[kind];
  });
}

/** fc00::/7 (RFC 4193) and fe80::/10 (RFC 4291 §2.5.6). */
function isLocal({ address, prefix }: Network): boolean {
  const range = address.kind() === "ipv6" ? address.range() : "";
  return (range === "uniqueLocal" && prefix >= 7) || (range === "linkLocal" && prefix >= 10);
}

/** The address in its one usual form, IPv4 written as IPv6 as IPv4, no zone; `undefined` when it is none. */
export function canonicalAddress(text: string): string | undefined {
  return readAddress(text)?.toString();
}

/** The network that counts as one client: one holder of IPv6 has at least a /64. What is no address stands for itself. */
export function networkOfClient(text: string): string {
  if (!text.includes(":")) return text;
  const address = readAddress(text);
  if (address === undefined) return text;
  return address.kind() === "ipv4" ? address.toString() : withoutHostBits(address, 64).toString();
}

function readAddress(text: string): Address | undefined {
  // Only IPv6 has zones (RFC 4007 §11).
  const address = readExactAddress(text.includes(":") ? (text.split("%", 1)[0] ?? "") : text);
  return address !== undefined && isMapped(address) ? (address as ipaddr.IPv6).toIPv4Address() : address;
}

function readExactAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return text.includes(":") && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
}

const isMapped = (address: Address) => address.kind() === "ipv6" && (address as ipaddr.IPv6).isIPv4MappedAddress();
const bitsOf = (address: Address) => (address.kind() === "ipv4" ? 32 : 128);

function matches(client: Address, network: Address, prefix: number): boolean {
  return (client as ipaddr.IPv6).match(network as ipaddr.IPv6, prefix);
}

function withoutHostBits(address: Address, prefix: number): Address {
  const bytes = address.toByteArray().map((byte, at) => {
    const kept = Math.min(8, Math.max(0, prefix - at * 8));
    return byte & (0xff << (8 - kept)) & 0xff;
  });
  return ipaddr.fromByteArray(bytes);
}
