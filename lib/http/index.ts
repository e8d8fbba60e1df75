/** The HTTP interfaces, as Elysia plugins: one per controller. */
export { type Access, createAccess } from "./access/access.ts";
export { createAlerts } from "./alerts/index.ts";
export { createDocs } from "./docs.ts";
export { createHealth, type HealthCheck, type HealthReport } from "./health.ts";
export { createIsms } from "./isms/index.ts";
export { createApiPhp } from "./php/api-php.ts";
export { createCheckPhp } from "./php/check-php.ts";
export { createCommandsPhp, type GatewayCommand } from "./php/commands-php.ts";
export { createErrorHandling } from "./plumbing/errors.ts";
export { createFront } from "./plumbing/front.ts";
export type { RequestLimits } from "./plumbing/request-limits.ts";
export { withSafeHeaders } from "./plumbing/safe-headers.ts";
export { createServeOptions } from "./plumbing/serve-options.ts";
export { createRest, restDocument } from "./rest/index.ts";
export type { BuildInfo } from "./rest/state.ts";
export { createSimulatorApi } from "./simulator-api.ts";
export { createTelegramWebhook, TELEGRAM_WEBHOOK_PATH, type TelegramWebhook } from "./telegram-webhook.ts";
export { createV1 } from "./v1/index.ts";
