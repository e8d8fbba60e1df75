/** Modems: spoken to in AT over a serial port, supervised, told apart by dialects. */

export { BUDGET_KEYS, BUDGET_VALUES, readBudget, type SimBudget } from "./budget.ts";
export { chooseDialect, type Dialect, dialects, plainDialect } from "./dialects/index.ts";
export { type AutoModems, type FoundModem, startAutoModems } from "./discovery/auto-modems.ts";
export { type Candidate, listCandidates } from "./discovery/candidates.ts";
export { createDeviceFinder, type DeviceSystem, type ModemPlace, THIS_SYSTEM } from "./discovery/device-finder.ts";
export { type ModemProbe, probeModem } from "./discovery/probe-report.ts";
export { classifyCmsError, ModemError } from "./errors.ts";
export { addressOf, type ModemSettings, modemSettingsOf, readModemSettings } from "./settings.ts";
export { type ModemSpec, ModemSpecError, parseModemSpec } from "./spec.ts";
export { createPinMemory, type PinMemory } from "./supervision/pin-memory.ts";
export type { CyclePower } from "./supervision/runner.ts";
export { createModem, type ModemOptions } from "./supervision/supervisor.ts";
export { createWireTrace, type WireLine, type WireTrace } from "./supervision/wire-trace.ts";
export * from "./types.ts";
