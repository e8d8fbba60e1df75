import { createDescriber, type Json, pathsOf } from "../operations/describe.ts";
import { V1_OPERATIONS, V1_STYLE } from "./index.ts";

/** The API's part of the gateway's OpenAPI document, for the types of its clients. */
export function v1Document({ version }: { version: string }): Json {
  const describer = createDescriber(V1_STYLE);
  const paths = pathsOf(V1_OPERATIONS, describer);
  return { openapi: "3.0.3", info: { title: "Aldis", version }, paths, components: describer.components() };
}
