/** Writes the types of a client of `/api/v1` from the gateway's own OpenAPI document. A test tells when they are out of date. */
import { join } from "node:path";
import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";
import { v1Document } from "../lib/http/index.ts";
import manifest from "../package.json" with { type: "json" };

/** Where they are. */
export const API_CLIENT_TYPES = join(import.meta.dir, "../clients/typescript/aldis-api.d.ts");

const HEAD = `// Types of Aldis's API, /api/v1: made by \`bun run scripts/api-client.ts\` from its OpenAPI document; do not edit.
//
//   import createClient from "openapi-fetch";
//   import type { paths } from "./aldis-api";
//
//   const aldis = createClient<paths>({ baseUrl: "https://gateway.example", headers: { authorization: "Bearer aldis_…" } });
//   const { data, error } = await aldis.POST("/api/v1/messages", { body: { to: "+491701234567", text: "Disk full on db1" } });

`;

/** The types as they are to be. */
export async function apiClientTypes(): Promise<string> {
  const document = v1Document({ version: manifest.version });
  return HEAD + astToString(await openapiTS(document as unknown as OpenAPI3, { defaultNonNullable: false }));
}

if (import.meta.main) await Bun.write(API_CLIENT_TYPES, await apiClientTypes());
