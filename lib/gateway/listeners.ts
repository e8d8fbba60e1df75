import type { AnyElysia } from "elysia";
import type { StartConfig } from "../config/index.ts";
import { defined } from "../defined.ts";
import type { Access, RequestLimits } from "../http/index.ts";
import type { GatewayContext } from "./context.ts";
import { databaseUrl } from "./data-directory.ts";
import { databaseName } from "./database-name.ts";
import { removeInstance, writeInstance } from "./instance.ts";
import { listen } from "./listener.ts";
import { listenPlain } from "./plain-listener.ts";

/** Where a gateway is reached. */
export interface GatewayUrls {
  /** As a client on this machine reaches it, without a slash at the end. */
  url: string;
  /** As clients without HTTPS reach it. */
  httpUrl?: string;
  /** As iSMS clients reach it, on a port of their own. */
  ismsUrl?: string;
}

/** Listens wherever the configuration says, and records it in the data directory. @throws GatewayError */
export async function openListeners(
  app: AnyElysia,
  config: StartConfig,
  options: Pick<GatewayContext, "directory" | "tls" | "lifecycle"> & { access: Access; limits: RequestLimits },
): Promise<GatewayUrls> {
  const { directory, tls, lifecycle, access, limits } = options;
  const listener = listen(app, config, { tls, limits });
  const { url } = listener;
  lifecycle.onClose((leftMs) => listener.close(leftMs));
  const plain = await listenPlain(app, config, { access, main: url, onClose: lifecycle.onClose });
  writeInstance(directory, { url, database: databaseName(databaseUrl(config, directory)) });
  lifecycle.onClose(() => removeInstance(directory));
  return { url, ...defined({ httpUrl: plain.http?.url, ismsUrl: plain.isms?.url }) };
}
