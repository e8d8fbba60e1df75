import type { Behaviour } from "../behaviours/behaviour.ts";
import type { ModemFamily } from "./family.ts";

/** A family of modems, with behaviours for what is not data. */
export interface Profile extends ModemFamily {
  /** Put in front of the generic modem's; the first one answers first. */
  behaviours: readonly Behaviour[];
}
