import { type Network, parseNetwork } from "../auth/index.ts";
import { no, ok, type Result } from "../result.ts";

/** Receivers that requests may go to although they lie on this machine or its own wire. */
export interface AllowedTargets {
  networks: readonly Network[];
  /** Names, in lower case. */
  hosts: readonly string[];
}

/** Networks, addresses and host names, each text one or several, separated by commas. */
export function parseTargets(texts: readonly string[]): Result<AllowedTargets> {
  const networks: Network[] = [];
  const hosts: string[] = [];
  for (const text of texts.flatMap((given) => given.split(",")).map((part) => part.trim())) {
    if (text === "") continue;
    const network = parseNetwork(text);
    const host = network === undefined ? hostOf(text) : undefined;
    if (network !== undefined) networks.push(network);
    else if (host !== undefined) hosts.push(host);
    else
      return no("must be addresses such as 127.0.0.1, networks such as 169.254.0.0/16 or host names such as localhost");
  }
  return networks.length + hosts.length === 0 ? no("must name at least one target") : ok({ networks, hosts });
}

/** As a URL has it. What a URL reads as an address is to be written as one. */
function hostOf(text: string): string | undefined {
  if (!/^[\p{L}\p{N}_.-]{1,253}$/u.test(text)) return undefined;
  const host = URL.parse(`http://${text}/`)?.hostname;
  return host === undefined || /^[\d.]+$/.test(host) ? undefined : host;
}
