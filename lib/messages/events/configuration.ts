import type { ByUser } from "./fields.ts";
import { type Wordings, warning } from "./wording.ts";

export interface ConfigurationEvents {
  /** Somebody has written the configuration into a file. */
  "configuration.exported": ByUser & { details: { passwords: boolean; secrets: boolean } };
  /** Somebody has changed the configuration by a file. */
  "configuration.imported": ByUser & { details: { added: number; changed: number; leftOut: number } };
}

export const CONFIGURATION_WORDINGS: Wordings<ConfigurationEvents> = {
  "configuration.exported": warning(({ details: { passwords, secrets } }) => {
    const what = [passwords ? "the hashes of passwords" : "", secrets ? "secrets" : ""].filter((each) => each !== "");
    return `The configuration was exported${what.length === 0 ? "" : `, with ${what.join(" and ")}`}`;
  }),
  "configuration.imported": warning(
    ({ details: { added, changed, leftOut } }) =>
      `A configuration was imported: ${added} added, ${changed} changed, ${leftOut} left out`,
  ),
};
