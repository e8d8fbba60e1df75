import { type Static, Type } from "@sinclair/typebox";
import type { User, UserDirectory } from "../../../auth/index.ts";
import type { Clock } from "../../../clock.ts";
import { defined } from "../../../defined.ts";
import {
  errorIn,
  MESSAGE_STATES,
  type OutgoingMessage,
  type OutgoingPart,
  type TimelineEntry,
} from "../../../messages/index.ts";
import { storyOfWait, waitOf } from "../../../routing/index.ts";
import { holds } from "../../operations/failures.ts";
import { named, oneOf } from "../../plumbing/schemas.ts";
import { showInstant } from "../schemas.ts";
import { CONTACT } from "./names.ts";

const PRIORITIES = ["low", "normal", "high"] as const;
const PART_STATES = ["open", "sending", "sent", "unknown", "delivered", "undelivered"] as const;

/** A time of an answer. */
const time = (description: string) => Type.String({ format: "date-time", description });

const fields = {
  id: Type.Integer(),
  to: Type.String({ description: "The recipient's number." }),
  contact: CONTACT,
  text: Type.String({ description: "Empty for a ring." }),
  state: oneOf(MESSAGE_STATES),
  channel: oneOf(["sms", "telegram"], { description: "The channel that it went by, is on or takes next." }),
  requestedChannel: oneOf(["sms", "telegram", "auto"]),
  priority: oneOf(PRIORITIES),
  flash: Type.Boolean(),
  ring: Type.Boolean(),
  modem: Type.Optional(Type.String({ description: "The modem that sent it, or tried last." })),
  requestedModem: Type.Optional(Type.String()),
  requestedPool: Type.Optional(Type.String()),
  user: Type.Optional(
    Type.Object(
      { id: Type.Integer(), name: Type.Optional(Type.String({ description: "Absent once the user was removed." })) },
      { additionalProperties: false, description: "Who sent it." },
    ),
  ),
  source: Type.String({ description: "The interface that it came through." }),
  reference: Type.Optional(Type.String({ description: "What the client calls it." })),
  createdAt: time("When it was accepted."),
  sendAt: time("Not sent before."),
  expiresAt: time("Not sent after."),
  nextAttemptAt: Type.Optional(time("While it is queued; absent with `waitsBecause`.")),
  waitsBecause: Type.Optional(
    Type.String({ description: "It is due, but no modem that it may go by is here: which one, and what to do." }),
  ),
  sentAt: Type.Optional(time("When the network had all of it.")),
  settledAt: Type.Optional(time("When it came to its end.")),
  attempts: Type.Integer(),
  mayBeDuplicate: Type.Boolean({ description: "The recipient may have got some of it twice." }),
  textGone: Type.Optional(
    Type.Boolean({ description: "`true`: its text was kept no longer, so it cannot be sent again." }),
  ),
  textUnreadable: Type.Optional(
    Type.Boolean({ description: "`true`: its text is encrypted and does not open, so it cannot be sent." }),
  ),
  error: Type.Optional(Type.String({ description: "Why the last attempt failed; absent once one has succeeded." })),
};

/** An outgoing message as lists have it. */
export const Message = named("OutgoingMessage", Type.Object(fields, { additionalProperties: false }));

const part = Type.Object(
  {
    position: Type.Integer({ description: "From 1." }),
    state: oneOf(PART_STATES),
    reference: Type.Optional(Type.Integer({ description: "The network's message reference (TP-MR)." })),
    modem: Type.Optional(Type.String()),
    sim: Type.Optional(Type.String({ description: "Only for users who hold the permission `sim`." })),
    sentAt: Type.Optional(time("When the network took it.")),
    pdu: Type.Optional(Type.String({ description: "What the modem is given, in hexadecimal; absent on Telegram." })),
  },
  { additionalProperties: false },
);

const line = Type.Object(
  {
    at: time("When it happened."),
    state: oneOf([...new Set([...MESSAGE_STATES, ...PART_STATES])] as const),
    part: Type.Optional(Type.Integer({ description: "The part that it is about; absent: the whole message." })),
    modem: Type.Optional(Type.String()),
    detail: Type.Optional(Type.String({ description: "Why." })),
  },
  { additionalProperties: false },
);

