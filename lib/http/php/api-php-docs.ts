import type { DocumentDecoration } from "elysia";
import { ANSWERS, type AnswerName } from "../plumbing/texts.ts";
import type { ParameterName } from "./php-parameters.ts";

/** How `/api.php` stands in the OpenAPI document: every parameter, an example of each, every answer. */

interface DocumentedParameter {
  name: ParameterName;
  required: boolean;
  allowEmptyValue?: boolean;
  schema: { type: "string"; format?: string; enum?: string[]; default?: string };
  example: string;
  description: string;
}

const PARAMETERS: DocumentedParameter[] = [
  {
    name: "username",
    required: true,
    schema: { type: "string" },
    example: "apiuser",
    description: "A system user that holds the permission *Access to the HTTP API*.",
  },
  {
    name: "password",
    required: true,
    schema: { type: "string", format: "password" },
    example: "your-password",
    description: "The password of that user.",
  },
  {
    name: "to",
    required: true,
    schema: { type: "string" },
    example: "00491701234567",
    description:
      "The recipient, read as `mode` says. Several telephone numbers are separated by comma or semicolon. Numbers: `00491701234567`, `+491701234567` (in a URL `%2B491701234567`), `491701234567`, `01701234567` in the home country, and short codes. Digits that may be national or international, and are certainly neither, are refused.",
  },
  {
    name: "text",
    required: false,
    schema: { type: "string" },
    example: "Disk full on db1",
    description:
      "The message. Required, except with `ring`. Octets are UTF-8, in a body also the character set that its content type declares; what is not UTF-8 is read as Windows-1252. In a query string, octets beyond ASCII have to be percent-encoded.",
  },
  {
    name: "mode",
    required: false,
    schema: {
      type: "string",
      enum: ["number", "user", "group", "telnumber", "teluser", "telgroup"],
      default: "number",
    },
    example: "number",
    description:
      "How `to` is read: a telephone number, a contact or a group (by ID or name); with `tel` in front the channel is chosen automatically. Anything unknown is `number`.",
  },
  {
    name: "hexmode",
    required: false,
    schema: { type: "string", enum: ["true", "false"] },
    example: "false",
    description:
      "`true` (or `1`, `yes`, `on`): `text` is hexadecimal, two digits per byte; the bytes are UTF-8, or else Windows-1252.",
  },
  {
    name: "regex",
    required: false,
    schema: { type: "string" },
    example: "^\\+49",
    description:
      "A regular expression (RE2, up to 1000 characters) matched against each telephone number in every form in which it is written: `+491701234567`, `00491701234567`, `491701234567`, and of the home country `01701234567`. A number matches when one form does.",
  },
  {
    name: "list",
    required: false,
    schema: { type: "string", enum: ["white", "black"] },
    example: "white",
    description:
      "With `regex`. `white`: only numbers that match in one of their forms are sent to. `black`: numbers that match in one of them are refused.",
  },
  {
    name: "telauto",
    required: false,
    schema: { type: "string", enum: ["true", "false"] },
    example: "false",
    description: "`false` switches off the SMS fallback of the `tel…` modes.",
  },
  {
    name: "ring",
    required: false,
    allowEmptyValue: true,
    schema: { type: "string" },
    example: "false",
    description:
      "A voice call instead of a message. Counts when present, even without a value; `false`, `0` and `no` switch it off.",
  },
  {
    name: "flash",
    required: false,
    allowEmptyValue: true,
    schema: { type: "string" },
    example: "false",
    description: "An SMS of class 0, shown immediately. Counts when present, as `ring` does.",
  },
];

const form = {
  type: "object" as const,
  properties: Object.fromEntries(
    PARAMETERS.map(({ name, schema, description, example }) => [name, { ...schema, description, example }]),
  ),
};

const formExample = { username: "apiuser", password: "your-password", to: "00491701234567", text: "Disk full on db1" };

const responses = {
  200: {
    ...textAnswer("accepted", "Every recipient's message is stored durably."),
    headers: {
      "X-Message-Id": {
        description:
          "The IDs of the new messages, comma separated, in the order of the recipients: as many as fit into 4,096 characters.",
        schema: { type: "string" as const },
        example: "17,18",
      },
      "X-Message-Count": {
        description: "How many messages there are, when not all of their IDs fit into `X-Message-Id`.",
        schema: { type: "string" as const },
        example: "1000",
      },
    },
  },
  400: {
    description:
      "A required parameter is missing or empty; or there is no recipient: no such contact or group, an empty group or one with nobody on call, no valid number, malformed hex or `regex`, every recipient refused by `list`. The event log says which.",
    content: {
      "text/plain": {
        schema: { type: "string" as const },
        examples: {
          "parameter missing": { value: ANSWERS.parameterMissing.body },
          refused: { value: ANSWERS.refused.body },
        },
      },
    },
  },
  401: {
    ...textAnswer("wrongCredentials", "Unknown user, wrong password, or disabled user; or too many wrong passwords."),
    headers: {
      "Retry-After": {
        description: "Seconds to wait; present when the password was not checked, after too many wrong ones.",
        schema: { type: "integer" as const },
        example: 12,
      },
    },
  },
  403: textAnswer("noPermission", "The user does not hold the permission, or may not call from this address."),
  408: textAnswer("timedOut", "The request did not arrive, or the message could not be stored, within the time limit."),
  413: textAnswer("tooLarge", "The body is too large."),
  429: {
    ...textAnswer("tooManyRequests", "More requests in a minute than the user may make."),
    headers: {
      "Retry-After": { description: "Seconds to wait.", schema: { type: "integer" as const }, example: 12 },
    },
  },
  503: {
    ...textAnswer("tryAgain", "Too many bodies are being sent at the same time. Never after a request without a body."),
    headers: {
      "Retry-After": { description: "Seconds to wait.", schema: { type: "integer" as const }, example: 2 },
    },
  },
};

const description =
  "Sends a message. Parameters are read from the query string and from the body, merged; the body wins. The answer comes after the message is safely stored.";

/** `GET /api.php`. */
export const API_PHP_GET: DocumentDecoration = {
  summary: "Send a message (parameters in the URL)",
  description,
  tags: ["Sending"],
  operationId: "sendByGet",
  parameters: PARAMETERS.map((parameter) => ({ ...parameter, in: "query" as const })),
  responses,
};

/** `POST /api.php`. */
export const API_PHP_POST: DocumentDecoration = {
  summary: "Send a message (parameters in the URL, the body, or both)",
  description,
  tags: ["Sending"],
  operationId: "sendByPost",
  // None is required here: each may be in the body instead.
  parameters: PARAMETERS.map((parameter) => ({ ...parameter, in: "query" as const, required: false })),
  requestBody: {
    required: false,
    content: {
      "application/x-www-form-urlencoded": { schema: form, example: formExample },
      "multipart/form-data": { schema: form, example: formExample },
      "application/json": { schema: form, example: formExample },
    },
  },
  responses,
};

function textAnswer(name: AnswerName, meaning: string) {
  return {
    description: meaning,
    content: { "text/plain": { schema: { type: "string" as const }, example: ANSWERS[name].body } },
  };
}
