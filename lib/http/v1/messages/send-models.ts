import { type Static, Type } from "@sinclair/typebox";
import {
  ADDRESS_BOOK_NAME_CHARACTERS,
  DAYS_AHEAD,
  DAYS_VALID,
  NUMBER_CHARACTERS,
  RECIPIENTS_OF_A_REQUEST,
  REFERENCE_CHARACTERS,
  VARIABLE_CHARACTERS,
  VARIABLES,
} from "../../../limits.ts";
import { named, oneOf } from "../../plumbing/schemas.ts";
import { Duration, Instant } from "../schemas.ts";
import { Refused } from "./refused.ts";

const strict = { additionalProperties: false } as const;

const Variables = Type.Unsafe<Record<string, string>>(
  Type.Object(
    {},
    {
      additionalProperties: Type.String({ maxLength: VARIABLE_CHARACTERS }),
      maxProperties: VARIABLES,
      description: "Values by name, for `{name}` in the text.",
    },
  ),
);
const ofRecipient = { variables: Type.Optional(Variables) };
const idOrName = (what: string) =>
  Type.Union(
    [
      Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      Type.String({ minLength: 1, maxLength: ADDRESS_BOOK_NAME_CHARACTERS }),
    ],
    {
      description: `${what}: a number is an ID, a text is a name.`,
    },
  );

const TO_BE_NAMED = 'must be a telephone number, {"number": …}, {"contact": …}, {"group": …}, or a list of them';

/** Whom a message goes to. */
const Recipient = named(
  "Recipient",
  Type.Union(
    [
      Type.String({ minLength: 1, maxLength: NUMBER_CHARACTERS, description: "A telephone number." }),
      Type.Object({ number: Type.String({ minLength: 1, maxLength: NUMBER_CHARACTERS }), ...ofRecipient }, strict),
      Type.Object({ contact: idOrName("A contact"), ...ofRecipient }, strict),
      Type.Object(
        {
          group: idOrName("A group, of which those get it who are on call now, or all of a group without shifts"),
          ...ofRecipient,
        },
        strict,
      ),
    ],
    { "x-message": TO_BE_NAMED },
  ),
);
export type Recipient = Static<typeof Recipient>;

const recipients = Type.Union([Recipient, Type.Array(Recipient, { minItems: 1, maxItems: RECIPIENTS_OF_A_REQUEST })], {
  description: "One recipient or a list of them. Each number gets one message, however often it is named.",
  "x-message": TO_BE_NAMED,
});
const text = Type.Optional(
  Type.String({
    description:
      "`{number}` stands for the recipient's number, `{name}` and `{note}` for those of its contact where the sender holds `contacts`, other words in braces for `variables`; the recipient's own come first. `{{` stands for `{`; every other brace is itself. A variable that a recipient has no value for is refused. Not with `ring`.",
  }),
);
const common = {
  text,
  channel: Type.Optional(
    oneOf(["sms", "telegram", "auto"], {
      default: "sms",
      description: "`auto`: Telegram where the recipient has linked it, otherwise SMS.",
    }),
  ),
  flash: Type.Optional(Type.Boolean({ description: "Shown at once, and not kept by the telephone. Only by SMS." })),
  ring: Type.Optional(Type.Boolean({ description: "Lets the telephone ring instead of sending a text." })),
  variables: Type.Optional(Variables),
};

export const NewMessages = named(
  "NewMessages",
  Type.Object(
    {
      to: recipients,
      ...common,
      priority: Type.Optional(oneOf(["low", "normal", "high"], { default: "normal" })),
      sendAt: Type.Optional(
        Instant(`Not before, within ${DAYS_AHEAD} days; now by default. A time that has passed means now.`),
      ),
      expiresAt: Type.Optional(Instant(`Not after, within ${DAYS_VALID} days of \`sendAt\`.`)),
      validity: Type.Optional(
        Duration(
          `Instead of \`expiresAt\`: for how long after \`sendAt\`, as in ISO 8601; two days by default, ${DAYS_VALID} at most.`,
        ),
      ),
      modem: Type.Optional(
        Type.String({ minLength: 1, maxLength: 64, description: "Only by the modem of this name." }),
      ),
      pool: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: "Only by modems of this pool." })),
      reference: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: REFERENCE_CHARACTERS,
          description: "Your own name for it, to find its messages by.",
        }),
      ),
    },
    strict,
  ),
);

const alphabet = oneOf(["gsm7", "ucs2"], {
  description: "`gsm7`: 160 characters in one part, 153 in each of several; `ucs2`: 70 and 67.",
});
const parts = Type.Integer({ description: "What it costs, if it goes by SMS; 0 for a ring." });

export const AcceptedMessages = named(
  "AcceptedMessages",
  Type.Object(
    {
      messages: Type.Array(
        Type.Object(
          {
            id: Type.Integer(),
            to: Type.String({ description: "The number, as it will be dialled." }),
            state: oneOf(["queued"]),
            parts,
            alphabet: Type.Optional(alphabet),
          },
          strict,
        ),
      ),
      refused: Type.Array(Refused),
      alarms: Type.Optional(
        Type.Array(Type.Integer(), {
          description: "Numbers of the alarms that texts to groups with a policy have opened, or added to.",
        }),
      ),
    },
    strict,
  ),
);

export const PreviewPayload = named(
  "PreviewPayload",
  Type.Object({ to: Type.Optional(recipients), ...common }, strict),
);

export const MessagePreview = named(
  "MessagePreview",
  Type.Object(
    {
      alphabet,
      language: Type.Optional(
        Type.Object(
          {
            locking: Type.Optional(Type.String({ description: "Two letters: the table in place of the alphabet." })),
            single: Type.Optional(Type.String({ description: "Two letters: the table in place of the extension." })),
          },
          { ...strict, description: "National language tables that the text is written with." },
        ),
      ),
      parts,
      remaining: Type.Integer({ description: "Characters that still fit into the last part." }),
      forcedBy: Type.Array(
        Type.Object(
          {
            character: Type.String(),
            position: Type.Integer({ description: "From 0, in UTF-16 units as in JavaScript." }),
          },
          strict,
        ),
        { description: "The characters that make it `ucs2`; at most 100." },
      ),
      totalParts: Type.Integer({ description: "Of all messages." }),
      recipients: Type.Array(
        Type.Object(
          {
            to: Type.Optional(
              Type.String({
                description: "The number; of people who were named as contacts or groups only with `contacts`.",
              }),
            ),
            name: Type.Optional(Type.String({ description: "Of a contact; only with `contacts`." })),
            parts,
            alphabet: Type.Optional(alphabet),
          },
          strict,
        ),
        { description: "Who would get a message." },
      ),
      refused: Type.Array(Refused),
      alarms: Type.Optional(
        Type.Array(
          Type.Object(
            {
              policy: Type.Optional(Type.String({ description: "Only with `contacts`." })),
              calls: Type.Optional(
                Type.Array(Type.String(), {
                  description: "Names of those whom the policy's first step would call now; only with `contacts`.",
                }),
              ),
            },
            strict,
          ),
          {
            description:
              "A text to a group with a policy opens an alarm; its members are called by the policy and are not among `recipients`.",
          },
        ),
      ),
    },
    {
      ...strict,
      description:
        "Alphabet, parts and characters are those of the longest text; without recipients of the text as written.",
    },
  ),
);
