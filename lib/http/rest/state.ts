import { hostname } from "node:os";
import type { ModemStatus } from "../../modem/index.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { bestSignal, WEAKEST_DBM } from "../signal-state.ts";
import { StateResponse } from "./models.ts";

/** What the program was built from; empty texts when it runs from source. */
export interface BuildInfo {
  branch: string;
  commit: string;
  /** ISO 8601. */
  time: string;
}

export const SHOW_STATE = operation({
  method: "GET",
  path: "/api/state",
  operationId: "showState",
  tag: "State",
  summary: "This gateway and its signal",
  answer: StateResponse,
  example: {
    iss: "Aldis",
    host: "gateway",
    number: "",
    unit: { model: "Aldis", version: "1.0.0" },
    build: { number: "1.0.0", branch: "main", commit: "1f2e3d4", time: "2026-01-01T00:00:00Z" },
    licenses: ["MIT"],
    sim: { strength: "-83", state: "SIGNAL_OK" },
  },
});

/** The gateway and its signal. */
export function stateRoutes(deps: {
  version: string;
  build: BuildInfo;
  modems: () => readonly ModemStatus[];
}): Route[] {
  const { version, build } = deps;
  return [
    route(SHOW_STATE, async () => {
      const signal = bestSignal(deps.modems());
      return {
        iss: "Aldis",
        host: hostname(),
        // Modems do not tell it: few SIMs hold their own number.
        number: "",
        unit: { model: "Aldis", version },
        build: { number: version, ...build },
        licenses: ["MIT"],
        sim: { strength: String(Math.round(signal.dbm ?? WEAKEST_DBM)), state: signal.state },
      };
    }),
  ];
}
