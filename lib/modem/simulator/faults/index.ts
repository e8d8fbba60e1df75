export { type Effect, FAULT_POINTS, type FaultDefinition, type FaultPoint } from "./fault.ts";
export { type ActiveFault, createFaultSet, type FaultRequest } from "./fault-set.ts";
export { FAULTS } from "./table.ts";
