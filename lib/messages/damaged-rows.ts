/** A row that people or the gateway have written, and whose JSON cannot be read any more: somebody has changed it, or the disk has lost it. */
export type DamagedRow =
  | { table: "rules" | "checks" | "policies" | "webhooks"; id: number; name: string }
  | { table: "settings"; key: string };

const THINGS = {
  rules: { one: "rule", effect: "it is off", remove: "aldis rule delete" },
  checks: { one: "check", effect: "it is off", remove: "aldis check remove" },
  policies: { one: "policy", effect: "its alarms call nobody", remove: "aldis policy remove" },
  webhooks: { one: "webhook", effect: "it is told nothing", remove: "aldis webhook delete" },
} as const;

const RESTORE = "restore the newest backup (aldis restore)";

/** Which row it is, what it does no longer, and what to do, as a sentence without its full stop. */
export function describeDamagedRow(row: DamagedRow): string {
  if (row.table === "settings")
    return sentence(row, { thing: `row ${row.key}`, effect: "what needs it does not work", todo: RESTORE });
  const { one, effect, remove } = THINGS[row.table];
  const operand = row.table === "webhooks" ? row.name : row.id;
  const todo = `${RESTORE}, or remove it (${remove} ${operand}) and add it again`;
  return sentence(row, { thing: `${one} ${row.id} (${JSON.stringify(row.name)})`, effect, todo });
}

/**
 * Why nothing is exported of a table while a row of it is damaged: the file would have an empty one in its place. `undefined` where none
 * is.
 */
export function whyNotExported(
  table: keyof typeof THINGS,
  rows: readonly { id: number; name: string; unreadable: boolean | undefined }[],
): string | undefined {
  const damaged = rows.find(({ unreadable }) => unreadable);
  return damaged && notExported(describeDamagedRow({ table, id: damaged.id, name: damaged.name }));
}

/** @param why  a sentence without its full stop */
export const notExported = (why: string): string => `Nothing was exported: ${why}`;

const sentence = (
  { table }: DamagedRow,
  { thing, effect, todo }: { thing: string; effect: string; todo: string },
): string =>
  `the ${thing} in the database (table ${table}) is damaged: its JSON cannot be read. Until it is mended, ${effect}. What to do: ${todo}`;
