import { stringify } from "csv-stringify/sync";
import type { Contact } from "../../../messages/index.ts";
import { protectCell } from "./cells.ts";

const HEADER = ["name", "number", "email", "groups", "note"];
const BYTE_ORDER_MARK = "\uFEFF";

/** How a file of contacts looks. */
export interface CsvOptions {
  header?: boolean;
  byteOrderMark?: boolean;
}

/**
 * Writes contacts as a file that `readContactsCsv` reads back unchanged, in the appliances' order of columns.
 *
 * @param options.header  default `true`; without it, the appliances read the file
 * @param options.byteOrderMark  for spreadsheets that take a file without one for Windows-1252
 * @param options.continues  the rows follow those of a file that was begun with the same `header`
 */
export function writeContactsCsv(
  contacts: readonly Contact[],
  options: CsvOptions & { continues?: boolean } = {},
): string {
  const { header = true, continues = false } = options;
  const rows = contacts.map((contact) => [
    ...[contact.name, contact.number ?? "", contact.email ?? "", writeGroups(contact)],
    // The appliances have no such column.
    ...(header || contact.note !== undefined ? [contact.note ?? ""] : []),
  ]);
  const text = writeCsv(header && !continues ? [HEADER, ...rows] : rows);
  return options.byteOrderMark === true && !continues ? `${BYTE_ORDER_MARK}${text}` : text;
}

/** Rows for spreadsheets, which run none of their cells. */
export const writeCsv = (rows: readonly (readonly string[])[]): string =>
  stringify(
    rows.map((row) => row.map(protectCell)),
    { delimiter: ";", record_delimiter: "\r\n", quoted_match: /\n/ },
  );

function writeGroups({ groups }: Contact): string {
  if (groups.length === 0) return "";
  return stringify([groups.map((group) => protectCell(group.name))], { record_delimiter: "\n" }).trimEnd();
}
