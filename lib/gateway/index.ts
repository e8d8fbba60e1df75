/** The composition root: what is made, in which order it starts and stops. */
export type { AppParts } from "./app-parts.ts";
export { makeBackupFile } from "./backups/make.ts";
export { restoreData } from "./backups/restore.ts";
export { banner } from "./banner.ts";
export type { ConfigurationDesk, ConfigurationProblem } from "./configuration/desk.ts";
export { LARGEST_CONFIGURATION } from "./configuration/file.ts";
export type { ConfigurationPlan } from "./configuration/plan.ts";
export { IMPORT_SETTING, openContacts } from "./contacts.ts";
export { databaseUrl, keepDataPrivate, prepareDataDirectory } from "./data-directory.ts";
export { databaseName } from "./database-name.ts";
export { examine } from "./doctor/index.ts";
export { GatewayError, unusableDatabase } from "./error.ts";
export { createStoredEvents } from "./events.ts";

export { missingNamesIn, openChecks, openConfiguration, openRules, openWebhooks, optedOutIn } from "./for-commands.ts";

export { readInstance } from "./instance.ts";
export { listenProblem } from "./listener.ts";
export { openModemChanges } from "./modem-changes.ts";
export { type ModemSnapshot, readModemSnapshot } from "./modem-snapshot.ts";
export { type SeenNode, seenNodes } from "./nodes.ts";
export { openAlarms } from "./open-alarms.ts";
export { openData } from "./open-data.ts";
export { compactDatabase, RETENTION_KEYS, retentionRules } from "./retention.ts";
export { createSecretKey } from "./secret-key.ts";
export { createSettingsDesk, type SettingChanges, type SettingsDesk } from "./settings-desk.ts";
export { setupLink } from "./setup-link.ts";
export { type CreateApp, startGateway } from "./start.ts";
export { createStoredPinMemory } from "./stored-pin-memory.ts";
export { readStoredSettings } from "./stored-settings.ts";
export { makeSupportInfo } from "./support-info/index.ts";
export { logCertificate } from "./tls.ts";
