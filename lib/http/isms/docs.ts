import type { DocumentDecoration } from "elysia";
import { defined } from "../../defined.ts";

/** How the iSMS interface stands in the OpenAPI document. */

const parameter = (name: string, description: string, more: { required?: true; enum?: string[] } = {}) => ({
  name,
  in: "query" as const,
  required: more.required ?? false,
  schema: { type: "string" as const, ...defined({ enum: more.enum }) },
  description,
});

const USER = [
  parameter("user", "A system user that holds the permission *Access to the HTTP API*.", { required: true }),
  parameter("passwd", "The password of that user.", { required: true }),
];

const answered = (description: string, example: string) => ({
  200: { description, content: { "text/plain": { schema: { type: "string" as const }, example } } },
  404: { description: "Switched off." },
});

const common = { tags: ["iSMS"] };

export const SENDMSG: DocumentDecoration = {
  ...common,
  summary: "Send a message as to a MultiTech iSMS",
  operationId: "ismsSend",
  parameters: [
    ...USER,
    parameter("cat", "1.", { required: true, enum: ["1"] }),
    parameter("to", "Telephone numbers, separated by commas."),
    parameter("ton", "Contacts by name or ID, separated by commas."),
    parameter("group", "Groups by name or ID, separated by commas."),
    parameter("text", "The message.", { required: true }),
    parameter(
      "enc",
      "How `text` is encoded: 0 as it is, 1 in Latin-1, 2 in hexadecimal and 3 in decimal numbers, separated by semicolons.",
      {
        enum: ["0", "1", "2", "3"],
      },
    ),
    parameter("priority", "1 low, 2 normal, 3 high.", { enum: ["1", "2", "3"] }),
    parameter("modem", "The modem to use, by its number from 1; 0 for any."),
  ],
  responses: answered(
    "`ID: n`, 0 when only alarms were opened, or `Err: n`: 601 not allowed in, 602 missing, 606 and 607 recipients.",
    "ID: 17",
  ),
};

export const QUERYMSG: DocumentDecoration = {
  ...common,
  summary: "The state of a message",
  operationId: "ismsQuery",
  parameters: [...USER, parameter("apimsgid", "The number of `sendmsg`'s answer.", { required: true })],
  responses: answered(
    "`Status: n`: 0 done, 1 not sent to all, 2 in progress, 3 waiting, 4 failed, 5 unknown; or `Err: n`.",
    "Status: 0",
  ),
};
