import { Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { Permission } from "./permission.ts";

const Me = named(
  "Me",
  Type.Object(
    {
      id: Type.Integer(),
      name: Type.String(),
      permissions: Type.Array(Permission, {
        description: "What you may do in this call: with a token, what both the token and its user hold.",
      }),
      signedInBy: oneOf(["password", "token", "session"]),
      simulated: Type.Boolean({ description: "Every modem is simulated: nothing is really sent." }),
      simulator: Type.Boolean({ description: "A modem is simulated: `/simulator` controls it (`sim`)." }),
      country: Type.String({
        description: "The gateway's home country, two letters: that of numbers such as 0170 1234567.",
      }),
      languages: Type.Array(Type.String(), {
        description: "National language tables that texts may use, by two letters: what a text costs depends on them.",
      }),
      telegram: Type.Boolean({ description: "The gateway has a Telegram bot." }),
      searchesTexts: Type.Boolean({
        description: "`q` looks into texts. Where they are encrypted (`--text-key-file`), it looks at numbers only.",
      }),
      nodes: Type.Boolean({ description: "Several gateways may share the database (`/nodes`): it is PostgreSQL." }),
      outdated: Type.Optional(
        Type.String({
          description: "Why this node does nothing until it is upgraded, as a sentence; absent while it works.",
        }),
      ),
      problem: Type.Optional(
        Type.String({
          description:
            "Why this gateway sends nothing, and perhaps accepts nothing, and what to do about it, in sentences; absent while it works.",
        }),
      ),
      secondFactorRequired: Type.Boolean({
        description:
          "You have to set up a second factor (`/me/second-factor`); everything else is refused with the problem `second-factor-required`. Only with a session.",
      }),
    },
    { additionalProperties: false },
  ),
);

const SHOW_ME = operation({
  method: "GET",
  path: "/api/v1/me",
  operationId: "getMe",
  tag: "Me",
  summary: "Who you are, and what you may do",
  beforeSecondFactor: true,
  isFirstLook: true,
  answer: Me,
  example: {
    id: 3,
    name: "apiuser",
    permissions: ["rest-api"],
    signedInBy: "password",
    simulated: false,
    simulator: false,
    country: "DE",
    languages: [],
    telegram: false,
    searchesTexts: true,
    nodes: false,
    secondFactorRequired: false,
  },
});

const isSimulated = ({ spec }: { spec: string }) => spec.startsWith("simulated");

/** The caller. */
export const ME = {
  operations: [SHOW_ME],
  routes: ({
    modems,
    country,
    languages,
    hasTelegram,
    searchesTexts,
    nodes,
    problem,
  }: {
    modems(): readonly { spec: string }[];
    country: string;
    languages: readonly string[];
    hasTelegram: boolean;
    searchesTexts: boolean;
    nodes: { readonly isShared: boolean; readonly outdated: string | undefined };
    problem: () => string | undefined;
  }): Route[] => [
    route(SHOW_ME, async ({ user, by, needsSecondFactor }) => ({
      id: user.id,
      name: user.name,
      permissions: user.permissions.toSorted(),
      signedInBy: by.kind === "jwt" ? "token" : by.kind,
      simulated: modems().length > 0 && modems().every(isSimulated),
      simulator: modems().some(isSimulated),
      country,
      languages: [...languages],
      telegram: hasTelegram,
      searchesTexts,
      nodes: nodes.isShared,
      ...defined({ outdated: nodes.outdated, problem: problem() }),
      secondFactorRequired: needsSecondFactor === true,
    })),
  ],
} as const;
