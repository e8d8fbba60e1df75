export { createManualClock, type ManualClock } from "../../lib/clock.ts";
