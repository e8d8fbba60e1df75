import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

const MEMORY = "sqlite::memory:";
const POSTGRES_PORT = "5432";

/**
 * Which database a URL means, for people and to compare: an absolute path, or servers with ports and the database's
 * name. Never user, password or parameters.
 */
export function databaseName(url: string): string {
  if (url === MEMORY) return url;
  const file = /^sqlite:(.+)$/.exec(url)?.[1];
  if (file !== undefined) return `sqlite:${realPath(file)}`;
  const [, hosts = "", name = ""] = /^postgres(?:ql)?:\/\/(?:[^?]*@)?([^/?]*)([^?]*)/.exec(url) ?? [];
  const servers = hosts.split(",").map((host) => (/:\d+$/.test(host) ? host : `${host}:${POSTGRES_PORT}`));
  // A password with a stray / or ? moves what looks like the server: better no name than a piece of a password.
  if (!servers.every((server) => /^(?:[\w.-]*|\[[\da-f:.]+\]):\d+$/i.test(server))) return "postgres://…";
  return `postgres://${servers.join(",").toLowerCase()}${name}`;
}

/** The file may not exist yet, its directory may be a link. */
function realPath(file: string): string {
  const path = resolve(file);
  for (const [known, rest] of [
    [path, ""],
    [dirname(path), basename(path)],
  ] as const) {
    try {
      return join(realpathSync(known), rest);
    } catch {
      // Not there: the next form, at last the path as it is.
    }
  }
  return path;
}
