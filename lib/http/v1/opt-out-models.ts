import { type Static, Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import { OPT_OUT_ACTIONS, OPT_OUT_DOORS, type OptOut, type OptOutRecord } from "../../messages/index.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { showInstant } from "./schemas.ts";

const strict = { additionalProperties: false } as const;
const number = Type.String({ description: "As `+491701234567`, or a short code." });
const ASKED_BY = {
  door: oneOf(OPT_OUT_DOORS, {
    description: "How it was asked: by a received `message`, with this `api`, or with a `command` on the machine.",
  }),
  incomingId: Type.Optional(Type.Integer({ description: "The incoming message." })),
  userId: Type.Optional(Type.Integer()),
  userName: Type.Optional(Type.String({ description: "The user, by the name at that time." })),
};

export const OptOutModel = named(
  "OptOut",
  Type.Object({ number, since: Type.String({ format: "date-time" }), ...ASKED_BY }, strict),
);

export const OptOutRecordModel = named(
  "OptOutRecord",
  Type.Object(
    {
      id: Type.Integer({ description: "Grows with every record." }),
      number,
      action: oneOf(OPT_OUT_ACTIONS, { description: "What was asked." }),
      changed: Type.Boolean({ description: "Whether it changed anything: who opts out twice is opted out once." }),
      at: Type.String({ format: "date-time" }),
      ...ASKED_BY,
      asked: Type.Optional(Type.String({ description: "The text of the message, or why the user did it." })),
      modem: Type.Optional(Type.String({ description: "The modem that received the message." })),
    },
    { ...strict, description: "Nothing changes or deletes it." },
  ),
);

export const NumberState = named(
  "OptOutState",
  Type.Object(
    {
      number,
      optedOut: Type.Boolean(),
      since: Type.Optional(Type.String({ format: "date-time", description: "While it is opted out." })),
      audit: Type.Array(OptOutRecordModel, { description: "The latest 100 records, newest first." }),
    },
    strict,
  ),
);

export const RECORD_EXAMPLE: Static<typeof OptOutRecordModel> = {
  id: 5,
  number: "+491709876543",
  action: "opt-out",
  changed: true,
  at: "2026-01-31T07:00:00.000Z",
  door: "message",
  incomingId: 7,
  asked: "Stop!",
  modem: "m1",
};

export const OPT_OUT_EXAMPLE: Static<typeof OptOutModel> = {
  number: "+491709876543",
  since: "2026-01-31T07:00:00.000Z",
  door: "message",
  incomingId: 7,
};

const askedBy = ({ door, incomingId, userId, userName }: OptOut | OptOutRecord) => ({
  door,
  ...defined({ incomingId, userId, userName }),
});

export const showOptOut = (optOut: OptOut): Static<typeof OptOutModel> => ({
  number: optOut.number,
  since: showInstant(optOut.since),
  ...askedBy(optOut),
});

export const showRecord = (record: OptOutRecord): Static<typeof OptOutRecordModel> => ({
  id: record.id,
  number: record.number,
  action: record.action,
  changed: record.hasChanged,
  at: showInstant(record.at),
  ...askedBy(record),
  ...defined({ asked: record.asked, modem: record.modem }),
});
