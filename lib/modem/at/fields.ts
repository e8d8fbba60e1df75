/** Reading the parameters of AT result lines. Nothing here throws: a modem may send anything. */

/** `+CMGL: 1,0,"a,b",24` → `1,0,"a,b",24`; a line without a prefix comes back as it is. */
export function afterPrefix(line: string): string {
  const found = /^\s*[+^#*$%&!][A-Z0-9 ]*:\s*/i.exec(line);
  return found ? line.slice(found[0].length) : line;
}

/** Splits at commas outside quotes; quotes and blanks around a field are taken off. An empty field is `""`. */
function splitFields(text: string): string[] {
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (character === "," && !quoted) {
      fields.push(field.trim());
      field = "";
    } else field += character;
  }
  fields.push(field.trim());
  return fields;
}

/** The fields of a whole result line, without its prefix. */
export function fieldsOf(line: string): string[] {
  return splitFields(afterPrefix(line));
}

/** A whole number written in decimal, else undefined. */
export function toInteger(field: string | undefined): number | undefined {
  return field !== undefined && /^-?\d{1,9}$/.test(field.trim()) ? Number(field) : undefined;
}

/**
 * The groups of a test command's answer: `(0-2),(0,1),("SM","ME")` → `["0-2", "0,1", '"SM","ME"']`. Square brackets
 * count as round ones; a bare value outside brackets is a group of its own.
 */
export function splitGroups(text: string): string[] {
  const groups: string[] = [];
  const pattern = /[([]([^)\]]*)[)\]]|([^,()[\]\s]+)/g;
  for (const found of text.matchAll(pattern)) groups.push((found[1] ?? found[2] ?? "").trim());
  return groups;
}

/** Whether a group such as `0,1,3-5` offers `value`. */
export function offersNumber(group: string | undefined, value: number): boolean {
  if (group === undefined) return false;
  return group.split(",").some((item) => {
    const [low, high] = item.split("-").map((bound) => toInteger(bound));
    if (low === undefined) return false;
    return value === low || (high !== undefined && value >= low && value <= high);
  });
}

/** Hexadecimal of whole octets, as PDUs are written. */
export function isHex(text: string): boolean {
  return text.length > 0 && text.length % 2 === 0 && /^[0-9A-Fa-f]+$/.test(text);
}
