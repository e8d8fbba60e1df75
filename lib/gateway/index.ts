/** The composition root: what is made, in which order it starts and stops. */
export type { AppParts } from "./app-parts.ts";
export { banner } from "./banner.ts";
export { IMPORT_SETTING, openContacts } from "./contacts.ts";
export { databaseFile, databaseUrl, keepDataPrivate, prepareDataDirectory } from "./data-directory.ts";
export { databaseName } from "./database-name.ts";
export { GatewayError, unusableDatabase } from "./error.ts";
export { createStoredEvents } from "./events.ts";
export { readInstance } from "./instance.ts";
export { listenProblem } from "./listener.ts";
export { openModemChanges } from "./modem-changes.ts";
export { type ModemSnapshot, readModemSnapshot } from "./modem-snapshot.ts";
export { openData } from "./open-data.ts";
export { createSettingsDesk, type SettingChanges, type SettingsDesk } from "./settings-desk.ts";
export { setupLink } from "./setup-link.ts";
export { type CreateApp, startGateway } from "./start.ts";
export { createStoredPinMemory } from "./stored-pin-memory.ts";
export { readStoredSettings } from "./stored-settings.ts";
export { logCertificate } from "./tls.ts";
