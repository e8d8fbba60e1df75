/** What the header of a mail, or of a part of it, says about what follows. */
interface PartHeader {
  /** Of a multipart: what its parts begin with, without the two dashes. */
  boundary?: string;
  /** A text that is read, and not an attachment. */
  text?: TextHeader;
}

/** How a text is written: fields for a mail of this text alone. */
export interface TextHeader {
  type: "plain" | "html";
  /** `Content-Type` and `Content-Transfer-Encoding`, made here of what was read. */
  fields: string;
}

/** Fields by their names in lower case, the first of each, unfolded. Pure; linear in its length. */
export function readFields(header: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of header.replace(/\r?\n[ \t]+/g, " ").split("\n")) {
    const at = line.indexOf(":");
    const name = line.slice(0, Math.max(0, at)).trim().toLowerCase();
    if (at > 0 && !fields.has(name)) fields.set(name, line.slice(at + 1).trim());
  }
  return fields;
}

/** Reads what a part is (RFC 2045). One that says nothing is a plain text. */
export function readPartHeader(fields: ReadonlyMap<string, string>): PartHeader {
  const contentType = fields.get("content-type") ?? "text/plain";
  const type = (contentType.split(";", 1)[0] ?? "").trim().toLowerCase();
  if (type.startsWith("multipart/")) {
    const boundary = parameter(contentType, "boundary");
    return boundary === undefined ? {} : { boundary };
  }
  const isAttachment = /^\s*attachment\b/i.test(fields.get("content-disposition") ?? "");
  if (isAttachment || (type !== "text/plain" && type !== "text/html")) return {};
  const charset = safe(parameter(contentType, "charset")) ?? "utf-8";
  const encoding = safe(fields.get("content-transfer-encoding")) ?? "7bit";
  const isFlowed = parameter(contentType, "format")?.toLowerCase() === "flowed";
  const isDense = parameter(contentType, "delsp")?.toLowerCase() === "yes";
  const flowed = isFlowed ? `; format=flowed${isDense ? "; delsp=yes" : ""}` : "";
  return {
    text: {
      type: type === "text/html" ? "html" : "plain",
      fields: `Content-Type: ${type}; charset="${charset}"${flowed}\r\nContent-Transfer-Encoding: ${encoding}\r\n`,
    },
  };
}

/** Of a field such as `text/plain; charset="utf-8"`. */
function parameter(field: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]{1,200})"|([^\\s;"]{1,200}))`, "i").exec(field);
  return found?.[1] ?? found?.[2];
}

/** What may stand in a field that is written again. */
const safe = (text: string | undefined) => (text !== undefined && /^[\w.:+-]{1,60}$/.test(text) ? text : undefined);
