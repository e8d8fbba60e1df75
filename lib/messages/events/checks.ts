import type { ByUser } from "./fields.ts";
import { error, info, type Wordings, warning } from "./wording.ts";

export interface CheckEvents {
  /** Somebody added a check. */
  "check.added": OfCheck;
  /** Somebody changed a check. */
  "check.changed": OfCheck & { details: { fields: string } };
  /** Somebody removed a check. */
  "check.removed": OfCheck;
  /** Somebody gave a heartbeat another URL. */
  "check.key-changed": OfCheck;
  /** Somebody imported checks. */
  "checks.imported": ByPerson & { details: { added: number; changed: number; removed: number } };
  /** A check has failed as often in a row as it may. */
  "check.down": { check: string; problem: string; details: { check: number } };
  /** A check that was down has succeeded. */
  "check.up": { check: string; details: { check: number; downSeconds: number } };
  /** A check changes between up and down more often than it may. */
  "check.flapping": { check: string; problem: string; details: { check: number } };
  /** A check that was flapping is steady again. */
  "check.steady": { check: string; details: { check: number } };
  /** Nobody could be told of a check: its policy or group cannot be used. */
  "check.untold": { check: string; problem: string; details: { check: number } };
  /** Nobody could be told of something that is wrong with the gateway itself: what `--gateway-alarms` names cannot be used. */
  "gateway.untold": { problem: string; details: { about: string } };
}

interface ByPerson extends ByUser {
  /** The client's. */
  address?: string | undefined;
}

interface OfCheck extends ByPerson {
  /** Its name. */
  check: string;
}

export const CHECK_WORDINGS: Wordings<CheckEvents> = {
  "check.added": info(({ check }) => `Check ${check} was added`),
  "check.changed": info(({ check, details: { fields } }) => `Check ${check} was changed: ${fields}`),
  "check.removed": info(({ check }) => `Check ${check} was removed`),
  "check.key-changed": info(({ check }) => `Heartbeat ${check} was given another URL`),
  "checks.imported": info(
    ({ details: { added, changed, removed } }) =>
      `Checks were imported: ${added} added, ${changed} changed, ${removed} removed`,
  ),
  "check.down": error(({ check, problem }) => `Check ${check} is down: ${problem}`),
  "check.up": info(({ check, details: { downSeconds } }) => `Check ${check} is up again after ${downSeconds} s`),
  "check.flapping": warning(({ check, problem }) => `Check ${check} is flapping; now: ${problem}`),
  "check.steady": info(({ check }) => `Check ${check} is steady again`),
  "gateway.untold": error(
    ({ problem, details: { about } }) => `Nobody was told of what --gateway-alarms is for (${about}): ${problem}`,
  ),
  "check.untold": error(({ check, problem }) => `Nobody was told of check ${check}: ${problem}`),
};
