/** Modems: spoken to in AT over a serial port, supervised, told apart by dialects. */

export { type AutoModems, type FoundModem, startAutoModems } from "./auto/auto-modems.ts";
export { BUDGET_KEYS, BUDGET_VALUES, readBudget, type SimBudget } from "./budget.ts";
export { createDeviceFinder, type DeviceSystem, type ModemPlace, THIS_SYSTEM } from "./device-finder.ts";
export { chooseDialect, type Dialect, dialects, type ModemIdentity, plainDialect } from "./dialects/index.ts";
export { type Candidate, listCandidates } from "./discovery.ts";
export type { SmsSettings } from "./driver/sms-setup.ts";
export { classifyCmsError, ModemError, type ModemErrorDetails } from "./errors.ts";
export { createPinMemory, type PinMemory } from "./pin-memory.ts";
export { type ModemProbe, type ProbeOptions, probeModem } from "./probe.ts";
export type { CyclePower } from "./runner.ts";
export { type ModemSpec, ModemSpecError, type ModemSpecOptions, parseModemSpec } from "./spec.ts";
export { createModem, type ModemOptions } from "./supervisor.ts";
export * from "./types.ts";
