import type { SecretBox } from "../auth/index.ts";
import {
  everySetting,
  type OpenTexts,
  readStoredTexts,
  type SealedTexts,
  STORED_SETTINGS,
  type StoredTexts,
  sealedTexts,
  storedKey,
} from "../config/index.ts";
import type { Result } from "../result.ts";
import type { SettingsStore } from "../store/index.ts";

/** Gives the key of this installation's secrets, see `openSecretKey`. */
export type SecretKey = () => Promise<Result<SecretBox>>;

/** The settings that the database keeps, secrets opened. One that cannot be opened has no texts. @throws StoreFailure */
export async function readStoredSettings(
  settings: Pick<SettingsStore, "list">,
  secretKey: SecretKey,
): Promise<StoredTexts> {
  const values = await settings.list(STORED_SETTINGS);
  return readStoredTexts(values, await openerOf(values, secretKey));
}

/** What opens the sealed values among these: the key is read, and made, for no others. @throws StoreFailure */
export async function openerOf(values: ReadonlyMap<string, unknown>, secretKey: SecretKey): Promise<OpenTexts> {
  if (![...values.values()].some((value) => sealedTexts(value) !== undefined)) return () => undefined;
  const box = await secretKey();
  return (sealed, flag) => {
    const json = box.ok ? box.value.open(sealed, purposeOf(flag)) : undefined;
    return json === undefined ? undefined : (JSON.parse(json) as string[]);
  };
}

/** How the database keeps the texts of a secret. */
export const sealTexts = (box: SecretBox, flag: string, texts: readonly string[]): SealedTexts => ({
  sealed: box.seal(JSON.stringify(texts), purposeOf(flag)),
});

/** Seals the secrets that earlier versions have stored as plain texts; without the key they stay as they are. @throws StoreFailure */
export async function sealStoredSettings(
  settings: Pick<SettingsStore, "list" | "change">,
  secretKey: SecretKey,
): Promise<void> {
  if (plainSecrets(await settings.list(STORED_SETTINGS)).length === 0) return;
  const box = await secretKey();
  if (!box.ok) return;
  await settings.change(STORED_SETTINGS, (values) => ({
    set: Object.fromEntries(
      plainSecrets(values).map(({ key, flag, texts }) => [key, { ...sealTexts(box.value, flag, texts) }]),
    ),
  }));
}

const plainSecrets = (values: ReadonlyMap<string, unknown>) => {
  const stored = readStoredTexts(values, () => undefined);
  return everySetting().flatMap(([name, setting]) => {
    const texts = stored.get(name) ?? [];
    return setting.secret && texts.length > 0 ? [{ key: storedKey(setting), flag: setting.flag, texts }] : [];
  });
};

const purposeOf = (flag: string) => `setting ${flag}`;
