import { lookup as lookUpName } from "node:dns/promises";
import { isIP } from "node:net";
import { no, ok, type Result } from "../../../result.ts";
import { addressProblem, type IsNamedTarget } from "./guard.ts";

export interface ResolvedAddress {
  address: string;
  family: number;
}

/** Why nothing is sent to a host. */
interface ResolveProblem {
  error: string;
  /** Another attempt would end the same. */
  isFinal?: true;
}

/** All addresses of a host, when every one of them may be sent to. Rejects with the resolver's error. */
export type ResolveTarget = (host: string) => Promise<Result<readonly ResolvedAddress[], ResolveProblem>>;

/**
 * Makes the look-up, which has the guard of targets in it.
 *
 * @param options.isNamed  lets in what is refused by default; asked for every look-up
 * @param options.resolve  all addresses of a name
 */
export function createResolve(options: {
  isNamed: IsNamedTarget;
  resolve?: ((host: string) => Promise<readonly ResolvedAddress[]>) | undefined;
}): ResolveTarget {
  const { isNamed, resolve = (host) => lookUpName(host, { all: true }) } = options;
  return async (host) => {
    const family = isIP(host);
    const addresses = family === 0 ? await resolve(host) : [{ address: host, family }];
    for (const { address } of addresses) {
      const problem = addressProblem(address);
      if (problem === undefined || isNamed({ host, address })) continue;
      const what = family === 0 ? `${host} leads to ${address}, which is` : `${host} is`;
      return no({ error: `${what} ${problem}: only --allow-targets lets requests go there`, isFinal: true });
    }
    return addresses.length === 0 ? no({ error: `${host} has no address` }) : ok(addresses);
  };
}
