import { Type } from "@sinclair/typebox";
import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Result } from "../../result.ts";
import { operation, type Route, route } from "../operations/operation.ts";

/** What there is to know and to try of mail. */
export interface MailDesk {
  server(): {
    enabled: boolean;
    /** While it listens. */
    port?: number;
    /** Why it does not. */
    problem?: string;
  };
  /** The sender; `undefined`: no mail server is configured. */
  from(): string | undefined;
  /** Sends a mail to see whether the mail server takes it; gives what it answered. Never rejects. */
  test(to: string): Promise<Result<string, { error: string; answer?: string }>>;
}

const strict = { additionalProperties: false };
/** Characters of an address: RFC 5321 §4.5.3.1.3. */
const ADDRESS_CHARACTERS = 254;

const STATE = operation({
  method: "GET",
  path: "/api/v1/email",
  operationId: "getEmailState",
  tag: "Email",
  permissions: ["email-to-sms"],
  summary: "Whether mail is taken and sent",
  answer: Type.Object(
    {
      server: Type.Object(
        {
          enabled: Type.Boolean({ description: "`smtp` was on when the gateway started." }),
          port: Type.Optional(Type.Integer({ description: "While it listens." })),
          problem: Type.Optional(Type.String({ description: "Why it does not listen." })),
        },
        { ...strict, description: "The SMTP server that sends mail as SMS." },
      ),
      relay: Type.Object(
        {
          configured: Type.Boolean({ description: "`mail-host` and `mail-from` are set." }),
          from: Type.Optional(Type.String({ description: "The sender." })),
        },
        { ...strict, description: "The mail server through which the gateway sends mail." },
      ),
    },
    strict,
  ),
  example: { server: { enabled: true, port: 2525 }, relay: { configured: true, from: "sms@example.org" } },
});

const TEST = operation({
  method: "POST",
  path: "/api/v1/email/test",
  operationId: "sendTestMail",
  tag: "Email",
  permissions: ["email-to-sms"],
  summary: "Send a test mail through the configured mail server",
  description:
    "The answer says whether the mail server took it. What it does with the mail then, and whether it arrives, nobody here knows.",
  body: Type.Object(
    {
      to: Type.String({
        maxLength: ADDRESS_CHARACTERS,
        pattern: '^[^\\s@<>,;:"]{1,64}@[^\\s@<>,;:"]{1,253}$',
        description: "An address.",
      }),
    },
    strict,
  ),
  bodyExample: { to: "it@example.org" },
  answer: Type.Object(
    {
      taken: Type.Boolean(),
      milliseconds: Type.Integer({ description: "How long it took." }),
      answer: Type.Optional(Type.String({ description: "What the mail server said." })),
      problem: Type.Optional(Type.String({ description: "Why it was not taken, as a sentence." })),
    },
    strict,
  ),
  example: { taken: true, milliseconds: 120, answer: "250 2.0.0 Ok: queued as 4F1B2C" },
  failures: [422],
});

/** 1,000 characters of what a mail server said: answers have one line. */
const ANSWER_CHARACTERS = 1_000;

/** Email both ways. */
export const EMAIL = {
  operations: [STATE, TEST],
  routes: ({ mailDesk, clock }: { mailDesk: MailDesk; clock: Pick<Clock, "now"> }): Route[] => [
    route(STATE, async () => {
      const from = mailDesk.from();
      return { server: mailDesk.server(), relay: { configured: from !== undefined, ...defined({ from }) } };
    }),
    route(TEST, async ({ body: { to } }) => {
      const begun = clock.now();
      const result = await mailDesk.test(to);
      const milliseconds = Math.max(0, clock.now() - begun);
      if (result.ok) return { taken: true, milliseconds, answer: result.value.slice(0, ANSWER_CHARACTERS) };
      const { error: problem, answer } = result.problem;
      return { taken: false, milliseconds, problem, ...defined({ answer: answer?.slice(0, ANSWER_CHARACTERS) }) };
    }),
  ],
} as const;
