import type { TObject, TSchema } from "@sinclair/typebox";
import { PERMISSIONS } from "../../auth/index.ts";
import { defined } from "../../defined.ts";
import { FAILURE_MESSAGES, type FailureStatus } from "./failures.ts";
import { Failure } from "./models.ts";
import type { Operation } from "./operation.ts";
import { isOptional } from "./validate.ts";

type Json = { [key: string]: unknown };

const JSON_TYPE = "application/json";

/** The OpenAPI 3.0 document of these operations: everything in it comes from what the routes check with. */
export function createDocument(operations: readonly Operation[], { version }: { version: string }): Json {
  const models = new Map<string, Json>();
  /** The schema as the document has it: models by reference, each described once. */
  const shown = (schema: TSchema): Json => {
    if (schema.$id === undefined) return plain(schema, shown);
    if (!models.has(schema.$id)) {
      // Held before it is described, so that a model within itself would not recurse forever.
      models.set(schema.$id, {});
      models.set(schema.$id, plain(schema, shown));
    }
    return { $ref: `#/components/schemas/${schema.$id}` };
  };

  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const path = paths[operation.path] ?? {};
    path[operation.method.toLowerCase()] = describe(operation, shown);
    paths[operation.path] = path;
  }
  return {
    openapi: "3.0.3",
    info: {
      title: "Aldis REST API",
      version,
      description: "Send and receive text messages, manage contacts and groups, check the gateway's state.",
      license: { name: "MIT", url: "https://opensource.org/license/mit" },
    },
    servers: [{ url: "/", description: "This gateway" }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    security: [{ token: [] }, { password: [] }],
    paths,
    components: {
      responses: failureResponses(shown),
      schemas: Object.fromEntries([...models].sort(([one], [other]) => (one < other ? -1 : 1))),
      securitySchemes: {
        token: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "From POST /api/signin." },
        password: { type: "http", scheme: "basic", description: "Name and password of a system user." },
      },
    },
  };
}

function describe(operation: Operation, shown: (schema: TSchema) => Json): Json {
  const { operationId, summary, tag, open, parameters, query, body, bodyExample } = operation;
  return {
    operationId,
    tags: [tag],
    summary,
    ...descriptionOf(operation),
    ...(open ? { security: [] } : {}),
    ...(parameters || query
      ? { parameters: [...parametersOf("path", parameters, shown), ...parametersOf("query", query, shown)] }
      : {}),
    ...(body === undefined
      ? {}
      : {
          requestBody: { required: true, content: { [JSON_TYPE]: { schema: shown(body), example: bodyExample } } },
        }),
    responses: responsesOf(operation, shown),
  };
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
    const { description, ...rest } = shown(property);
    return {
      name,
      in: place,
      required: !isOptional(property),
      ...defined({ description }),
      // Lists are written with commas.
      ...(property.type === "array" ? { style: "form", explode: false } : {}),
      schema: rest,
    };
  });
}

function responsesOf(operation: Operation, shown: (schema: TSchema) => Json): Json {
  const { answer, answerType = JSON_TYPE, example, open, body, failures = [] } = operation;
  const statuses: FailureStatus[] = [
    ...failures,
    ...(open && body === undefined ? [] : [401 as const, 429 as const]),
    ...(open ? [] : [403 as const]),
    ...(body === undefined ? [] : [408 as const, 413 as const, 415 as const]),
    500,
    503,
  ];
  const failed = [...new Set(statuses)]
    .sort((one, other) => one - other)
    .map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }]);
  const done =
    answer === undefined
      ? { description: "Done; the answer is empty." }
      : { description: "Done.", content: { [answerType]: { schema: shown(answer), example } } };
  return { 200: done, ...Object.fromEntries(failed) };
}

/** `404` → `NotFound` */
const nameOf = (status: FailureStatus): string =>
  FAILURE_MESSAGES[status].replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());

function failureResponses(shown: (schema: TSchema) => Json): Json {
  const entries = Object.entries(FAILURE_MESSAGES).map(([status, description]) => [
    nameOf(Number(status) as FailureStatus),
    {
      description,
      content: {
        [JSON_TYPE]: {
          schema: shown(Failure),
          example: { code: Number(status), message: description, reasons: [] },
        },
      },
    },
  ]);
  return Object.fromEntries(entries);
}

/** What JSON keeps of a schema, with the schemas within it shown by `shown`. */
function plain(schema: TSchema, shown: (schema: TSchema) => Json): Json {
  const { $id: _, properties, items, ...rest } = schema;
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
  };
}
