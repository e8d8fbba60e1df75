import { StoreFailure } from "../messages/index.ts";

/** The servers that a PostgreSQL URL names, in order. */
interface PostgresHosts {
  /** One URL for each, never empty. */
  urls: readonly [string, ...string[]];
  /** Only a server that accepts writes is used, no standby. */
  mustWrite: boolean;
}

const PARTS = /^(postgres(?:ql)?:\/\/(?:[^@/?]*@)?)([^/?]*)([^?]*)(?:\?(.*))?$/;

/**
 * Reads `postgres://USER:PASSWORD@a:5432,b:5432/NAME?target_session_attrs=read-write`, as libpq does. Of several
 * servers the gateway uses the first that accepts writes, even without the parameter.
 *
 * @throws StoreFailure kind "invalid"; the sentence does not repeat the URL, which may hold a password
 */
export function parsePostgresHosts(url: string): PostgresHosts {
  const found = PARTS.exec(url);
  if (found === null) throw invalid("the database URL is not a PostgreSQL URL");
  const [, start = "", list = "", path = "", query] = found;
  const parameters = new URLSearchParams(query ?? "");
  const wanted = parameters.get("target_session_attrs");
  if (wanted !== null && !(wanted in WANTED)) {
    throw invalid(
      `target_session_attrs=${wanted} of the database's URL cannot be used: the gateway writes, so it is read-write, primary or any`,
    );
  }
  parameters.delete("target_session_attrs");
  const rest = `${path}${parameters.size > 0 ? `?${parameters}` : ""}`;
  const [first = "", ...others] = list.split(",");
  if (others.length > 0 && [first, ...others].includes("")) {
    throw invalid("the database's URL names several hosts, one of which is empty");
  }
  const urlOf = (host: string) => {
    const one = `${start}${host}${rest}`;
    if (!URL.canParse(one)) throw invalid(`${nameOf(host)} of the database's URL cannot be read`);
    return one;
  };
  return {
    urls: [urlOf(first), ...others.map(urlOf)],
    mustWrite: wanted === null ? others.length > 0 : wanted !== "any",
  };
}

/** With a stray / in a password, what looks like the host is a piece of it. */
const nameOf = (host: string) => (/^[\w.-]+(:\d+)?$/.test(host) ? `the host ${host}` : "a host, or the password,");

const WANTED = { any: true, "read-write": true, primary: true };

const invalid = (message: string) => new StoreFailure("invalid", message);
