import type { PinMemory } from "../modem/index.ts";
import type { SettingsStore } from "../store/index.ts";

/**
 * Remembers on disk which PIN a SIM has refused: a gateway that is started again and again by a supervisor must not
 * use up the attempts that the SIM allows.
 */
export function createStoredPinMemory(settings: SettingsStore): PinMemory {
  const key = (sim: string) => `modem.refused-pin.${sim}`;
  return {
    wasRefused: async (sim, fingerprint) => (await settings.get(key(sim))) === fingerprint,
    refused: (sim, fingerprint) => settings.set({ [key(sim)]: fingerprint }),
    async accepted(sim) {
      await settings.remove(key(sim));
    },
  };
}
