/** Who may do what: users, passwords, permissions, throttling. */
export { type Authentication, type Authenticator, createAuthenticator } from "./credentials.ts";
export { createUserDirectory, type UserDirectory } from "./directory.ts";
export {
  createKnownAddresses,
  type KnownAddress,
  type KnownAddresses,
  type KnownAddressStore,
} from "./known-addresses.ts";
export { canonicalName, isUserName } from "./names.ts";
export { canonicalAddress, isInNetworks, type Network, networkOfClient, parseNetwork } from "./networks.ts";
export { hashPassword, verifyPassword } from "./passwords.ts";
export { createThrottle, type Throttle, type ThrottleLimits, WRONG_PASSWORDS } from "./throttle.ts";
export { createTokens, type IssuedToken, TOKEN_LIFE_MS, type Tokens } from "./tokens.ts";
export { PERMISSIONS, type Permission, type StoredUser, type User, type UserLimits, type UserStore } from "./types.ts";
export {
  createUserAdministration,
  MOST_PER_MINUTE,
  PASSWORD_LENGTH,
  type UserAdministration,
  type UserProblem,
  type UserResult,
} from "./users.ts";
