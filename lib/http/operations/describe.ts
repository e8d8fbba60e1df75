import type { TObject, TSchema } from "@sinclair/typebox";
import { PERMISSIONS } from "../../auth/index.ts";
import { defined } from "../../defined.ts";
import { FAILURE_MESSAGES, type FailureStatus } from "./failures.ts";
import { IDEMPOTENCY_KEY_PARAMETER } from "./idempotency.ts";
import type { Operation } from "./operation.ts";
import { isOptional } from "./validate.ts";

export type Json = { [key: string]: unknown };

const JSON_TYPE = "application/json";

/** How one API's failures look, and how its operations are told from those of another in one document. */
export interface Style {
  /** Before the names of what its operations share. */
  prefix: string;
  failureOf(status: FailureStatus): { type: string; schema: TSchema; example: unknown };
  /** Status of an answer without content. */
  empty: 200 | 204;
  /** How callers sign in, by the names of the document's schemes. */
  security: readonly string[];
}

/** A request that the gateway itself sends to a target, by its type. */
export interface DescribedEvent {
  summary: string;
  description?: string;
  /** Of its body. */
  schema: TSchema;
  example: unknown;
}

/** Describes operations in OpenAPI 3.0: everything comes from what the routes check with. */
interface Describer {
  describe(operation: Operation): Json;
  /** As `webhooks` of 3.1, which 3.0 has as an extension. */
  webhooks(events: Readonly<Record<string, DescribedEvent>>): Json;
  /** Those that the operations described so far refer to. */
  components(): { responses: Json; schemas: Json };
}

export function createDescriber(style: Style): Describer {
  const { prefix } = style;
  const models = new Map<string, Json>();
  const failures = new Set<FailureStatus>();
  /** The schema as the document has it: models by reference, each described once. */
  const shown = (schema: TSchema): Json => {
    if (schema.$id === undefined) return plain(schema, shown);
    const name = `${prefix}${schema.$id}`;
    if (!models.has(name)) {
      // Held before it is described, so that a model within itself would not recurse forever.
      models.set(name, {});
      models.set(name, plain(schema, shown));
    }
    return { $ref: `#/components/schemas/${name}` };
  };

  function responsesOf(operation: Operation): Json {
    const { answer, answerType = JSON_TYPE, example, status = 200 } = operation;
    const failed = statusesOf(operation).map((failing) => {
      failures.add(failing);
      return [failing, { $ref: `#/components/responses/${prefix}${nameOf(failing)}` }];
    });
    const done =
      status === 303
        ? { 303: { description: "The browser is sent to the address in `Location`." } }
        : answer === undefined
          ? { [style.empty]: { description: "Done; the answer is empty." } }
          : { [status]: { description: "Done.", content: { [answerType]: { schema: shown(answer), example } } } };
    return { ...done, ...Object.fromEntries(failed) };
  }

  function failed(status: FailureStatus) {
    const { type, schema, example } = style.failureOf(status);
    return { description: FAILURE_MESSAGES[status], content: { [type]: { schema: shown(schema), example } } };
  }

  return {
    describe(operation) {
      const { operationId, summary, tag, open, parameters, query, body, bodyExample, bodyType, file, once } = operation;
      return {
        operationId,
        tags: [tag],
        summary,
        ...descriptionOf(operation),
        security: open ? [] : style.security.map((scheme) => ({ [scheme]: [] })),
        ...(parameters || query || once
          ? {
              parameters: [
                ...parametersOf("path", parameters, shown),
                ...parametersOf("query", query, shown),
                ...(once ? [IDEMPOTENCY_KEY_PARAMETER] : []),
              ],
            }
          : {}),
        ...(body === undefined
          ? {}
          : {
              requestBody: {
                required: true,
                content: { [file?.type ?? bodyType ?? JSON_TYPE]: { schema: shown(body), example: bodyExample } },
              },
            }),
        responses: responsesOf(operation),
      };
    },
    webhooks: (events) =>
      Object.fromEntries(
        Object.entries(events).map(([type, { summary, description, schema, example }]) => {
          const content = { [JSON_TYPE]: { schema: shown(schema), example } };
          const post = {
            summary,
            ...defined({ description }),
            tags: ["Webhooks"],
            parameters: SIGNED,
            requestBody: { required: true, content },
            responses: TAKEN,
          };
          return [type, { post }];
        }),
      ),
    components() {
      const responses = [...failures]
        .sort((one, other) => one - other)
        .map((status) => [`${prefix}${nameOf(status)}`, failed(status)]);
      return {
        responses: Object.fromEntries(responses),
        schemas: Object.fromEntries([...models].sort(([one], [other]) => (one < other ? -1 : 1))),
      };
    },
  };
}

/** The headers of Standard Webhooks. */
const SIGNED = [
  ["webhook-id", "Names the event for this target; the same with every repeat."],
  ["webhook-timestamp", "When this attempt began, in seconds since 1970."],
  ["webhook-signature", "`v1,` and the HMAC-SHA256 of `id.timestamp.body` in base64, for each secret."],
].map(([name, description]) => ({ name, in: "header", required: true, description, schema: { type: "string" } }));

const TAKEN = {
  "2XX": { description: "Taken." },
  410: { description: "Given up at once." },
  default: { description: "Tried again, for up to three days." },
};

/** The document's paths. */
export function pathsOf(operations: readonly Operation[], { describe }: Pick<Describer, "describe">): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const path = paths[operation.path] ?? {};
    path[operation.method.toLowerCase()] = describe(operation);
    paths[operation.path] = path;
  }
  return paths;
}

function statusesOf({ open, body, once, failures = [] }: Operation): FailureStatus[] {
  const statuses: FailureStatus[] = [
    ...failures,
    ...(open && body === undefined ? [] : [401 as const, 429 as const]),
    ...(open ? [] : [403 as const]),
    ...(once ? [422 as const] : []),
    ...(body === undefined ? [] : [408 as const, 413 as const, 415 as const]),
    500,
    503,
  ];
  return [...new Set(statuses)].sort((one, other) => one - other);
}

/** What it does, and what a user must hold to call it. */
function descriptionOf({ description, permissions = [] }: Operation): { description?: string } {
  const needed = permissions.map((permission) => `*${PERMISSIONS[permission]}* (\`${permission}\`)`).join(" and ");
  const sentences = [description, needed === "" ? undefined : `Needs the permission ${needed}.`];
  const text = sentences.filter((sentence) => sentence !== undefined).join(" ");
  return text === "" ? {} : { description: text };
}

function parametersOf(place: "path" | "query", schema: TObject | undefined, shown: (schema: TSchema) => Json): Json[] {
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => {
    const { description, example, ...rest } = shown(property);
    return {
      name,
      in: place,
      required: !isOptional(property),
      ...defined({ description, example }),
      // Lists are written with commas.
      ...(property.type === "array" ? { style: "form", explode: false } : {}),
      schema: rest,
    };
  });
}

/** `404` → `NotFound` */
const nameOf = (status: FailureStatus): string =>
  FAILURE_MESSAGES[status].replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());

/** What JSON keeps of a schema, with the schemas within it shown by `shown`. */
function plain(schema: TSchema, shown: (schema: TSchema) => Json): Json {
  const { $id: _, properties, items, anyOf, ...rest } = schema;
  return {
    ...(JSON.parse(JSON.stringify(rest)) as Json),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries<TSchema>(properties).map(([name, each]) => [name, shown(each)]),
          ),
        }),
    ...(items === undefined ? {} : { items: shown(items as TSchema) }),
    ...(anyOf === undefined ? {} : { anyOf: (anyOf as TSchema[]).map(shown) }),
  };
}
