/** The simulated modem: real AT on any port, a network behind it, faults by name. */
export type { WireEntry } from "./at/output.ts";
export {
  type Answer,
  cmeError,
  cmsError,
  ERROR,
  OK,
  type Prompt,
  type Reply,
  type Result,
  tell,
} from "./at/reply.ts";
export { BEHAVIOURS, type Behaviour, type CommandForms, type Handler } from "./behaviours/index.ts";
export type { ModemContext } from "./context.ts";
export { createSimulatorControl } from "./control/control.ts";
export { SimulatorError, type SimulatorErrorKind } from "./error.ts";
export {
  type ActiveFault,
  FAULT_POINTS,
  FAULTS,
  type FaultDefinition,
  type FaultPoint,
  type FaultRequest,
} from "./faults/index.ts";
export type { Cable } from "./line.ts";
export {
  beforePdu,
  beforeResult,
  createSimulatedModem,
  type Injection,
  type SimulatedModem,
  type SimulatedModemOptions as ModemOptions,
} from "./modem.ts";
export * from "./network/index.ts";
export {
  describeProfiles,
  findProfile,
  type IndicationCapabilities,
  PROFILES,
  type Profile,
} from "./profiles/index.ts";
export { createReplayedModem, type ReplayedModem } from "./replay/replayed-modem.ts";
export type { SimCondition, SimulatedState as ModemState } from "./state.ts";
export type { Memory, StoredMessage } from "./storage.ts";