/** With what became of it, step by step. */
export const MessageDetails = named(
  "OutgoingMessageDetails",
  Type.Object({ ...fields, parts: Type.Array(part), timeline: Type.Array(line) }, { additionalProperties: false }),
);

export const MESSAGE_EXAMPLE: Static<typeof Message> = {
  id: 17,
  to: "+491701234567",
  text: "Disk full on db1",
  state: "sent",
  channel: "sms",
  requestedChannel: "sms",
  priority: "normal",
  flash: false,
  ring: false,
  modem: "modem-1",
  user: { id: 3, name: "apiuser" },
  source: "v1",
  reference: "ticket 4711",
  createdAt: "2026-01-31T07:00:00.000Z",
  sendAt: "2026-01-31T07:00:00.000Z",
  expiresAt: "2026-02-02T07:00:00.000Z",
  sentAt: "2026-01-31T07:00:03.120Z",
  attempts: 1,
  mayBeDuplicate: false,
};

/** What is needed to show messages. */
export interface ViewDeps {
  users: Pick<UserDirectory, "byId">;
  modems(): readonly { name: string; pool?: string }[];
  clock: Pick<Clock, "now">;
}

/** Shows messages as `/api/v1` has them. */
export function createMessageView({ users, modems, clock }: ViewDeps) {
  const userOf = async (id: number) => ({ id, ...defined({ name: (await users.byId(id))?.name }) });

  /** @throws StoreFailure */
  async function show(message: OutgoingMessage): Promise<Static<typeof Message>> {
    const { userId, sentAt, settledAt, dueAt } = message;
    const isQueued = message.state === "queued";
    const wait = isQueued ? waitOf(message, { modems: modems(), now: clock.now() }) : undefined;
    return {
      id: message.id,
      to: message.recipient,
      text: message.text,
      state: message.state,
      channel: message.via,
      requestedChannel: message.channel,
      priority: PRIORITIES[message.priority],
      flash: message.flash,
      ring: message.kind === "ring",
      ...defined({ modem: message.modem, requestedModem: message.askedModem, requestedPool: message.pool }),
      ...(userId === undefined ? {} : { user: await userOf(userId) }),
      source: message.source,
      ...defined({ reference: message.reference }),
      createdAt: showInstant(message.createdAt),
      sendAt: showInstant(message.sendAt),
      expiresAt: showInstant(message.expiresAt),
      ...(isQueued && wait === undefined ? { nextAttemptAt: showInstant(dueAt) } : {}),
      ...(wait === undefined ? {} : { waitsBecause: wait.because(false) }),
      ...(sentAt === undefined ? {} : { sentAt: showInstant(sentAt) }),
      ...(settledAt === undefined ? {} : { settledAt: showInstant(settledAt) }),
      attempts: message.attempts,
      mayBeDuplicate: message.mayBeDuplicate,
      ...defined({
        error: errorIn(message.state, message.lastError),
        textGone: message.textGone,
        textUnreadable: message.textUnreadable,
      }),
    };
  }

  return {
    show,
    /** @throws StoreFailure */
    async showDetails(
      { message, parts, timeline }: { message: OutgoingMessage; parts: OutgoingPart[]; timeline: TimelineEntry[] },
      { viewer, eventLog }: { viewer: User; eventLog: Parameters<typeof storyOfWait>[1]["eventLog"] },
    ): Promise<Static<typeof MessageDetails>> {
      const seesSims = holds(viewer, "sim");
      const waiting = await storyOfWait(message, { modems: modems(), now: clock.now(), eventLog });
      return {
        ...(await show(message)),
        ...defined({ waitsBecause: waiting?.detail }),
        parts: parts.map(({ position, state, reference, modem, sim, sentAt, pdu }) => ({
          position,
          state,
          ...defined({ reference, modem, sim: seesSims ? sim : undefined }),
          ...(sentAt === undefined ? {} : { sentAt: showInstant(sentAt) }),
          ...(pdu === "" ? {} : { pdu }),
        })),
        timeline: [...timeline, ...(waiting === undefined ? [] : [waiting])].map(
          ({ at, state, position, modem, detail }) => ({
            at: showInstant(at),
            state,
            ...defined({ part: position, modem, detail }),
          }),
        ),
      };
    },
  };
}
