import type { AnyElysia } from "elysia";
import type { StartConfig } from "../config/index.ts";
import { defined } from "../defined.ts";
import type { Access, RequestLimits } from "../http/index.ts";
import type { GatewayContext } from "./context.ts";
import { databaseUrl } from "./data-directory.ts";
import { databaseName } from "./database-name.ts";
import { removeInstance, writeInstance } from "./instance.ts";
import { listen, listenForBrowsers } from "./listener.ts";
import { listenPlain } from "./plain-listener.ts";

/** Where a gateway is reached. */
export interface GatewayUrls {
  /** As a client on this machine reaches it, without a slash at the end. */
  url: string;
  /** As browsers reach it, when they have a listener of their own. */
  adminUrl?: string;
  /** As clients without HTTPS reach it. */
  httpUrl?: string;
  /** As iSMS clients reach it, on a port of their own. */
  ismsUrl?: string;
}

type ListenerOptions = Pick<GatewayContext, "directory" | "tls" | "lifecycle"> & {
  access: Access;
  limits: RequestLimits;
};

/** Listens wherever the configuration says, and records it in the data directory. @throws GatewayError */
export async function openListeners(
  app: AnyElysia,
  config: StartConfig,
  options: ListenerOptions,
): Promise<GatewayUrls> {
  const { directory, tls, lifecycle, access, limits } = options;
  const listener = listen(app, config, { tls, limits });
  const { url } = listener;
  lifecycle.onClose((leftMs) => listener.close(leftMs));
  const adminUrl = openForBrowsers(app, config, options);
  const plain = await listenPlain(app, config, { access, main: url, onClose: lifecycle.onClose });
  const database = databaseName(databaseUrl(config, directory));
  writeInstance(directory, { url, database, country: config.country, ...defined({ adminUrl }) });
  lifecycle.onClose(() => removeInstance(directory));
  return { url, ...defined({ adminUrl, httpUrl: plain.http?.url, ismsUrl: plain.isms?.url }) };
}

/** Gives its URL, where it is configured. @throws GatewayError */
function openForBrowsers(app: AnyElysia, config: StartConfig, options: ListenerOptions): string | undefined {
  const { host, adminHost = host, adminPort: port } = config;
  if (port === undefined) return undefined;
  const listener = listenForBrowsers(app, { host: adminHost, port }, options);
  options.lifecycle.onClose((leftMs) => listener.close(leftMs));
  return listener.url;
}
