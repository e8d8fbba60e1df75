/** Who may do what: users, passwords, permissions, tokens, sessions, throttling. */
export { type AddedToken, type ApiToken, type ApiTokenStore, type ApiTokens, createApiTokens } from "./api-tokens.ts";
export { type Authenticator, createAuthenticator } from "./credentials.ts";
export { createUserDirectory, type UserDirectory } from "./directory.ts";
export { createKnownAddresses, type KnownAddresses, type KnownAddressStore } from "./known-addresses.ts";
export { canonicalName } from "./names.ts";
export { areWide, canonicalAddress, isInNetworks, type Network, networkOfClient, parseNetwork } from "./networks.ts";
export { hashPassword, NO_PASSWORD, verifyPassword } from "./passwords.ts";
export { readPermissions } from "./permissions.ts";
export { PRESETS, type PresetName } from "./presets.ts";
export {
  createSecondFactors,
  type SecondFactorProblem,
  type SecondFactorStore,
  type SecondFactors,
} from "./second-factor.ts";
export { createSecretBox, SECRET_KEY_BYTES, type SecretBox } from "./secret-box.ts";
export { isSecret } from "./secrets.ts";
export { createSessions, type Session, type SessionStore, type Sessions } from "./sessions.ts";
export { createSetup, SETUP_MINUTES, type Setup, type SetupStore } from "./setup.ts";
export {
  type CountStore,
  type GuessStore,
  type Others,
  type RequestCountStore,
  takesNoWrites,
} from "./shared-counts.ts";
export { createSharedGuesses } from "./shared-guesses.ts";
export {
  createIdentities,
  createSingleSignOn,
  type Identity,
  type IdentityStore,
  SIGN_IN_MS,
  type SingleSignOn,
  type SingleSignOnProblem,
  takePasswordsAgain,
} from "./single-sign-on.ts";
export { createThrottle } from "./throttle.ts";
export { createTokens, TOKEN_LIFE_MS, type Tokens } from "./tokens.ts";
export {
  type ChangedUser,
  type NewUser,
  PERMISSIONS,
  type Permission,
  type SignInsKept,
  type StoredUser,
  type User,
  type UserChange,
  type UserLimits,
  type UserStore,
} from "./types.ts";
export { MOST_NETWORKS, MOST_PER_MINUTE, type UserProblem } from "./user-rules.ts";
export { createUserAdministration, type UserAdministration, type UserResult } from "./users.ts";
