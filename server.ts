#!/usr/bin/env bun
import { Elysia } from "elysia";
import { type AppParts, createCommandLine, runAsProcess } from "./lib/cli/index.ts";
import {
  createApiPhp,
  createCheckPhp,
  createCommandsPhp,
  createDocs,
  createErrorHandling,
  createFront,
  createHealth,
  createHeartbeat,
  createIsms,
  createMetricsPage,
  createReady,
  createRest,
  createTelegramWebhook,
  createV1,
  createWeb,
} from "./lib/http/index.ts";

/** The gateway's HTTP side: one app from explicit parts. It listens when its owner says so. */
export function createApp(parts: AppParts) {
  return new Elysia({ name: "aldis" })
    .use(createFront(parts))
    .use(createErrorHandling(parts))
    .use(createDocs(parts))
    .use(createApiPhp(parts)) // GET and POST /api.php
    .use(createV1(parts)) // /api/v1
    .use(createRest(parts)) // /api
    .use(createWeb(parts)) // / and the pages of the web interface
    .use(createTelegramWebhook(parts)) // POST /telegram/webhook
    .use(createHeartbeat(parts)) // GET and POST /heartbeat/KEY
    .use(createCheckPhp({ ...parts, enabled: parts.hasCheckPage }))
    .use(createCommandsPhp(parts))
    .use(createIsms({ ...parts, enabled: parts.enabled.isms, sends: parts.ismsSends })) // /sendmsg, /querymsg
    .use(createMetricsPage(parts)) // GET /metrics
    .use(createReady(parts)) // GET /readyz
    .use(createHealth(parts));
}

if (import.meta.main) await runAsProcess(createCommandLine({ createApp }));
