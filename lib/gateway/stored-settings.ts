import { readStoredTexts, STORED_SETTINGS, type StoredTexts } from "../config/index.ts";
import type { SettingsStore } from "../store/index.ts";

/** The settings that the database keeps. @throws StoreFailure */
export async function readStoredSettings(settings: Pick<SettingsStore, "list">): Promise<StoredTexts> {
  return readStoredTexts(await settings.list(STORED_SETTINGS));
}
