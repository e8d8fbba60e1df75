import type { IncomingMessage } from "node:http";
import type { Parameters } from "./methods.ts";

/** The parameters of a request from its query and its body, in each form that Telegram documents. */
export async function readParameters(request: IncomingMessage, url: URL): Promise<Parameters> {
  const query = Object.fromEntries(url.searchParams);
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const body = Buffer.concat(chunks);
  if (body.length === 0) return query;
  const type = request.headers["content-type"] ?? "";
  if (type.startsWith("application/json")) return { ...query, ...(JSON.parse(body.toString("utf8")) as Parameters) };
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  return { ...query, ...Object.fromEntries([...form].map(([name, value]) => [name, structured(String(value))])) };
}

/** Objects come as JSON in a form. */
function structured(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
