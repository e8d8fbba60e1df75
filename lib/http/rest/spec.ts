import { Type } from "@sinclair/typebox";
import { onFirstUse } from "../../on-first-use.ts";
import { openRoute, operation, type Route } from "../operations/operation.ts";

export const SHOW_JSON = {
  ...operation({
    method: "GET",
    path: "/api/state/spec.json",
    operationId: "showSpecificationJson",
    tag: "State",
    summary: "This document, as JSON",
    answer: Type.Object({}, { additionalProperties: true }),
    example: { openapi: "3.0.3" },
  }),
  open: true,
} as const;

export const SHOW_YAML = {
  ...operation({
    method: "GET",
    path: "/api/state/spec.yml",
    operationId: "showSpecificationYaml",
    tag: "State",
    summary: "This document, as YAML",
    answer: Type.String(),
    answerType: "application/yaml",
    example: "openapi: 3.0.3",
  }),
  open: true,
} as const;

/** The API's own OpenAPI document, made and written out once, at the first request. */
export function specRoutes(createDocument: () => object): Route[] {
  const document = onFirstUse(createDocument);
  const json = onFirstUse(() => JSON.stringify(document()));
  let yaml: string | undefined;
  const send = (text: string, type: string) =>
    new Response(text, { headers: { "content-type": type, "cache-control": "no-cache" } });
  return [
    openRoute(SHOW_JSON, async () => send(json(), "application/json")),
    openRoute(SHOW_YAML, async () => {
      const { stringify } = await import("yaml");
      yaml ??= stringify(document(), { aliasDuplicateObjects: false });
      return send(yaml, "application/yaml");
    }),
  ];
}
