import { basic } from "./basic.ts";
import type { Behaviour } from "./behaviour.ts";
import { calls } from "./calls.ts";
import { equipment } from "./equipment.ts";
import { identity } from "./identity.ts";
import { messageSettings } from "./message-settings.ts";
import { phonebook } from "./phonebook.ts";
import { registration } from "./registration.ts";
import { sending } from "./sending.ts";
import { sim } from "./sim.ts";
import { storedMessages } from "./stored-messages.ts";
import { supplementary } from "./supplementary.ts";

export type { Behaviour, CommandForms, Handler } from "./behaviour.ts";

/** What a plain 3GPP modem can do, one object per family of commands. */
export const BEHAVIOURS: readonly Behaviour[] = [
  basic,
  identity,
  sim,
  registration,
  sending,
  storedMessages,
  messageSettings,
  calls,
  supplementary,
  phonebook,
  equipment,
];
