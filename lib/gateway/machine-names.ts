import { readFileSync } from "node:fs";
import { hostname, type NetworkInterfaceInfo, networkInterfaces } from "node:os";
import { canonicalAddress } from "../auth/index.ts";

/** What a machine says of itself. */
interface Machine {
  hostname: string;
  /** As in `/etc/hosts`. */
  hosts: string;
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>;
  /** As in `/proc/net/if_inet6`: address, index, prefix length, scope, flags, interface. */
  flags: string;
}

/** 64: more than the names and addresses of a usual machine; a host of many containers must not make the certificate huge. */
const MOST_NAMES = 64;

/** The names and addresses by which other machines may know this one, without asking the network. */
export function machineNames(machine: Machine = thisMachine()): string[] {
  const names = [machine.hostname, ...aliases(machine)].filter((name) => name !== "" && name !== "localhost");
  const temporary = temporaryAddresses(machine.flags);
  const addresses = Object.values(machine.interfaces)
    .flatMap((found) => found ?? [])
    .filter(({ internal, address }) => !internal && !isLinkLocal(address))
    .map(({ address }) => address)
    .filter((address) => !temporary.has(expanded(address)));
  return [...new Set([...names, ...addresses])].slice(0, MOST_NAMES);
}

/** What stands beside the machine's own name, as `hostname --fqdn` finds it. */
function aliases({ hostname: own, hosts }: Machine): string[] {
  const lines = hosts.split("\n").map((line) => line.replace(/#.*/, "").trim().split(/\s+/).slice(1));
  return lines.filter((names) => names.includes(own)).flat();
}

/** Each is used by the machine that it is on alone, whatever the address: RFC 3927, RFC 4291 §2.5.6. */
function isLinkLocal(address: string): boolean {
  return address.startsWith("169.254.") || /^fe[89ab]/i.test(address);
}

/** Addresses that change every day (RFC 8981): `IFA_F_TEMPORARY`. */
function temporaryAddresses(flags: string): Set<string> {
  const rows = flags.split("\n").map((line) => line.trim().split(/\s+/));
  return new Set(rows.filter(([, , , , flag]) => (Number.parseInt(flag ?? "", 16) & 1) === 1).map(([hex = ""]) => hex));
}

/** `2001:db8::7` as `20010db8000000000000000000000007`. */
function expanded(address: string): string {
  const [head = "", tail] = (canonicalAddress(address) ?? "").split("::");
  const groups = (text: string | undefined) => (text ? text.split(":") : []);
  const [before, after] = [groups(head), groups(tail)];
  const zeros = new Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  return [...before, ...zeros, ...after].map((group) => group.padStart(4, "0")).join("");
}

function thisMachine(): Machine {
  return {
    hostname: hostname(),
    hosts: contentOf("/etc/hosts"),
    interfaces: networkInterfaces(),
    flags: contentOf("/proc/net/if_inet6"),
  };
}

/** Nothing where a system has no such file. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
