import { Type } from "@sinclair/typebox";
import { named, oneOf } from "../plumbing/schemas.ts";

/** What the control of simulated modems takes and gives, and an example of each. */

export const closed = { additionalProperties: false } as const;
const time = Type.String({ format: "date-time" });
export const modem = {
  modem: Type.Optional(Type.String({ description: "Name of the simulated modem; the first one by default." })),
};
export const query = Type.Object(modem);
export const newer = Type.Object({
  ...modem,
  after: Type.Optional(Type.Integer({ minimum: 0, description: "Only what has a larger ID." })),
});

export const SimulatorMessage = named(
  "Message",
  Type.Object(
    {
      id: Type.Integer(),
      from: Type.String(),
      to: Type.String(),
      text: Type.String(),
      data: Type.Optional(Type.String({ description: "Hexadecimal, of binary messages only." })),
      parts: Type.Integer(),
      class: Type.Integer({ minimum: 0, maximum: 3, nullable: true }),
      receivedAt: time,
    },
    { additionalProperties: true },
  ),
);
export const SimulatorCall = named(
  "Call",
  Type.Object({ id: Type.Integer(), startedAt: time }, { additionalProperties: true }),
);
export const SimulatorState = named(
  "State",
  Type.Object(
    {
      signal: Type.Number({ nullable: true, description: "dBm, −113 to −51." }),
      registration: oneOf(["home", "roaming", "searching", "denied", "not-registered", "unknown"]),
      sim: oneOf(["ready", "pin", "puk", "absent", "failure"]),
      storage: Type.Object(
        {},
        { additionalProperties: true, description: "Of each memory, what is used and its size." },
      ),
      reference: Type.Integer({ description: "TP-MR of the next part, 0–255." }),
      latencyMs: Type.Number({ description: "Of each hop; of the whole network, as are those below." }),
      loss: Type.Number({ description: "Share of messages that never arrive, 0–1." }),
      reports: oneOf(["delivered", "failed", "none"]),
      calls: oneOf(["ring", "answer", "busy", "no-answer", "reject"]),
      strict: Type.Boolean({ description: "Refuses odd PDUs." }),
    },
    closed,
  ),
);
export const SimulatorHandset = named(
  "Handset",
  Type.Object(
    {
      number: Type.String(),
      on: Type.Boolean(),
      waiting: Type.Integer({ description: "Parts that wait until it is on." }),
      usedAt: time,
    },
    closed,
  ),
);
export const ofHandset = Type.Object({
  ...modem,
  number: Type.String({ description: "The telephone's, in international form.", example: "+491701234567" }),
});
export const SimulatorScreen = named(
  "Screen",
  Type.Object(
    {
      number: Type.String(),
      on: Type.Boolean(),
      waiting: Type.Integer(),
      messages: Type.Array(
        Type.Object(
          {
            id: Type.String(),
            with: Type.String({ description: "The other side's number." }),
            text: Type.String(),
            flash: Type.Boolean(),
            own: Type.Boolean({ description: "Written on this telephone." }),
            at: time,
          },
          closed,
        ),
        { description: "The newest 100, oldest first." },
      ),
      call: Type.Object(
        {
          id: Type.Integer(),
          phase: oneOf(["dialling", "ringing", "active", "ended"]),
          own: Type.Boolean({ description: "This telephone calls." }),
          startedAt: time,
        },
        { ...closed, nullable: true },
      ),
    },
    closed,
  ),
);
export const screen = {
  number: "+491701234567",
  on: true,
  waiting: 0,
  messages: [
    {
      ...{ id: "received-1", with: "+491700000001", text: "Disk full on db1", flash: false, own: false },
      at: "2026-01-31T07:00:00.000Z",
    },
  ],
  call: null,
};
export const faults = Type.Array(Type.Object({}, { additionalProperties: true }));
export const state = {
  signal: -70,
  registration: "home",
  sim: "ready",
  storage: { SM: { used: 0, total: 40 } },
  reference: 0,
  latencyMs: 0,
  loss: 0,
  reports: "delivered",
  calls: "ring",
  strict: false,
};
