import type { TallyTimes } from "../../messages/index.ts";

type Labels = Readonly<Record<string, string>>;

/** All series of one name. */
export type Family = { name: string; help: string; labels: readonly string[] } & (
  | { type: "counter" | "gauge"; values: readonly { labels: Labels; value: number }[] }
  | { type: "histogram"; values: readonly TallyTimes[] }
);

/** One series without labels. */
export const single = (type: "counter" | "gauge", name: string, help: string, value: number): Family => ({
  type,
  name,
  help,
  labels: [],
  values: [{ labels: {}, value }],
});
