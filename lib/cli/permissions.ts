import { PERMISSIONS, PRESETS } from "../auth/index.ts";
import type { Option } from "../config/index.ts";
import { nearest } from "../nearest.ts";
import { no, ok, type Result } from "../result.ts";
import { visible } from "../visible.ts";

const IDS = Object.keys(PERMISSIONS);
export const PERMISSION_LIST = `Permissions: ${IDS.join(", ")}; all stands for every one of them.`;

const PRESET_IDS = Object.keys(PRESETS);
export const PRESET_LIST = `Presets: ${Object.entries(PRESETS)
  .map(([id, { permissions }]) => `${id} (${held(permissions)})`)
  .join(", ")}.`;

/** An option that takes permissions, with commas between them or given several times. */
export const permissionsOption = (flag: string, documentation: string): Option<readonly string[]> => ({
  flag,
  placeholder: "ID[,ID…]",
  documentation,
  repeatable: true,
  parse: (texts) => parsePermissions(texts.join(",")),
});

/** What a user holds, in words: identifiers, `all` or `no permission`. */
export function held(permissions: readonly string[]): string {
  return IDS.every((id) => permissions.includes(id)) ? "all" : permissions.join(", ") || "no permission";
}

/** Permissions by their identifiers, separated by commas, or `all`. */
export function parsePermissions(text: string): Result<readonly string[]> {
  const asked = text
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
  if (asked.length === 1 && asked[0] === "all") return ok(IDS);
  const unknown = asked.find((id) => !IDS.includes(id));
  if (unknown === undefined) {
    return asked.length === 0 ? no("must name at least one permission") : ok(asked);
  }
  const close = nearest(unknown, IDS);
  return no(
    `no permission is called ${unknown}${close === undefined ? `; there are ${IDS.join(", ")}` : `; did you mean ${close}?`}`,
  );
}

/** What the preset of this identifier gives. */
export function parsePreset(id: string): Result<readonly string[]> {
  const preset = Object.entries(PRESETS).find(([each]) => each === id)?.[1];
  return preset === undefined
    ? no(`no preset is called ${visible(id)}; there are ${PRESET_IDS.join(", ")}`)
    : ok(preset.permissions);
}
