import { type Static, Type } from "@sinclair/typebox";
import { GROUPS_OF_A_CONTACT, RECIPIENTS_OF_A_REQUEST } from "../../limits.ts";
import { named, oneOf } from "../plumbing/schemas.ts";

/** The models of the API. Each is named in the document by its `$id`. */

export const MESSAGE_TYPES = ["sent", "incoming", "failed", "queued"] as const;
export const PROVIDERS = ["sms", "telegram"] as const;
/** 1,000 entries bound the time and memory of one call; a client asks for more pages. */
const MOST_A_PAGE = 1_000;

export const ContactGroup = named(
  "ContactGroup",
  Type.Object({ id: Type.Integer(), name: Type.String() }, { additionalProperties: false }),
);
export type ContactGroup = Static<typeof ContactGroup>;

export const Contact = named(
  "Contact",
  Type.Object(
    {
      id: Type.Integer({ description: "0 for somebody who is not in the address book." }),
      type: oneOf(["user", "unit", "contact"], {
        description: "A system user, this gateway, or a person, in the address book or not.",
      }),
      name: Type.String(),
      number: Type.String({ description: "Empty when there is none." }),
      email: Type.String({ description: "Empty when there is none." }),
      groups: Type.Array(ContactGroup),
    },
    { additionalProperties: false },
  ),
);
export type Contact = Static<typeof Contact>;

export const Message = named(
  "Message",
  Type.Object(
    {
      id: Type.String({ description: "The number of an outgoing message; with `in-` in front of an incoming one." }),
      type: oneOf(MESSAGE_TYPES),
      text: Type.String(),
      provider: oneOf(PROVIDERS),
      timestamp: Type.String({
        description:
          "When it was accepted or received, in seconds since 1970, as text: clients in Go read no number here.",
      }),
      isFlash: Type.Boolean(),
      isRing: Type.Boolean(),
      senders: Type.Array(Contact),
      recipients: Type.Array(Contact),
      mayBeDuplicate: Type.Optional(
        Type.Boolean({
          description:
            "Present when the person may have got it twice: nobody knows whether an earlier try, or a part of it, arrived.",
        }),
      ),
      kind: Type.Optional(
        oneOf(["mms", "wap-push", "data", "unreadable", "call"], {
          description: "What an incoming message is if it is not a text; `text` then says so in square brackets.",
        }),
      ),
    },
    { additionalProperties: false },
  ),
);
export type Message = Static<typeof Message>;

export const MessagePayload = named(
  "MessagePayload",
  Type.Object({
    recipients: Type.Array(
      Type.Object({
        to: Type.String({
          minLength: 1,
          description: "A telephone number; or the ID or name of a contact or group.",
        }),
        target: Type.Optional(oneOf(["number", "contact", "contactgroup"], { default: "number" })),
      }),
      { minItems: 1, maxItems: RECIPIENTS_OF_A_REQUEST },
    ),
    text: Type.String({ minLength: 1, description: "Required for a ring too, although it is not sent." }),
    provider: Type.Optional(oneOf(PROVIDERS, { default: "sms" })),
    type: Type.Optional(
      oneOf(["default", "flash", "ring"], { default: "default", description: "`flash` and `ring` only by SMS." }),
    ),
  }),
);
export type MessagePayload = Static<typeof MessagePayload>;

export const ContactPayload = named(
  "ContactPayload",
  Type.Object({
    name: Type.String({ minLength: 1 }),
    number: Type.Optional(Type.String()),
    email: Type.Optional(Type.String()),
    groups: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), {
        maxItems: GROUPS_OF_A_CONTACT,
        description: "IDs of groups.",
      }),
    ),
  }),
);
export type ContactPayload = Static<typeof ContactPayload>;

export const ContactGroupPayload = named("ContactGroupPayload", Type.Object({ name: Type.String({ minLength: 1 }) }));

export const Credentials = named(
  "Credentials",
  Type.Object({ username: Type.String({ minLength: 1 }), password: Type.String({ minLength: 1 }) }),
);

export const Session = named(
  "Session",
  Type.Object(
    {
      jwt: Type.String({ description: "For the header `Authorization: Bearer …`." }),
      expireAt: Type.Integer({ description: "Seconds since 1970." }),
    },
    { additionalProperties: false },
  ),
);

export const Me = named(
  "User",
  Type.Object(
    {
      id: Type.Integer(),
      name: Type.String(),
      rights: Type.Array(Type.String(), { description: "Identifiers of permissions." }),
    },
    { additionalProperties: false },
  ),
);

export const StateResponse = named(
  "StateResponse",
  Type.Object(
    {
      iss: Type.String({ description: "The issuer of tokens and answers." }),
      host: Type.String({ description: "Name of the machine." }),
      number: Type.String({ description: "The SIM's own number; empty when unknown." }),
      unit: Type.Object({ model: Type.String(), version: Type.String() }),
      build: Type.Object({
        number: Type.String(),
        branch: Type.String(),
        commit: Type.String(),
        time: Type.String(),
      }),
      licenses: Type.Array(Type.String()),
      sim: Type.Object({
        strength: Type.String({
          description: "Of the best modem, in dBm, as text; without a modem -113, the lowest value.",
        }),
        state: oneOf(["SIGNAL_TOO_WEAK", "SIGNAL_WARNING", "SIGNAL_OK", "NO_SIGNAL", "SIM_NOT_INSERTED"]),
      }),
    },
    { additionalProperties: false },
  ),
);
export type StateResponse = Static<typeof StateResponse>;

export const Failure = named(
  "Error",
  Type.Object(
    {
      code: Type.Integer({ description: "The status again." }),
      message: Type.String(),
      reasons: Type.Array(Type.String()),
    },
    { additionalProperties: false },
  ),
);

/** `limit` and `page` of a list; `byDefault` entries are on a page when no limit is given. */
export const paging = (byDefault: number) => ({
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      default: byDefault,
      description: `Most entries of one page. More than ${MOST_A_PAGE} counts as ${MOST_A_PAGE}.`,
    }),
  ),
  page: Type.Optional(Type.Integer({ minimum: 1, default: 1, description: "From 1." })),
});

/** Clients that know no limit get all messages that one call can give. */
export const MESSAGES_A_PAGE = MOST_A_PAGE;
export const CONTACTS_A_PAGE = 10;
/** A million: nothing is on later ones, and what they leave out must stay a number that databases know. */
const LAST_PAGE = 1_000_000;

/** Which entries a page has. */
export function pageOf(given: { limit?: number; page?: number }, byDefault: number): { limit: number; offset: number } {
  const limit = Math.min(given.limit ?? byDefault, MOST_A_PAGE);
  return { limit, offset: (Math.min(given.page ?? 1, LAST_PAGE) - 1) * limit };
}
