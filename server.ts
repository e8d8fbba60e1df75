#!/usr/bin/env bun
import { Elysia } from "elysia";
import { type AppParts, createCommandLine, runAsProcess } from "./lib/cli/index.ts";
import {
  createAlerts,
  createApiPhp,
  createCheckPhp,
  createCommandsPhp,
  createDocs,
  createErrorHandling,
  createFront,
  createHealth,
  createIsms,
  createRest,
  createSimulatorApi,
  createTelegramWebhook,
} from "./lib/http/index.ts";

/** The gateway's HTTP side: one app from explicit parts. It listens when its owner says so. */
export function createApp(parts: AppParts) {
  const { clock } = parts;
  return new Elysia({ name: "aldis" })
    .use(createFront(parts))
    .use(createErrorHandling(parts))
    .use(createDocs(parts))
    .use(createApiPhp(parts)) // GET and POST /api.php
    .use(createAlerts(parts)) // POST /api/v1/alerts
    .use(createRest(parts)) // /api
    .use(createTelegramWebhook(parts)) // POST /telegram/webhook
    .use(createCheckPhp({ ...parts, enabled: parts.enabled.checkPage }))
    .use(createCommandsPhp(parts))
    .use(createIsms({ ...parts, enabled: parts.enabled.isms, sends: parts.ismsSends })) // /sendmsg, /querymsg
    .use(createHealth({ ...parts, now: clock.now }))
    .use(createSimulatorApi({ ...parts, now: clock.now }));
}

if (import.meta.main) await runAsProcess(createCommandLine({ createApp }));
