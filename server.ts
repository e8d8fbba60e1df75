#!/usr/bin/env bun
import { Elysia } from "elysia";
import { type AppParts, createCommandLine, runAsProcess } from "./lib/cli/index.ts";
import {
  createAlerts,
  createApiPhp,
  createDocs,
  createErrorHandling,
  createHealth,
  createRest,
  createSimulatorApi,
  createTelegramWebhook,
} from "./lib/http/index.ts";

/** The gateway's HTTP side: one app from explicit parts. It listens when its owner says so. */
export function createApp(parts: AppParts) {
  const { version, clock } = parts;
  return new Elysia({ name: "aldis" })
    .use(createErrorHandling(parts))
    .use(createDocs(parts))
    .use(createApiPhp(parts)) // GET and POST /api.php
    .use(createAlerts(parts)) // POST /api/v1/alerts
    .use(createRest(parts)) // /api
    .use(createTelegramWebhook(parts)) // POST /telegram/webhook
    .use(createHealth({ version, now: clock.now, checks: parts.checks }))
    .use(createSimulatorApi({ ...parts, now: clock.now }));
}

if (import.meta.main) await runAsProcess(createCommandLine({ createApp }));
