import { DELIVERY_FAULTS } from "./deliveries.ts";
import type { FaultDefinition } from "./fault.ts";
import { CONDITION_FAULTS } from "./modem-faults.ts";
import { SENDING_FAULTS } from "./sending.ts";
import { WIRE_FAULTS } from "./wire.ts";

type Faults = Readonly<Record<string, FaultDefinition>>;

/** What can go wrong, by where. */
export const FAULT_KINDS = {
  line: WIRE_FAULTS,
  sending: SENDING_FAULTS,
  receiving: DELIVERY_FAULTS,
  modem: CONDITION_FAULTS,
} as const satisfies Record<string, Faults>;

/** Every fault, by name; a new one is added to the table of its kind. */
export const FAULTS: Faults = Object.assign({}, ...Object.values(FAULT_KINDS)) as Faults;
