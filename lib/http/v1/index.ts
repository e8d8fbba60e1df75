import { type AnyElysia, Elysia } from "elysia";
import { createAlerts } from "../alerts/index.ts";
import { createSimulatorApi } from "../simulator-api.ts";

/** Each group of routes says itself what it needs of the gateway. */
const GROUPS = [createAlerts, createSimulatorApi] as const;

/** What all groups need together. */
type DepsOf<Group> = [Group] extends [(deps: infer Deps) => AnyElysia] ? Deps : never;

/** Everything below `/api/v1`. */
export function createV1(deps: DepsOf<(typeof GROUPS)[number]>) {
  const app = new Elysia({ name: "v1" });
  for (const createGroup of GROUPS) app.use(createGroup(deps));
  return app;
}
