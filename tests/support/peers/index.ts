import { gnokii } from "./gnokii.ts";
import { kannel } from "./kannel.ts";
import { modemManager } from "./modem-manager.ts";
import { ofono } from "./ofono.ts";
import type { PeerProgram } from "./peer.ts";
import { serialportGsm } from "./serialport-gsm.ts";

/** Programs of Debian and npm that drive a modem, besides gammu, gammu-smsd and smstools3, which have tests of their own. */
export const PEERS = {
  gnokii,
  ofono,
  ModemManager: modemManager,
  kannel,
  "serialport-gsm": serialportGsm,
} as const satisfies Record<string, PeerProgram>;
export type PeerName = keyof typeof PEERS;
