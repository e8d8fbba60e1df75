/** Writes the types of a REST client from the API's own OpenAPI document. A test tells when they are out of date. */
import { join } from "node:path";
import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";
import { restDocument } from "../lib/http/index.ts";
import manifest from "../package.json" with { type: "json" };

/** Where they are. */
export const REST_CLIENT_TYPES = join(import.meta.dir, "../tests/support/rest-client.generated.ts");

const HEAD = "// Generated from the REST API's OpenAPI document by `bun run scripts/rest-client.ts`; do not edit.\n\n";

/** The types as they are to be. */
export async function restClientTypes(): Promise<string> {
  const document = restDocument({ version: manifest.version });
  return HEAD + astToString(await openapiTS(document as unknown as OpenAPI3, { defaultNonNullable: false }));
}

if (import.meta.main) await Bun.write(REST_CLIENT_TYPES, await restClientTypes());
