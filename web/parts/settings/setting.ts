import type { Schemas } from "../../api.ts";

export type Described = Schemas["SettingDescription"];
export type Setting = Schemas["Setting"];
/** In the form. */
export type Value = string | string[];
