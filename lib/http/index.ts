/** The HTTP doors, as Elysia plugins: one a controller. */
export { type Access, type AllowedNetworks, createAccess, type Interface } from "./access/access.ts";
export { createAlerts } from "./alerts/index.ts";
export { createApiPhp, REQUEST_LIMITS, type RequestLimits } from "./api-php.ts";
export { createCheckPhp } from "./check-php.ts";
export { createCommandsPhp, type GatewayCommand } from "./commands-php.ts";
export { createDocs } from "./docs.ts";
export { createErrorHandling } from "./errors.ts";
export { createFront } from "./front.ts";
export { createHealth, type HealthCheck, type HealthChecks, type HealthReport } from "./health.ts";
export { createIsms } from "./isms/index.ts";
export { createRest, restDocument } from "./rest/index.ts";
export type { BuildInfo } from "./rest/state.ts";
export { withSafeHeaders } from "./safe-headers.ts";
export { createServeOptions } from "./serve-options.ts";
export { createSimulatorApi } from "./simulator-api.ts";
export { createTelegramWebhook, TELEGRAM_WEBHOOK_PATH, type TelegramWebhook } from "./telegram-webhook.ts";
