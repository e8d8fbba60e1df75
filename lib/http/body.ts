import { decodeUtf8, eachPair, type PairSink } from "./percent.ts";

/** What the reading of a body came to. The pairs that could be read were given. */
export type BodyReading = "read" | "malformed-json" | "malformed-multipart";

/**
 * Gives each pair of a body in urlencoded, multipart or JSON form. The content type says which form it is; where that is
 * missing or wrong, the body itself. Never fails.
 */
export async function eachBodyPair(body: Uint8Array, contentType: string | null, sink: PairSink): Promise<BodyReading> {
  if (body.length === 0) return "read";
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type === "application/x-www-form-urlencoded") {
    eachPair(decodeUtf8(body), sink);
    return "read";
  }
  const first = firstCharacter(body);
  if (type.endsWith("json") || first === "{") return eachJsonPair(decodeUtf8(body), sink);
  if (type === "multipart/form-data" || first === "-") {
    return eachMultipartPair(body, contentType ?? "", sink);
  }
  eachPair(decodeUtf8(body).trim(), sink);
  return "read";
}

function firstCharacter(body: Uint8Array): string {
  return decodeUtf8(body.subarray(0, 64)).trimStart().charAt(0);
}

/** Numbers and booleans count as their text, lists as their items with commas, `null` as absent. */
function eachJsonPair(source: string, { wanted, take }: PairSink): BodyReading {
  const value = parseJson(source);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "malformed-json";
  for (const [name, item] of Object.entries(value)) {
    const text = wanted.has(name) ? textOf(item) : undefined;
    if (text !== undefined) take(name, text);
  }
  return "read";
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

function textOf(item: unknown): string | undefined {
  if (typeof item === "string") return item;
  if (typeof item === "number" || typeof item === "boolean") return String(item);
  if (!Array.isArray(item)) return undefined;
  const parts = item.map(textOf);
  return parts.includes(undefined) ? undefined : parts.join(",");
}

async function eachMultipartPair(
  body: Uint8Array,
  contentType: string,
  { wanted, take }: PairSink,
): Promise<BodyReading> {
  const form = await parseMultipart(body, contentType);
  if (form === undefined) return "malformed-multipart";
  for (const [name, value] of form) {
    // A part sent as a file counts as its contents.
    if (wanted.has(name)) take(name, typeof value === "string" ? value : await value.text());
  }
  return "read";
}

async function parseMultipart(
  body: Uint8Array,
  contentType: string,
): Promise<Awaited<ReturnType<Response["formData"]>> | undefined> {
  // Where the boundary is missing in the header, it is in the first line.
  const declared = /;\s*boundary=/i.test(contentType)
    ? contentType
    : `multipart/form-data; boundary="${/^\s*--([^\r\n"]{1,70})/.exec(decodeUtf8(body.subarray(0, 100)))?.[1] ?? ""}"`;
  try {
    return await new Response(body, { headers: { "content-type": declared } }).formData();
  } catch {
    return undefined;
  }
}
