import { DELIVERY_FAULTS } from "./deliveries.ts";
import type { FaultDefinition } from "./fault.ts";
import { CONDITION_FAULTS } from "./modem-faults.ts";
import { SENDING_FAULTS } from "./sending.ts";
import { WIRE_FAULTS } from "./wire.ts";

/** Every fault, by name; a new one is added to the table of its kind. */
export const FAULTS: Readonly<Record<string, FaultDefinition>> = {
  ...WIRE_FAULTS,
  ...SENDING_FAULTS,
  ...DELIVERY_FAULTS,
  ...CONDITION_FAULTS,
};
