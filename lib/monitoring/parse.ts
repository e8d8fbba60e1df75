import { defined } from "../defined.ts";
import { CHECK_NAME_CHARACTERS, type Check, type CheckFault, type CheckNotify } from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import {
  fault,
  isObject,
  isTooLarge,
  nameText,
  optionalFlag,
  optionalOneOf,
  type Place,
  within,
} from "../routing/index.ts";
import {
  LONGEST_FLAPPING_MINUTES,
  LONGEST_INTERVAL,
  LONGEST_TIME_LIMIT,
  MOST_CHANGES,
  MOST_FAILURES,
  NOTIFY_CHARACTERS,
  SHORTEST_INTERVAL,
  USUAL_FAILURES,
  USUAL_FLAPPING,
  USUAL_INTERVAL,
  USUAL_TIME_LIMIT,
} from "./limits.ts";
import { readProbe } from "./parse-probe.ts";
import { optionalNumber } from "./reading.ts";

const FIELDS = [
  "name",
  "enabled",
  "probe",
  "everySeconds",
  "timeoutSeconds",
  "failures",
  "flapping",
  "notify",
  "severity",
];

/**
 * Reads a check from its JSON, or says what is wrong with it. How much is looked at is bounded whatever the JSON is. A check that
 * was read is read to the same again.
 *
 * @param options.masked  its secrets are masked, as those of a stored check are
 */
export function parseCheck(json: unknown, { masked = false } = {}): Result<Check, readonly CheckFault[]> {
  const place: Place = { value: json, pointer: "", rule: { faults: [], tests: 0, patternSize: 0, isMasked: masked } };
  const { faults } = place.rule;
  if (isTooLarge(json)) return no([{ pointer: "", message: "is too large to be a check" }]);
  if (!isObject(place, FIELDS)) return no(faults);
  const probe = readProbe(within(place, "probe"));
  const isHeartbeat = probe !== undefined && "heartbeat" in probe;
  const everySeconds =
    optionalNumber(within(place, "everySeconds"), SHORTEST_INTERVAL, LONGEST_INTERVAL) ?? USUAL_INTERVAL;
  const notify = readNotify(within(place, "notify"));
  const rest = {
    name: nameText(within(place, "name"), CHECK_NAME_CHARACTERS) ?? "",
    enabled: optionalFlag(within(place, "enabled")) ?? true,
    everySeconds,
    timeoutSeconds: optionalNumber(within(place, "timeoutSeconds"), 1, LONGEST_TIME_LIMIT) ?? USUAL_TIME_LIMIT,
    // Whoever missed its time has missed it.
    failures: optionalNumber(within(place, "failures"), 1, MOST_FAILURES) ?? (isHeartbeat ? 1 : USUAL_FAILURES),
    flapping: readFlapping(within(place, "flapping")),
    ...defined({ notify }),
    severity: optionalOneOf(within(place, "severity"), ["warning", "critical"]) ?? "critical",
  } as const;
  return probe === undefined || faults.length > 0 ? no(faults) : ok({ ...rest, probe });
}

function readFlapping(place: Place): Check["flapping"] {
  if (place.value === undefined || !isObject(place, ["changes", "minutes"])) return USUAL_FLAPPING;
  const changes = optionalNumber(within(place, "changes"), 2, MOST_CHANGES);
  const minutes = optionalNumber(within(place, "minutes"), 1, LONGEST_FLAPPING_MINUTES);
  return { changes: changes ?? USUAL_FLAPPING.changes, minutes: minutes ?? USUAL_FLAPPING.minutes };
}

function readNotify(place: Place): CheckNotify | undefined {
  if (place.value === undefined || !isObject(place, ["policy", "group"])) return undefined;
  const [policy, group] = [within(place, "policy"), within(place, "group")];
  if ((policy.value === undefined) === (group.value === undefined))
    return fault(place, "must have either “policy” or “group”");
  const isPolicy = policy.value !== undefined;
  const name = nameText(isPolicy ? policy : group, NOTIFY_CHARACTERS);
  if (name === undefined) return undefined;
  return isPolicy ? { policy: name } : { group: name };
}
