import type { Log } from "../log.ts";
import { StoreFailure } from "../messages/index.ts";
import type { Backend } from "./backend.ts";
import type { TextKeys } from "./sealing/sealed-texts.ts";
import { openSqlite } from "./sqlite.ts";

/** The database of a URL, as `openStore` takes it. @throws StoreFailure */
export async function openBackend(options: {
  url: string;
  log?: Log;
  lockWaitMs?: number;
  distrustsLog?: boolean;
  texts?: TextKeys;
}): Promise<Backend> {
  const { url } = options;
  if (url.startsWith("sqlite:")) return openSqlite(url.slice("sqlite:".length), options);
  if (/^postgres(ql)?:\/\//.test(url)) return (await import("./postgres.ts")).openPostgres(url, options);
  throw new StoreFailure("invalid", "a database URL starts with sqlite: or postgres://");
}

/** The file of a URL for SQLite; undefined for a server, or for a database in memory. */
export function databaseFileOf(url: string): string | undefined {
  const file = /^sqlite:(.+)$/.exec(url)?.[1];
  return file === ":memory:" ? undefined : file;
}
