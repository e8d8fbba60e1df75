import { type Static, Type } from "@sinclair/typebox";
import { CONFIGURATION_SECRETS, CONFIGURATION_SECTIONS, type ConfigurationPlan as Plan } from "../../messages/index.ts";
import { named, oneOf } from "../plumbing/schemas.ts";

/** 500 names of each list: more reads nobody. */
const MOST_SHOWN = 500;
const strict = { additionalProperties: false } as const;
const count = (description: string) => Type.Integer({ minimum: 0, description });
const part = oneOf(CONFIGURATION_SECTIONS, {});
const names = Type.Array(Type.String(), { description: `The first ${MOST_SHOWN}.` });

export const ConfigurationPlan = named(
  "ConfigurationPlan",
  Type.Object(
    {
      id: Type.String({ description: "Stands for the file, for what is there, and for what you may change." }),
      sections: Type.Array(
        Type.Object(
          {
            section: part,
            added: count("How many."),
            changed: count("How many."),
            unchanged: count("How many."),
            addedNames: names,
            changes: Type.Array(Type.Object({ name: Type.String(), fields: Type.Array(Type.String()) }, strict), {
              description: `The first ${MOST_SHOWN}.`,
            }),
          },
          strict,
        ),
      ),
      conflicts: Type.Array(
        Type.Object(
          {
            section: part,
            name: Type.String({ description: "Empty: all of this part." }),
            problem: Type.String({ description: "Follows the name." }),
          },
          strict,
        ),
        { description: `What is left out, and why; the first ${MOST_SHOWN}.` },
      ),
      missing: Type.Array(
        Type.Object(
          {
            section: part,
            name: Type.String(),
            lacks: oneOf(CONFIGURATION_SECRETS, {
              description:
                "`password`: a user who cannot sign in with one until it is set. `secrets`: a rule, check or webhook that is added switched off.",
            }),
          },
          strict,
        ),
        { description: `What comes without one of its secrets; the first ${MOST_SHOWN}.` },
      ),
    },
    strict,
  ),
);

/** The first of each list. */
export function showPlan({ id, sections, conflicts, missing }: Plan): Static<typeof ConfigurationPlan> {
  return {
    id,
    sections: sections
      .filter(({ added, changed, unchanged }) => added.length + changed.length + unchanged > 0)
      .map(({ section, added, changed, unchanged }) => ({
        section,
        added: added.length,
        changed: changed.length,
        unchanged,
        addedNames: added.slice(0, MOST_SHOWN),
        changes: changed.slice(0, MOST_SHOWN).map(({ name, fields }) => ({ name, fields: [...fields] })),
      })),
    conflicts: conflicts.slice(0, MOST_SHOWN).map((conflict) => ({ ...conflict })),
    missing: missing.slice(0, MOST_SHOWN).map((each) => ({ ...each })),
  };
}
