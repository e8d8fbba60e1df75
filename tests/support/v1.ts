import { expect } from "bun:test";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import type { Right } from "../http/v1/rights.ts";
import type { TestGateway } from "./gateway.ts";

type Content = Record<string, { schema?: object; example?: unknown }>;
type Referring<Value> = Value | { $ref: string };

/** An operation as the gateway's document has it. */
export interface DescribedOperation {
  operationId: string;
  summary?: string;
  security?: Record<string, unknown>[];
  parameters?: { name: string; in: string; required?: boolean; example?: unknown; description?: string }[];
  requestBody?: { content: Content };
  responses: Record<string, Referring<{ description: string; content?: Content }>>;
}

interface GatewayDocument {
  paths: Record<string, Record<string, DescribedOperation>>;
  components: {
    responses: Record<string, { description: string; content?: Content }>;
    schemas: Record<string, object>;
  };
}

/** The document of this gateway, and its operations below `/api/v1` by method and path. */
export async function readDocument(gateway: Pick<TestGateway, "url">) {
  const document = (await (await fetch(`${gateway.url}/docs/json`)).json()) as GatewayDocument;
  const operations = new Map<string, DescribedOperation>();
  for (const [path, methods] of Object.entries(document.paths)) {
    if (!path.startsWith("/api/v1/") || isOlder(path)) continue;
    for (const [method, operation] of Object.entries(methods)) {
      operations.set(`${method.toUpperCase()} ${path}`, operation);
    }
  }
  return { document, operations };
}

/** What has doors of its own, older than the API. */
export const isOlder = (path: string) => path === "/api/v1/alerts" || path.startsWith("/api/v1/simulator/");

/** What is documented for this status. */
export function responseOf(document: GatewayDocument, operation: DescribedOperation, status: number) {
  const response = operation.responses[String(status)];
  if (response === undefined) return undefined;
  return "$ref" in response ? document.components.responses[response.$ref.split("/").at(-1) ?? ""] : response;
}

/** Checks answers by the document alone, with another validator than the gateway's. */
export function createAnswerCheck(document: GatewayDocument) {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "document", components: document.components });
  return async (operation: DescribedOperation, response: Response): Promise<void> => {
    const { status } = response;
    const documented = responseOf(document, operation, status);
    const where = { operation: operation.operationId, status };
    expect({ ...where, isDocumented: documented !== undefined }).toEqual({ ...where, isDocumented: true });
    const type = response.headers.get("content-type")?.split(";", 1)[0] ?? null;
    if (type === "text/event-stream") {
      // It does not end; streams.test.ts reads it.
      await response.body?.cancel();
      expect({ ...where, types: Object.keys(documented?.content ?? {}) }).toEqual({ ...where, types: [type] });
      return;
    }
    const text = await response.text();
    if (documented?.content === undefined) {
      expect({ ...where, text }).toEqual({ ...where, text: "" });
      return;
    }
    const content = type === null ? undefined : documented.content[type];
    expect({ ...where, types: Object.keys(documented.content), type }).toEqual({
      ...where,
      types: content === undefined ? [] : Object.keys(documented.content),
      type,
    });
    const schema = JSON.parse(JSON.stringify(content?.schema ?? {}).replaceAll('"#/', '"document#/')) as object;
    const validate = ajv.compile(schema);
    validate(/^application\/(?:\w+\+)?json$/.test(type ?? "") ? JSON.parse(text) : text);
    expect({ ...where, errors: validate.errors, text }).toEqual({ ...where, errors: null, text });
  };
}

/** Calls a route as its row and its example say. */
export async function callRoute(
  gateway: TestGateway,
  { name, operation, right }: { name: string; operation: DescribedOperation; right: Right },
  headers: Record<string, string>,
): Promise<Response> {
  const [method = "", pattern = ""] = name.split(" ");
  const values = (await right.path?.(gateway)) ?? {};
  const path = pattern.replace(/\{(\w+)\}/g, (_, parameter: string) => values[parameter] ?? "1");
  const [type, example] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const body = right.body ?? example?.example;
  return fetch(`${gateway.url}${path}${right.query === undefined ? "" : `?${right.query}`}`, {
    method,
    headers: { ...right.headers, ...headers, ...(type === undefined ? {} : { "content-type": type }) },
    ...(type === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

export const basic = (user: string, password = "secret") => ({
  authorization: `Basic ${btoa(`${user}:${password}`)}`,
});

/** Fails unless the answer is a problem document of this status; gives it. */
export async function problemOf(response: Response, status: number, ofType?: string): Promise<Record<string, unknown>> {
  const problem = (await response.json()) as Record<string, unknown>;
  expect({ status: response.status, type: response.headers.get("content-type"), problem }).toMatchObject({
    status,
    type: "application/problem+json",
    problem: { type: ofType ?? expect.stringMatching(/^https:\/\/aldis\.invalid\/problems\/[a-z-]+$/), status },
  });
  return problem;
}
