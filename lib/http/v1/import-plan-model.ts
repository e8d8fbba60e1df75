import { type Static, Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import type { ImportReport } from "../../routing/index.ts";
import { named, oneOf } from "../plumbing/schemas.ts";

/** 1,000 of each list: as many as a person looks through; the counts are of all. */
const MOST_SHOWN = 1_000;

/** 200 characters of a value before and after: enough to see what becomes of it. */
const LONGEST_SHOWN = 200;

const closed = { additionalProperties: false };

export const ImportCounts = named(
  "ImportCounts",
  Type.Object(
    {
      added: Type.Integer(),
      changed: Type.Integer(),
      unchanged: Type.Integer(),
      refused: Type.Integer({ description: "Rows that are wrong; they affect no other." }),
      removed: Type.Integer(),
    },
    closed,
  ),
);

const names = Type.Array(Type.String());

const Change = Type.Object(
  {
    field: oneOf(["name", "number", "email", "note"]),
    before: Type.Optional(Type.String({ description: "Only for holders of *Manage contacts* (`contacts`)." })),
    after: Type.Optional(Type.String()),
  },
  { ...closed, description: `Of a text, the first ${LONGEST_SHOWN} characters.` },
);

export const ImportPlan = named(
  "ImportPlan",
  Type.Object(
    {
      id: Type.String(),
      expiresAt: Type.String({ format: "date-time" }),
      counts: ImportCounts,
      header: Type.Optional(Type.String({ description: "The row of the file that names the columns." })),
      rows: Type.Array(
        Type.Object(
          {
            line: Type.Integer(),
            name: Type.String({ description: "Of the contact; of a row without one, how it begins." }),
            outcome: oneOf(["added", "changed", "refused"]),
            fields: Type.Optional(names),
            changes: Type.Optional(
              Type.Array(Change, { description: "Of a row that is added or changed: what the contact then has." }),
            ),
            joins: Type.Optional(names),
            leaves: Type.Optional(names),
            problems: Type.Optional(names),
            text: Type.Optional(Type.String({ description: "Of a row that is refused: as the file has it." })),
          },
          closed,
        ),
        { description: `Rows that are refused, then those that change something; at most ${MOST_SHOWN} of each.` },
      ),
      addedGroups: names,
      removed: Type.Array(Type.String(), { description: "Contacts, with `existing=clear`." }),
      removedGroups: names,
      kept: Type.Array(Type.String(), {
        description:
          "Contacts that the file does not name and that stay, since policies call them; with `existing=clear`.",
      }),
      keptGroups: names,
    },
    { ...closed, description: `At most ${MOST_SHOWN} of each list.` },
  ),
);

type Plan = Static<typeof ImportPlan>;
type Row = ImportReport["rows"][number];
type Changed = Extract<Row, { outcome: "changed" }>;

/**
 * The first of each list.
 *
 * @param options.seesContacts  what contacts have now is shown to who may read them
 */
export function showReport(
  report: ImportReport,
  { seesContacts }: { seesContacts: boolean },
): Omit<Plan, "id" | "expiresAt"> {
  const first = <Item>(items: readonly Item[]) => items.slice(0, MOST_SHOWN);
  const refused = first(report.rows.filter(({ outcome }) => outcome === "refused"));
  const changing = first(report.rows.filter(({ outcome }) => outcome === "added" || outcome === "changed"));
  return {
    counts: report.counts,
    ...defined({ header: report.header }),
    rows: [...refused, ...changing].flatMap((row) => showRow(row, seesContacts)),
    addedGroups: first(report.addedGroups),
    removed: first(report.removed).map(({ name }) => name),
    removedGroups: first(report.removedGroups).map(({ name }) => name),
    kept: first(report.kept).map(({ name }) => name),
    keptGroups: first(report.keptGroups).map(({ name }) => name),
  };
}

function showRow(row: Row, seesContacts: boolean): Plan["rows"] {
  const { line, name } = row;
  switch (row.outcome) {
    case "unchanged":
      return [];
    case "added": {
      const { contact, groups } = row.after;
      const changes = (["number", "email", "note"] as const)
        .filter((field) => contact[field] !== undefined)
        .map((field) => ({ field, ...defined({ after: shown(contact[field]) }) }));
      return [{ line, name, outcome: "added", changes, joins: [...groups] }];
    }
    case "changed":
      return [
        {
          line,
          name,
          outcome: "changed",
          fields: [...row.fields],
          changes: changesOf(row, seesContacts),
          joins: [...row.joins],
          leaves: [...row.leaves],
        },
      ];
    case "refused":
      return [{ line, name, outcome: "refused", problems: [...row.problems], text: row.text }];
    default:
      return row satisfies never;
  }
}

const changesOf = ({ fields, before, after }: Changed, seesContacts: boolean): Static<typeof Change>[] =>
  (["name", "number", "email", "note"] as const)
    .filter((field) => fields.includes(field))
    .map((field) => ({
      field,
      ...defined({ before: seesContacts ? shown(before[field]) : undefined, after: shown(after.contact[field]) }),
    }));

const shown = (text: string | undefined) =>
  text !== undefined && text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…`.toWellFormed() : text;
