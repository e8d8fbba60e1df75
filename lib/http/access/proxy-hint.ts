import { networkOfClient } from "../../auth/index.ts";
import type { Log } from "../../log.ts";

/** What proxies add. */
const HEADERS = ["x-forwarded-for", "forwarded", "x-forwarded-prefix"] as const;
/** 200 networks are reported at most, since any client can send these headers; a gateway has few proxies. */
const MOST_REPORTED = 200;

/**
 * Makes what reports requests of proxies that are not trusted, once per network of a client: else nobody understands why all clients
 * have the proxy's address, and cookies and links are wrong.
 */
export function createProxyHint(log: Pick<Log, "warn">) {
  const reported = new Set<string>();
  return ({ headers }: Request, address: string): void => {
    const header = HEADERS.find((name) => headers.has(name));
    if (header === undefined || address === "" || reported.size >= MOST_REPORTED) return;
    const network = networkOfClient(address);
    if (reported.has(network)) return;
    reported.add(network);
    log.warn(
      { address, header, option: `--trusted-proxies ${address}` },
      "a request came through a proxy that is not trusted, so what the proxy says of its client is ignored; the option trusts it",
    );
  };
}
