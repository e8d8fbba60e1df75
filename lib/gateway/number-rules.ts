import type { StartConfig } from "../config/index.ts";
import { createNumberRules, type NumberRules } from "../routing/index.ts";
import type { LiveConfig } from "./live-config.ts";

/** Which numbers may be reached, by the settings as they are now. */
export const followNumberRules = (
  { country }: Pick<StartConfig, "country">,
  live: Pick<LiveConfig, "get" | "derive">,
): (() => NumberRules) =>
  live.derive(() =>
    createNumberRules({
      country,
      allowed: live.get("numbersAllowed"),
      blocked: live.get("numbersBlocked"),
      emergency: live.get("emergencyAllowed"),
    }),
  );
