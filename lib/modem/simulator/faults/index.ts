export { type Effect, FAULT_POINTS, type FaultDefinition, type FaultOption, type FaultPoint } from "./fault.ts";
export { type ActiveFault, createFaultSet, type FaultRequest } from "./fault-set.ts";
export { FAULT_KINDS, FAULTS } from "./table.ts";
