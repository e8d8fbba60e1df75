import { Type } from "@sinclair/typebox";
import { stringify } from "yaml";
import { openRoute, operation, type Route } from "./operation.ts";

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

/** The API's own OpenAPI document, written out once. */
export function specRoutes(document: object): Route[] {
  const json = JSON.stringify(document);
  const yaml = stringify(document, { aliasDuplicateObjects: false });
  const send = (text: string, type: string) => async () =>
    new Response(text, { headers: { "content-type": type, "cache-control": "no-cache" } });
  return [openRoute(SHOW_JSON, send(json, "application/json")), openRoute(SHOW_YAML, send(yaml, "application/yaml"))];
}
