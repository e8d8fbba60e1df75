import { PRESETS, type PresetName } from "../auth/index.ts";
import { no, ok, type Result } from "../result.ts";
import { onOff, text } from "./kinds.ts";
import { settingsOf, several, single } from "./option.ts";
import { parseOneOf } from "./parsers.ts";

// Whoever sets them decides who gets which permissions.
const permissions = settingsOf("permissions");

/** What a value of the groups claim gives. */
interface OidcGroup {
  group: string;
  preset: PresetName;
}

/** The settings of signing in by OpenID Connect. */
export const SINGLE_SIGN_ON_SETTINGS = {
  oidcIssuer: permissions.now<string | undefined>({
    flag: "oidc-issuer",
    placeholder: "URL",
    documentation:
      "The OpenID Connect provider at which users sign in with a browser, such as https://login.example.org/realms/main (docs/sign-in.md).",
    defaultShown: "none: no single sign-on",
    parse: single(parseIssuer),
  }),
  oidcClientId: permissions.now<string | undefined>({
    flag: "oidc-client-id",
    placeholder: "ID",
    documentation: "What the gateway is called at the provider.",
    ...text,
  }),
  oidcClientSecret: permissions.now<string | undefined>({
    flag: "oidc-client-secret",
    placeholder: "SECRET",
    documentation: "The gateway's secret at the provider; none for a public client.",
    secret: true,
    ...text,
  }),
  oidcGroups: permissions.now<readonly OidcGroup[]>({
    flag: "oidc-groups",
    placeholder: "GROUP=PRESET",
    documentation: `What the values of the claim groups give: ${Object.keys(PRESETS).join(", ")}. With any, who signs in at the provider holds at each sign-in what their groups give, and nothing else.`,
    repeatable: true,
    defaultShown: "none: permissions stay as they are",
    absent: [],
    parse: several(parseGroup),
  }),
  oidcCreateUsers: permissions.now({
    flag: "oidc-create-users",
    documentation:
      "Whether who signs in at the provider for the first time becomes a user, if --oidc-groups gives them the web interface.",
    default: "off",
    ...onOff,
  }),
  passwordSignIn: permissions.now({
    flag: "password-sign-in",
    documentation:
      "Whether browsers may sign in with a password. off counts only once an administrator has signed in at the provider, and while the provider can be reached. Programs keep HTTP Basic and tokens.",
    default: "on",
    ...onOff,
  }),
};

function parseIssuer(given: string): Result<string> {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isLoopback = url !== undefined && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback);
  return url !== undefined && isSafe && url.username === "" && url.search === "" && url.hash === ""
    ? ok(given)
    : no("must be an https address without a user, ? or #");
}

function parseGroup(given: string): Result<OidcGroup> {
  const at = given.lastIndexOf("=");
  if (at < 1) return no("must be a value of the claim groups and a preset, such as admins=administrator");
  const preset = parseOneOf(Object.keys(PRESETS) as PresetName[])(given.slice(at + 1));
  return preset.ok ? ok({ group: given.slice(0, at), preset: preset.value }) : preset;
}
