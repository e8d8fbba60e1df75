import type { DocumentDecoration } from "elysia";
import { ANSWERS, type AnswerName } from "../plumbing/texts.ts";

/** How `/commands.php` stands in the OpenAPI document. */

const PARAMETERS = [
  {
    name: "username",
    schema: { type: "string" as const },
    example: "operator",
    description: "A system user that holds the permission *Access to the command API*.",
  },
  {
    name: "password",
    schema: { type: "string" as const, format: "password" },
    example: "your-password",
    description: "The password of that user.",
  },
  {
    name: "mode",
    schema: { type: "string" as const, enum: ["reboot", "halt"] },
    example: "reboot",
    description:
      "`reboot`: the gateway exits with status 75, and the service manager restarts it and its modems. `halt`: it accepts nothing new, finishes what is being sent and exits.",
  },
];

const responses = {
  200: answered("accepted", "It will be done after this answer."),
  400: answered("parameterMissing", "A parameter is missing or empty; or the mode is unknown."),
  401: answered("wrongCredentials", "Unknown user, wrong password, or disabled user; or too many wrong passwords."),
  403: answered("noPermission", "The user does not hold the permission."),
};

const form = {
  type: "object" as const,
  properties: Object.fromEntries(PARAMETERS.map(({ name, schema, description }) => [name, { ...schema, description }])),
};

const common = { tags: ["Operating"], responses };

export const COMMANDS_PHP: Record<"get" | "post", DocumentDecoration> = {
  get: {
    ...common,
    summary: "Restart or halt the gateway (parameters in the URL)",
    operationId: "commandByGet",
    parameters: PARAMETERS.map((parameter) => ({ ...parameter, in: "query" as const, required: true })),
  },
  post: {
    ...common,
    summary: "Restart or halt the gateway (parameters in the URL, the body, or both)",
    operationId: "commandByPost",
    parameters: PARAMETERS.map((parameter) => ({ ...parameter, in: "query" as const, required: false })),
    requestBody: {
      required: false,
      content: { "application/x-www-form-urlencoded": { schema: form }, "application/json": { schema: form } },
    },
  },
};

function answered(name: AnswerName, description: string) {
  return {
    description,
    content: { "text/plain": { schema: { type: "string" as const }, example: ANSWERS[name].body } },
  };
}
