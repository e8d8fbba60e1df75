import {
  type ApiTokens,
  type Authenticator,
  createApiTokens,
  createAuthenticator,
  createKnownAddresses,
  createSecondFactors,
  createSessions,
  createSetup,
  createSingleSignOn,
  createTokens,
  createUserAdministration,
  createUserDirectory,
  type SecondFactors,
  type Sessions,
  type Setup,
  type SingleSignOn,
  type Tokens,
  type UserAdministration,
  type UserDirectory,
} from "../auth/index.ts";
import type { StartConfig } from "../config/index.ts";
import { defined } from "../defined.ts";
import { type Access, createAccess } from "../http/index.ts";
import type { GatewayContext } from "./context.ts";
import type { LiveConfig } from "./live-config.ts";
import { followCounts } from "./shared-counts.ts";
import type { OpenBox } from "./stored-modems.ts";
import { loadSecret } from "./token-secret.ts";

/**
 * Who may come in, from where and how often, as configured and as the store remembers.
 *
 * @throws as {@link loadSecret}
 */
export async function createGatewayAccess(
  config: StartConfig,
  {
    store,
    events,
    clock,
    log,
    live,
    box,
    nodes,
    lifecycle,
  }: Pick<GatewayContext, "store" | "events" | "clock" | "log" | "nodes" | "lifecycle"> & {
    live: LiveConfig;
    box: OpenBox;
  },
): Promise<{
  authenticator: Authenticator;
  access: Access;
  tokens: Tokens;
  apiTokens: ApiTokens;
  sessions: Sessions;
  users: UserDirectory;
  userAdministration: UserAdministration;
  setup: Setup;
  secondFactors: SecondFactors;
  singleSignOn: SingleSignOn;
}> {
  const { now } = clock;
  const { users, knownAddresses } = store;
  const secret = await loadSecret(store.settings, "rest.token-secret");
  const known = createKnownAddresses({ now, kept: await knownAddresses.list(), keep: knownAddresses.keep });
  const userAdministration = createUserAdministration({ users, events });
  const shared = followCounts({ store, others: nodes.others, known, secret, lifecycle, clock, log });
  return {
    authenticator: createAuthenticator({ users, events, now, known, shared: shared?.guesses }),
    tokens: createTokens({ users, secret, now }),
    apiTokens: createApiTokens({ store: store.apiTokens, users, events, repeats: { kept: store.once, box }, now }),
    sessions: createSessions({
      store: store.sessions,
      users,
      events,
      now,
      get idleMs() {
        return live.get("sessionIdle");
      },
      get lifeMs() {
        return live.get("sessionLife");
      },
      get secondFactorFor() {
        return live.get("secondFactor");
      },
    }),
    users: createUserDirectory(users),
    userAdministration,
    setup: createSetup({ store: store.setup, events, now }),
    secondFactors: createSecondFactors({
      store: store.secondFactors,
      box,
      events,
      now,
    }),
    singleSignOn: createSingleSignOn({
      store: store.identities,
      administration: userAdministration,
      remembered: store.settings,
      settings: live.view({
        issuer: "oidcIssuer",
        clientId: "oidcClientId",
        clientSecret: "oidcClientSecret",
        groups: "oidcGroups",
        createUsers: "oidcCreateUsers",
        passwordSignIn: "passwordSignIn",
      }),
      box,
      events,
      now,
    }),
    access: createAccess({
      now,
      setTimer: clock.setTimer,
      bodyLimitBytes: config.requestSize,
      tls: config.tls.kind !== "off",
      log,
      adminListener: config.adminPort !== undefined,
      shared: shared?.requests,
      ...defined({ publicUrl: config.publicUrl }),
      proxies: live.view({ networks: "trustedProxies", header: "proxyHeader" }),
      allowed: live.view({
        "api.php": "allowApiPhp",
        rest: "allowApi",
        admin: "allowAdmin",
        "check.php": "allowCheck",
        "commands.php": "allowCommands",
        isms: "allowIsms",
      }),
    }),
  };
}
