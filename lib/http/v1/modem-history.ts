import { Type } from "@sinclair/typebox";
import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { ModemState } from "../../modem/index.ts";
import { BUDGET_PERIODS, type SpentBudget } from "../../routing/index.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { MODEM_STATES } from "./modem-model.ts";
import { showInstant } from "./schemas.ts";

/** A stretch of time in one state, milliseconds since 1970. */
export interface ModemStateSpan {
  state: ModemState;
  from: number;
  until: number;
  problem?: string;
}

/** What is known of one modem's last hours. */
export interface ModemDay {
  modem: string;
  states: readonly ModemStateSpan[];
  budgets: readonly SpentBudget[];
}

const closed = { additionalProperties: false } as const;
const time = (description: string) => Type.String({ format: "date-time", description });
const HOUR_MS = 3_600_000;
/** A week: more would be asked of the event log than it gives of a modem that fails often. */
const MOST_HOURS = 168;
const USUAL_HOURS = 24;

const ModemHistory = named(
  "ModemHistory",
  Type.Object(
    {
      modem: Type.String(),
      states: Type.Array(
        Type.Object(
          {
            state: oneOf(MODEM_STATES),
            from: time("When it began, or the beginning of the hours asked for."),
            until: time("When it ended, or now."),
            problem: Type.Optional(Type.String({ description: "What was wrong." })),
          },
          closed,
        ),
        { description: "Oldest first. Times that the event log does not know are left out." },
      ),
      budgets: Type.Array(
        Type.Object(
          {
            period: oneOf(BUDGET_PERIODS),
            parts: Type.Integer({ description: "Parts that its SIM has sent in the period that runs." }),
            limit: Type.Integer({ description: "Parts that it may send." }),
            until: time("When the period ends."),
          },
          closed,
        ),
        { description: "Its own limits, or those of the setting `budget`; empty without any." },
      ),
    },
    closed,
  ),
);

const LIST_HISTORY = operation({
  method: "GET",
  path: "/api/v1/modem-history",
  operationId: "listModemHistory",
  tag: "Modems",
  summary: "In which states this gateway's modems were, and what their SIMs have sent of their budgets",
  description: "Made of the event log. A time at which the gateway did not run counts as the state before it.",
  permissions: ["sim"],
  query: Type.Object({
    hours: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MOST_HOURS, default: USUAL_HOURS, description: "How far to look back." }),
    ),
  }),
  answer: Type.Object(
    { since: time("The beginning of the hours asked for."), items: Type.Array(ModemHistory) },
    closed,
  ),
  example: {
    since: "2026-01-30T08:00:00.000Z",
    items: [
      {
        modem: "ttyUSB2",
        states: [
          { state: "ready", from: "2026-01-30T08:00:00.000Z", until: "2026-01-31T03:10:00.000Z" },
          {
            state: "gone",
            from: "2026-01-31T03:10:00.000Z",
            until: "2026-01-31T08:00:00.000Z",
            problem: "The modem's port is gone.",
          },
        ],
        budgets: [{ period: "day", parts: 37, limit: 100, until: "2026-01-31T23:00:00.000Z" }],
      },
    ],
  },
  failures: [422],
});

/** What the modems did in the last hours. */
export const MODEM_HISTORY = {
  operations: [LIST_HISTORY],
  routes: ({
    modemHistory,
    clock,
  }: {
    /** @throws StoreFailure */
    modemHistory: (since: number) => Promise<ModemDay[]>;
    clock: Pick<Clock, "now">;
  }): Route[] => [
    route(LIST_HISTORY, async ({ query: { hours = USUAL_HOURS } }) => {
      const since = clock.now() - hours * HOUR_MS;
      return { since: showInstant(since), items: (await modemHistory(since)).map(show) };
    }),
  ],
} as const;

const show = ({ modem, states, budgets }: ModemDay) => ({
  modem,
  states: states.map(({ state, from, until, problem }) => ({
    state,
    from: showInstant(from),
    until: showInstant(until),
    ...defined({ problem }),
  })),
  budgets: budgets.map(({ until, ...budget }) => ({ ...budget, until: showInstant(until) })),
});
