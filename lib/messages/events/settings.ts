import type { ByUser } from "./fields.ts";
import { info, type Wordings, warning } from "./wording.ts";

export interface SettingEvents {
  /** Somebody changed a setting. `•••` stands for a secret, `default` for no value. */
  "setting.changed": ByUser & { details: { setting: string; before: string; after: string } };
  /** The database keeps a value of a setting that cannot be used: its default stands. */
  "setting.unusable": { setting: string; problem: string };
}

export const SETTING_WORDINGS: Wordings<SettingEvents> = {
  "setting.changed": info(
    ({ details: { setting, before, after } }) => `Setting ${setting} was changed from ${before} to ${after}`,
  ),
  "setting.unusable": warning(
    ({ setting, problem }) => `The stored value of setting ${setting} cannot be used (${problem}): the default stands`,
  ),
};
