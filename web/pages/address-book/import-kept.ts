import { newIdempotencyKey, type Schemas } from "../../api.ts";
import { keptForever, keptForTab } from "../../app/kept.ts";

/** A plan as this tab got it, so that its rows are there after a reload. */
export interface KeptPlan {
  plan: Schemas["ImportPlan"];
  /** What was read: the file's name, or nothing for pasted rows. */
  name: string;
  existing: "keep" | "clear";
  /** With it the plan is carried out once, however often that is tried. */
  key: string;
}

/** The import that this browser began last. */
interface LastImport {
  id: string;
  name: string;
}

const placeOf = (id: string) => `aldis.import.${id}`;
const lastPlaceOf = (userId: number) => `aldis.import-of.${userId}`;

/** The files of this tab, by the ID of their plan: they can be looked at again when the address book has changed. */
const files = new Map<string, Blob>();
/** Plans of this tab. */
const plans = new Map<string, KeptPlan>();

/** Keeps a plan, and its file while the tab is open. */
export function keepPlan(kept: Omit<KeptPlan, "key">, { file, userId }: { file: Blob; userId: number }): void {
  const { id } = kept.plan;
  const whole = { ...kept, key: newIdempotencyKey() };
  files.clear();
  plans.clear();
  files.set(id, file);
  plans.set(id, whole);
  // A plan of thousands of rows may be more than the browser keeps: then it is there until the tab is reloaded.
  for (const place of keptForTab.keys()) if (place.startsWith(placeOf(""))) keptForTab.remove(place);
  keptForTab.set(placeOf(id), JSON.stringify(whole));
  keptForever.set(lastPlaceOf(userId), JSON.stringify({ id, name: kept.name } satisfies LastImport));
}

/** The plan with its rows; `undefined` in another tab than the one that read the file. */
export function planOf(id: string): KeptPlan | undefined {
  const known = plans.get(id);
  if (known !== undefined) return known;
  const text = keptForTab.get(placeOf(id));
  if (text === undefined) return undefined;
  const kept = JSON.parse(text) as KeptPlan;
  plans.set(id, kept);
  return kept;
}

export const fileOf = (id: string): Blob | undefined => files.get(id);

export function lastImportOf(userId: number): LastImport | undefined {
  const text = keptForever.get(lastPlaceOf(userId));
  return text === undefined ? undefined : (JSON.parse(text) as LastImport);
}

export const forgetLastImport = (userId: number): void => keptForever.remove(lastPlaceOf(userId));
