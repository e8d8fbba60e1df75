export { describeCounts, type ImportCounts } from "./address-book.ts";
export * from "./describe.ts";
export type { DropReason } from "./gateway.ts";
export * from "./kinds.ts";
export type { RecordedStep } from "./modems.ts";
export * from "./recorder.ts";
export type { AffectedMessages } from "./routes.ts";
export { describeLimits } from "./users.ts";
export type { EventSeverity } from "./wording.ts";
