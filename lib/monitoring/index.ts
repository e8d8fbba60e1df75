export type { MonitoringAlarm, MonitoringAlarms } from "./alarms.ts";
export { type CheckDesk, createCheckDesk } from "./desk.ts";
export { type OwnState, ownProblems, type SharedState, sharedProblems } from "./own/conditions.ts";
export { startOwnWatch, type ToldProblem } from "./own/watch.ts";
export { parseCheck } from "./parse.ts";
export { createProbes } from "./probes/index.ts";
export { createCheckRunner } from "./runner.ts";
export { type CheckFailure, contentOf as checkContentOf, secretsOf as checkSecretsOf } from "./secrets.ts";
export { createTeller } from "./teller.ts";
