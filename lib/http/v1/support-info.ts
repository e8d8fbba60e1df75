import { Type } from "@sinclair/typebox";
import { operation, type Route, route } from "../operations/operation.ts";

/** Makes the zip file. Rejects with a StoreFailure when the database fails. */
type SupportInfo = () => Promise<Uint8Array>;

const ZIP = "application/zip";

const GET = operation({
  method: "GET",
  path: "/api/v1/support-info",
  operationId: "getSupportInfo",
  tag: "Gateway",
  permissions: ["support-info"],
  summary: "What somebody who helps needs to know, as a zip file",
  description:
    "The findings of `aldis doctor`, version and machine, every setting (secrets as •••), the state of the modems, how many messages wait, and the newest 2,000 entries of the event log. No text of a message, no contact, no user and no password is in it; of telephone numbers the middle is hidden. It may take some seconds: servers that the settings name are asked whether they answer.",
  answer: Type.Unsafe<Uint8Array>(Type.String({ format: "binary" })),
  answerType: ZIP,
  example: "PK…",
});

/** Support information. */
export const SUPPORT_INFO = {
  operations: [GET],
  routes: ({ supportInfo }: { supportInfo: SupportInfo }): Route[] => [
    route(GET, async () => {
      const headers = {
        "content-type": ZIP,
        "content-disposition": 'attachment; filename="aldis-support.zip"',
        "cache-control": "no-store",
      };
      return new Response(await supportInfo(), { headers });
    }),
  ],
} as const;
