import { type Static, Type } from "@sinclair/typebox";
import { named, oneOf } from "../plumbing/schemas.ts";

const SECTIONS = [
  "users",
  "contacts",
  "policies",
  "groups",
  "templates",
  "rules",
  "webhooks",
  "checks",
  "optOuts",
  "settings",
] as const;
/** The parts of a configuration. */
export type Section = (typeof SECTIONS)[number];

/** What an import would do, or has done. */
export interface Plan {
  id: string;
  sections: readonly {
    section: Section;
    added: readonly string[];
    changed: readonly { name: string; fields: readonly string[] }[];
    unchanged: number;
  }[];
  conflicts: readonly { section: Section; name: string; problem: string }[];
  missing: readonly { section: Section; name: string; lacks: (typeof SECRETS)[number] }[];
}

const SECRETS = ["password", "secrets", "value"] as const;
/** 500 names of each list: more reads nobody. */
const MOST_SHOWN = 500;
const strict = { additionalProperties: false } as const;
const count = (description: string) => Type.Integer({ minimum: 0, description });
const part = oneOf(SECTIONS, {});
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
            lacks: oneOf(SECRETS, {
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
