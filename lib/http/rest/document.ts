import { createDescriber, type Json, pathsOf, type Style } from "../operations/describe.ts";
import { FAILURE_MESSAGES } from "../operations/failures.ts";
import type { Operation } from "../operations/operation.ts";
import { Failure } from "./models.ts";

/** How the API looks in a document of its own; beside others its names get a prefix. */
export const REST_STYLE: Style = {
  prefix: "",
  failureOf: (status) => ({
    type: "application/json",
    schema: Failure,
    example: { code: status, message: FAILURE_MESSAGES[status], reasons: [] },
  }),
  empty: 200,
  security: ["token", "password"],
};

/** The OpenAPI 3.0 document of these operations: everything in it comes from what the routes check with. */
export function createDocument(operations: readonly Operation[], { version }: { version: string }): Json {
  const describer = createDescriber(REST_STYLE);
  const paths = pathsOf(operations, describer);
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
    paths,
    components: {
      ...describer.components(),
      securitySchemes: {
        token: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "From POST /api/signin." },
        password: { type: "http", scheme: "basic", description: "Name and password of a system user." },
      },
    },
  };
}
