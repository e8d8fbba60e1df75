import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Whether a target that is refused by default is named in `--allow-targets`. `host` is a name or an address, as in the URL. */
export type IsNamedTarget = (target: { host: string; address: string }) => boolean;

/** An address without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "");

/**
 * Why a URL cannot be saved, in words that follow the name of its field; `undefined` when it can. Only an address is judged: where
 * a name leads is known when it is used, and may be another place each time.
 */
export function urlProblem(text: string, isNamed: IsNamedTarget): string | undefined {
  const url = URL.parse(text);
  return url === null ? undefined : targetProblem(hostOf(url), isNamed);
}

/** As {@link urlProblem}, of a host: a name or an address. */
export function targetProblem(host: string, isNamed: IsNamedTarget): string | undefined {
  if (isIP(host) === 0) return undefined;
  const problem = addressProblem(host);
  if (problem === undefined || isNamed({ host, address: host })) return undefined;
  return `leads to ${host}, which is ${problem}: nothing is sent there unless the setting “Allowed targets on this machine” (--allow-targets) names it`;
}

/** Amazon's metadata service by IPv6, which lies in no range that is refused: the same as 169.254.169.254. */
const METADATA_IPV6 = "fd00:ec2::254";

/**
 * Why nothing may be sent to an address, in words that follow "is"; `undefined` when it may. Refused is what lies on this machine
 * or its own wire, in every form in which an address of IPv4 can be written as one of IPv6. Pure.
 */
export function addressProblem(text: string): string | undefined {
  if (!ipaddr.isValid(text)) return "not an address";
  const address = ipaddr.parse(text);
  if (address.kind() === "ipv6") {
    const ipv6 = address as ipaddr.IPv6;
    if (ipv6.toString() === METADATA_IPV6) return "a link-local address";
    const inside = embeddedIpv4(ipv6);
    if (inside !== undefined) return problemOf(inside);
  }
  return problemOf(address);
}

function problemOf(address: ipaddr.IPv4 | ipaddr.IPv6): string | undefined {
  switch (address.range()) {
    case "loopback":
      return "an address of this machine";
    case "linkLocal":
      return "a link-local address";
    case "unspecified":
      return "an unspecified address";
    default:
      return undefined;
  }
}

/**
 * The IPv4 address that a machine may take an IPv6 address for: mapped (RFC 4291 §2.5.5.2), compatible (§2.5.5.1), translated (RFC
 * 2765), by NAT64 (RFC 6052) or 6to4 (RFC 3056).
 */
function embeddedIpv4(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const { parts } = address;
  const startsWith = (...first: number[]) => first.every((part, at) => parts[at] === part);
  const at = (index: number) => {
    const bytes = [parts[index] ?? 0, parts[index + 1] ?? 0].flatMap((part) => [part >> 8, part & 0xff]);
    return new ipaddr.IPv4(bytes);
  };
  if (startsWith(0, 0, 0, 0, 0, 0xffff) || startsWith(0, 0, 0, 0, 0xffff, 0)) return at(6);
  if (startsWith(0x64, 0xff9b, 0, 0, 0, 0) || startsWith(0x64, 0xff9b, 1)) return at(6);
  if (startsWith(0x2002)) return at(1);
  // `::` and `::1` are addresses of their own.
  return startsWith(0, 0, 0, 0, 0, 0) && (parts[6] ?? 0) !== 0 ? at(6) : undefined;
}
