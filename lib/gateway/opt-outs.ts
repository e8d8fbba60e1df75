import type { Config, StartConfig } from "../config/index.ts";
import {
  createOptOutDesk,
  createOptOutReader,
  createRoutes,
  type OptOutDesk,
  type OptOutSettings,
} from "../routing/index.ts";
import type { GatewayContext } from "./context.ts";
import type { LiveConfig } from "./live-config.ts";
import { followNumberRules } from "./number-rules.ts";

/** Makes what reads received messages for STOP and START, and what people do about numbers that opted out. */
export function createOptOuts(
  config: Pick<StartConfig, "country" | "routes">,
  { store, events, log, clock, live }: GatewayContext & { live: LiveConfig },
): { asks: ReturnType<typeof createOptOutReader>; desk: OptOutDesk } {
  const settings = live.derive(() =>
    optOutSettings({
      optOut: live.get("optOut"),
      optOutWords: live.get("optOutWords"),
      optInWords: live.get("optInWords"),
      optOutConfirmation: live.get("optOutConfirmation"),
      optInConfirmation: live.get("optInConfirmation"),
    }),
  );
  const rules = followNumberRules(config, live);
  const { laneOf } = createRoutes(config.routes);
  return {
    asks: createOptOutReader({ settings, country: config.country, rules, laneOf }),
    desk: createOptOutDesk({
      store: store.optOuts,
      archive: store.archive,
      events,
      log,
      clock,
      country: config.country,
    }),
  };
}

type Words = Pick<Config, "optOut" | "optOutWords" | "optInWords" | "optOutConfirmation" | "optInConfirmation">;

/** What the settings say about STOP and START; `undefined`: the words mean nothing. */
export const optOutSettings = ({ optOut, ...settings }: Words): OptOutSettings | undefined =>
  optOut === "off" ? undefined : settings;
