export { type Effect, FAULT_POINTS, type FaultDefinition, type FaultPoint, type FaultTarget } from "./fault.ts";
export { type ActiveFault, createFaultSet, type FaultRequest, type FaultSet } from "./fault-set.ts";
export { FAULTS } from "./table.ts";
