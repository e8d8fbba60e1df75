import { isInNetworks, PERMISSIONS, parseNetwork, type User, type UserProblem } from "../../auth/index.ts";
import { type Failure, failure, invalid, isFailure, lacking, notFound, unprocessable } from "../operations/failures.ts";

/** Why a user was not added or changed. Nothing that the client sent is in it. */
export function refusedBy(problem: UserProblem | Failure): Failure {
  if (isFailure(problem)) return problem;
  const { kind, message } = problem;
  switch (kind) {
    case "not-found":
      return notFound("user");
    case "last-administrator":
      return failure(409, ["Nobody else may manage users and permissions: grant that to another user first."]);
    case "name-taken":
      return failure(409, ["Another user has this name."], { faults: [{ pointer: "/name", message: "is taken" }] });
    case "name-invalid":
      return at("/name", message);
    case "password-too-short":
    case "password-too-long":
    case "password-invalid":
    case "password-is-name":
      return at("/password", message);
    case "permission-unknown":
      return at("/permissions", message);
    case "network-invalid":
      return at("/networks", message);
    case "rate-invalid":
      return at("/requestsPerMinute", message);
    default:
      return kind satisfies never;
  }
}

const at = (pointer: string, message: string) => unprocessable([`${message}.`], { faults: [{ pointer, message }] });

/**
 * Whoever sets a user's password can sign in as that user: nobody gets at permissions that way which they do not hold
 * themselves.
 */
export function beyond(caller: User, target: User): Failure | undefined {
  const missing = target.permissions.find((permission) => !caller.permissions.includes(permission));
  if (missing === undefined) return undefined;
  return {
    ...lacking(missing),
    reasons: [`This user holds the permission “${PERMISSIONS[missing]}”, which you do not hold.`],
  };
}

/** Whether none of the networks holds the address. What is not a network is refused elsewhere. */
export function areOutside(texts: readonly string[], address: string): boolean {
  const networks = texts.map(parseNetwork).filter((network) => network !== undefined);
  return networks.length === texts.length && !isInNetworks(networks, address);
}

/** Only a command on the gateway's machine could give callers back what they took from themselves. */
export const ownNetworks = (address: string): Failure =>
  invalid([
    {
      pointer: "/networks",
      message: `would shut you out: add the address that you call from (${address || "unknown"}), or let another administrator set your networks`,
    },
  ]);

/** Who manages users and could not sign in to do so. */
export const isShutIn = (permissions: readonly string[]): boolean =>
  permissions.some((permission) => permission === "users" || permission === "permissions") &&
  !permissions.some((permission) => permission === "web" || permission === "rest-api");

export const NO_DOOR: Failure = invalid([
  {
    pointer: "/permissions",
    message: "would shut you out: keep web or rest-api, by which you sign in, or let another administrator change them",
  },
]);
