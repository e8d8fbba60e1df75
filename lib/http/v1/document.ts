import { createDescriber, type Json, pathsOf } from "../operations/describe.ts";
import { V1_OPERATIONS, V1_STYLE } from "./index.ts";
import { WEBHOOK_DOCUMENT } from "./webhook-events.ts";

/** The API's part of the gateway's OpenAPI document, for the types of its clients. */
export function v1Document({ version }: { version: string }): Json {
  const describer = createDescriber(V1_STYLE);
  const paths = pathsOf(V1_OPERATIONS, describer);
  const events = { "x-webhooks": describer.webhooks(WEBHOOK_DOCUMENT) };
  return { openapi: "3.0.3", info: { title: "Aldis", version }, paths, ...events, components: describer.components() };
}
