import { SimulatorError } from "../error.ts";
import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

export type { IndicationCapabilities, Profile } from "./profile.ts";

/** Every family, by name; a new one is added here. */
export const PROFILES: Readonly<Record<string, Profile>> = { generic };

/** @throws SimulatorError kind "unknown-name" */
export function findProfile(name: string): Profile {
  const profile = Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
  if (profile) return profile;
  throw new SimulatorError("unknown-name", `no profile ${name}; there are: ${Object.keys(PROFILES).join(", ")}`);
}
