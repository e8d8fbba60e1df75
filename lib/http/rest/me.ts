import { operation, type Route, route } from "../operations/operation.ts";
import { Me } from "./models.ts";

export const SHOW_ME = operation({
  method: "GET",
  path: "/api/user/me",
  operationId: "showMe",
  tag: "Session",
  summary: "The calling user, with the permissions held",
  answer: Me,
  example: { id: 3, name: "apiuser", rights: ["rest-api"] },
});

/** The user who calls. */
export function meRoutes(): Route[] {
  return [route(SHOW_ME, async ({ user }) => ({ id: user.id, name: user.name, rights: user.permissions.toSorted() }))];
}
