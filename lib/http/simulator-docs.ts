import { Type } from "@sinclair/typebox";
import type { Style } from "./operations/describe.ts";
import { FAILURE_MESSAGES } from "./operations/failures.ts";
import { type Operation, operation } from "./operations/operation.ts";
import { named, oneOf } from "./plumbing/schemas.ts";

/** The control of simulated modems as the document has it; `lib/modem/simulator` answers, in words of its own. */

const closed = { additionalProperties: false } as const;
const time = Type.String({ format: "date-time" });
const modem = {
  modem: Type.Optional(Type.String({ description: "Name of the simulated modem; the first one by default." })),
};
const query = Type.Object(modem);
const newer = Type.Object({
  ...modem,
  after: Type.Optional(Type.Integer({ minimum: 0, description: "Only what has a larger ID." })),
});
const common = { tag: "Simulator", permissions: ["sim"], failures: [400, 404] } as const;

const SimulatorMessage = named(
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
const SimulatorCall = named(
  "Call",
  Type.Object({ id: Type.Integer(), startedAt: time }, { additionalProperties: true }),
);
const SimulatorState = named(
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
const faults = Type.Array(Type.Object({}, { additionalProperties: true }));
const state = {
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

export const SIMULATOR_OPERATIONS: readonly Operation[] = [
  operation({
    ...common,
    method: "GET",
    path: "/api/v1/simulator/messages",
    operationId: "listSimulatorMessages",
    summary: "What handsets have received",
    query: newer,
    answer: Type.Array(SimulatorMessage),
    example: [
      {
        ...{ id: 1, from: "+491700000001", to: "+491701234567", text: "Test", parts: 1, class: null },
        receivedAt: "2026-01-31T07:00:00.000Z",
      },
    ],
  }),
  operation({
    ...common,
    method: "POST",
    path: "/api/v1/simulator/messages",
    operationId: "sendToSimulator",
    summary: "Send a message to the simulated modem",
    description: "Either `from` and `text`, or a whole `pdu`, right or wrong, as hexadecimal.",
    query,
    body: Type.Object(
      {
        from: Type.Optional(Type.String()),
        text: Type.Optional(Type.String()),
        class: Type.Optional(Type.Integer({ minimum: 0, maximum: 3 })),
        languages: Type.Optional(
          Type.Array(Type.String(), { description: "Of the national tables that may be used." }),
        ),
        pdu: Type.Optional(Type.String()),
      },
      closed,
    ),
    bodyExample: { from: "+491701234567", text: "Who is on call?" },
    status: 202,
    answer: Type.Object({ parts: Type.Integer() }, closed),
    example: { parts: 1 },
  }),
  operation({
    ...common,
    method: "GET",
    path: "/api/v1/simulator/parts",
    operationId: "listSimulatorParts",
    summary: "Each part that the network has taken, with its PDU",
    query: newer,
    answer: Type.Array(Type.Object({ id: Type.Integer(), pdu: Type.String() }, { additionalProperties: true })),
    example: [],
  }),
  operation({
    ...common,
    method: "GET",
    path: "/api/v1/simulator/odd-pdus",
    operationId: "listOddPdus",
    summary: "PDUs that violate 3GPP TS 23.040, and how",
    query: newer,
    answer: Type.Array(Type.Object({ id: Type.Integer(), pdu: Type.String() }, { additionalProperties: true })),
    example: [],
  }),
  operation({
    ...common,
    method: "GET",
    path: "/api/v1/simulator/calls",
    operationId: "listSimulatorCalls",
    summary: "Telephone calls, in either direction",
    query,
    answer: Type.Array(SimulatorCall),
    example: [],
  }),
  operation({
    ...common,
    method: "POST",
    path: "/api/v1/simulator/calls",
    operationId: "callSimulator",
    summary: "Call the simulated modem's number",
    query,
    body: Type.Object({ from: Type.String() }, closed),
    bodyExample: { from: "+491701234567" },
    status: 201,
    answer: SimulatorCall,
    example: { id: 1, startedAt: "2026-01-31T07:00:00.000Z" },
  }),
  operation({
    ...common,
    method: "GET",
    path: "/api/v1/simulator/state",
    operationId: "getSimulatorState",
    summary: "Signal, network, SIM and storage",
    query,
    answer: SimulatorState,
    example: state,
  }),
  operation({
    ...common,
    method: "PATCH",
    path: "/api/v1/simulator/state",
    operationId: "changeSimulatorState",
    summary: "Change signal, network, SIM and storage",
    query,
    body: Type.Partial(SimulatorState, { ...closed, $id: "StateChange" }),
    bodyExample: { signal: -70, reports: "delivered" },
    answer: SimulatorState,
    example: state,
  }),
  operation({
    ...common,
    method: "GET",
    path: "/api/v1/simulator/faults",
    operationId: "listSimulatorFaults",
    summary: "Faults that are set, and those that there are",
    query,
    answer: Type.Object({ active: faults, available: faults }, closed),
    example: { active: [], available: [{ name: "cms-error", about: "…", options: {} }] },
  }),
  operation({
    ...common,
    method: "POST",
    path: "/api/v1/simulator/faults",
    operationId: "setSimulatorFault",
    summary: "Have something go wrong",
    query,
    body: Type.Object(
      {
        name: Type.String(),
        times: Type.Optional(Type.Number({ minimum: 1 })),
        probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
        options: Type.Optional(Type.Object({}, { additionalProperties: true })),
      },
      closed,
    ),
    bodyExample: { name: "cms-error", times: 1, options: { error: 38 } },
    status: 201,
    answer: Type.Object({ active: faults }, closed),
    example: { active: [{ name: "cms-error" }] },
  }),
  operation({
    ...common,
    method: "DELETE",
    path: "/api/v1/simulator/faults",
    operationId: "clearSimulatorFaults",
    summary: "Have nothing go wrong any more",
    query,
  }),
  operation({
    ...common,
    method: "GET",
    path: "/api/v1/simulator/wire",
    operationId: "getSimulatorWire",
    summary: "What crossed the modem's port, a line of JSON each",
    query,
    answer: Type.String(),
    answerType: "application/x-ndjson",
    example: '{"at":"2026-01-31T07:00:00.000Z","direction":"in","text":"AT\\r"}',
  }),
];

const SimulatorError = named(
  "Error",
  Type.Object(
    { error: Type.Object({ kind: oneOf(["invalid", "not-found", "method"]), message: Type.String() }, closed) },
    closed,
  ),
);

/** The simulator refuses in JSON, the door in front of it in plain text. */
export const SIMULATOR_STYLE: Style = {
  prefix: "Simulator",
  failureOf: (status) =>
    status === 400 || status === 404
      ? {
          type: "application/json",
          schema: SimulatorError,
          example: { error: { kind: status === 404 ? "not-found" : "invalid", message: "…" } },
        }
      : { type: "text/plain; charset=utf-8", schema: Type.String(), example: FAILURE_MESSAGES[status] },
  empty: 204,
  security: ["basic"],
};
