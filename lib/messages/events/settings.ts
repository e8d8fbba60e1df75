import { type Wordings, warning } from "./wording.ts";

export interface SettingEvents {
  /** The database keeps a value of a setting that cannot be used: its default stands. */
  "setting.unusable": { setting: string; problem: string };
}

export const SETTING_WORDINGS: Wordings<SettingEvents> = {
  "setting.unusable": warning(
    ({ setting, problem }) => `The stored value of setting ${setting} cannot be used (${problem}): the default stands`,
  ),
};
