import { columns } from "../../../table.ts";
import { SimulatorError } from "../error.ts";
import { bg95 } from "./bg95.ts";
import { cinterion } from "./cinterion.ts";
import { ec25 } from "./ec25.ts";
import { generic } from "./generic.ts";
import { huawei } from "./huawei.ts";
import { m26 } from "./m26.ts";
import { nokia } from "./nokia.ts";
import type { Profile } from "./profile.ts";
import { sierra } from "./sierra.ts";
import { sim800 } from "./sim800.ts";
import { sim7600 } from "./sim7600.ts";
import { telit } from "./telit.ts";
import { ublox } from "./ublox.ts";
import { wavecom } from "./wavecom.ts";
import { zte } from "./zte.ts";

export type { IndicationCapabilities } from "./family.ts";
export type { Profile } from "./profile.ts";

const ALL: readonly Profile[] = [
  generic,
  sim800,
  sim7600,
  ec25,
  m26,
  bg95,
  huawei,
  telit,
  ublox,
  cinterion,
  sierra,
  zte,
  wavecom,
  nokia,
];

/** Every family, by name; a new one is added above. */
export const PROFILES: Readonly<Record<string, Profile>> = Object.fromEntries(
  ALL.map((profile) => [profile.name, profile]),
);

/** One line for each profile: its name and what it is. */
export function describeProfiles(): string {
  return columns(ALL.map(({ name, about }) => [name, about])).trimEnd();
}

/** @throws SimulatorError kind "unknown-name", with all names and what they are */
export function findProfile(name: string): Profile {
  const profile = Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
  if (profile) return profile;
  throw new SimulatorError("unknown-name", `no profile ${name}; there are:\n${describeProfiles()}`);
}
