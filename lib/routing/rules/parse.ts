import { defined } from "../../defined.ts";
import { ADDRESS_BOOK_NAME_CHARACTERS } from "../../limits.ts";
import type { Rule, RuleFault } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { readChanges } from "./changes.ts";
import { readWhen } from "./conditions.ts";
import { readDestinations } from "./destinations.ts";
import { isObject, isTooLarge, nameText, optionalFlag, type Place, within } from "./reading.ts";

/**
 * Reads a rule from its JSON, or says what is wrong with it. How much is looked at is bounded whatever the JSON is.
 * A rule that was read is read to the same again.
 *
 * @param options.masked  its secrets are masked, as those of a stored rule are
 */
export function parseRule(json: unknown, { masked = false } = {}): Result<Rule, readonly RuleFault[]> {
  const place: Place = { value: json, pointer: "", rule: { faults: [], tests: 0, patternSize: 0, isMasked: masked } };
  if (isTooLarge(json)) return no([{ pointer: "", message: "is too large to be a rule" }]);
  if (!isObject(place, ["name", "enabled", "when", "replace", "then", "stop"])) return no(place.rule.faults);
  const rule: Rule = {
    name: nameText(within(place, "name"), ADDRESS_BOOK_NAME_CHARACTERS) ?? "",
    enabled: optionalFlag(within(place, "enabled")) ?? true,
    ...defined({ when: readWhen(within(place, "when")) }),
    replace: readChanges(within(place, "replace")),
    then: readDestinations(within(place, "then")),
    stop: optionalFlag(within(place, "stop")) ?? false,
  };
  return place.rule.faults.length > 0 ? no(place.rule.faults) : ok(rule);
}
