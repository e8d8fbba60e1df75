import type {
  ConfigurationConflict,
  MissingSecret,
  ConfigurationSection as Section,
  SectionPlan,
} from "../../messages/index.ts";
import type { ConfigurationFile } from "./file.ts";

/** How the items of a part are told apart and compared. */
interface Kind<Item> {
  section: Section;
  /** Names are compared by it. */
  keyOf: (item: Item) => string;
  nameOf: (item: Item) => string;
  /** What is compared, by field. */
  shown: (item: Item) => Readonly<Record<string, unknown>>;
}

/** Compares what is wanted with what is there, by name. Pure. */
export function compareItems<Item>(
  { section, keyOf, nameOf, shown }: Kind<Item>,
  { current, wanted }: { current: readonly Item[]; wanted: readonly Item[] },
): { changes: Item[]; plan: SectionPlan } {
  const known = new Map(current.map((item) => [keyOf(item), item]));
  const changes: Item[] = [];
  const added: string[] = [];
  const changed: { name: string; fields: string[] }[] = [];
  for (const item of wanted) {
    const before = known.get(keyOf(item));
    if (before === undefined) added.push(nameOf(item));
    else {
      const fields = differing(shown(before), shown(item));
      if (fields.length === 0) continue;
      changed.push({ name: nameOf(item), fields });
    }
    changes.push(item);
  }
  return { changes, plan: { section, added, changed, unchanged: wanted.length - changes.length } };
}

const differing = (one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (field) => JSON.stringify(one[field]) !== JSON.stringify(other[field]),
  );

/** Gathers what is left out and what lacks a secret. */
export function createNotes() {
  const conflicts: ConfigurationConflict[] = [];
  const missing: MissingSecret[] = [];
  return {
    conflicts,
    missing,
    /** Leaves those out that have a problem. */
    without<Item>(
      section: Section,
      items: readonly Item[],
      given: { nameOf: (item: Item) => string; problemOf: (item: Item) => string | undefined },
    ): Item[] {
      return items.filter((item) => {
        const problem = given.problemOf(item);
        if (problem !== undefined) conflicts.push({ section, name: given.nameOf(item), problem });
        return problem === undefined;
      });
    },
    lacks(section: Section, name: string, what: MissingSecret["lacks"]): void {
      missing.push({ section, name, lacks: what });
    },
  };
}
export type Notes = ReturnType<typeof createNotes>;

/** Whether a file has anything of a part. Pure. */
export const hasAny = (file: ConfigurationFile, section: Section): boolean =>
  section === "settings" ? file.settings.size > 0 : file[section].length > 0;
