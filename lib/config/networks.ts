import { areWide, type Network, parseNetwork } from "../auth/index.ts";
import { no, ok, type Result } from "../result.ts";

/** Networks, each text one or several, separated by commas. */
export function parseNetworks(texts: readonly string[]): Result<readonly Network[]> {
  const networks: Network[] = [];
  for (const text of texts.flatMap((given) => given.split(",")).map((part) => part.trim())) {
    if (text === "") continue;
    const network = parseNetwork(text);
    if (network === undefined) {
      return no("must be networks such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32");
    }
    networks.push(network);
  }
  return networks.length === 0 ? no("must name at least one network") : ok(networks);
}

/** As {@link parseNetworks}, of proxies: whoever is in these networks can claim any address. */
export function parseProxies(texts: readonly string[]): Result<readonly Network[]> {
  const read = parseNetworks(texts);
  return read.ok && areWide(read.value)
    ? no(
        "must not take in so much of the Internet, because every caller there could claim any address: give the proxy's own address, such as 10.0.0.2",
      )
    : read;
}
