/** A header of a request, as it is typed. */
export interface HeaderDraft {
  id: number;
  name: string;
  value: string;
  isSecret: boolean;
}

let made = 0;

/** An empty row. */
export const newHeader = (): HeaderDraft => ({ id: ++made, name: "", value: "", isSecret: false });

/** The rows of `headers` and `secretHeaders`, as the API has them. */
export const headersIn = ({
  headers,
  secretHeaders,
}: {
  headers?: unknown;
  secretHeaders?: unknown;
}): HeaderDraft[] => [...rowsOf(headers, false), ...rowsOf(secretHeaders, true)];

const rowsOf = (headers: unknown, isSecret: boolean): HeaderDraft[] =>
  Object.entries((headers ?? {}) as Record<string, unknown>).map(([name, value]) => ({
    ...newHeader(),
    name,
    value: typeof value === "string" ? value : "",
    isSecret,
  }));

/** `headers` and `secretHeaders`; rows without a name are left out. */
export const headersOf = (rows: readonly HeaderDraft[]) => ({
  ...fieldOf(rows, false, "headers"),
  ...fieldOf(rows, true, "secretHeaders"),
});

function fieldOf(rows: readonly HeaderDraft[], isSecret: boolean, field: string): Record<string, unknown> {
  const chosen = rows.filter((row) => row.isSecret === isSecret && row.name.trim() !== "");
  if (chosen.length === 0) return {};
  return { [field]: Object.fromEntries(chosen.map(({ name, value }) => [name.trim(), value])) };
}
