import { stringify } from "csv-stringify/sync";
import type { Contact } from "../../../messages/index.ts";
import { protectCell } from "./cells.ts";

const HEADER = ["name", "number", "email", "groups", "note"];
const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Writes contacts as a file that `readContactsCsv` reads back unchanged, in the appliances' order of columns.
 *
 * @param options.header  default `true`; without it, the appliances read the file
 * @param options.byteOrderMark  for spreadsheets that take a file without one for Windows-1252
 */
export function writeContactsCsv(
  contacts: readonly Contact[],
  options: { header?: boolean; byteOrderMark?: boolean } = {},
): string {
  const header = options.header ?? true;
  const rows = contacts.map((contact) => [
    ...[contact.name, contact.number ?? "", contact.email ?? ""].map(protectCell),
    protectCell(writeGroups(contact)),
    // The appliances have no such column.
    ...(header || contact.note !== undefined ? [protectCell(contact.note ?? "")] : []),
  ]);
  const text = stringify(header ? [HEADER, ...rows] : rows, {
    delimiter: ";",
    record_delimiter: "\r\n",
    quoted_match: /\n/,
  });
  return options.byteOrderMark === true ? `${BYTE_ORDER_MARK}${text}` : text;
}

function writeGroups({ groups }: Contact): string {
  if (groups.length === 0) return "";
  return stringify([groups.map((group) => protectCell(group.name))], { record_delimiter: "\n" }).trimEnd();
}
