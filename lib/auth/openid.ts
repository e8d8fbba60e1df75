import type { Configuration } from "openid-client";
import { no, ok, type Result } from "../result.ts";

/** What the gateway is at a provider of OpenID Connect. */
export interface OpenIdSettings {
  issuer: string;
  clientId: string;
  /** Absent: a public client. */
  clientSecret?: string;
}

/** What only the browser that began a sign-in may bring back. */
export interface OpenIdSecrets {
  state: string;
  nonce: string;
  /** Of PKCE. */
  verifier: string;
}

/** Who signed in at the provider, by its signed word. */
export interface OpenIdClaims {
  subject: string;
  name?: string;
  groups: readonly string[];
}

/** Why the provider's word was not taken: a code of the library, with nothing of what was sent. */
export type OpenIdProblem = string;

/** A provider that was reached. */
export interface OpenIdProvider {
  createSecrets(): OpenIdSecrets;
  /** Where the browser signs in. @throws Error when WebCrypto fails */
  urlFor(redirectUri: string, secrets: OpenIdSecrets): Promise<string>;
  /** Never rejects. @param answered  the redirect URI with what the provider added */
  claimsOf(answered: URL, secrets: OpenIdSecrets): Promise<Result<OpenIdClaims, OpenIdProblem>>;
}

/** 10 s for each question to the provider: a browser waits for the answer. */
const TIMEOUT_SECONDS = 10;

/** Asks the provider for what it can do. The library is loaded with the first use. Never rejects. */
export async function discoverProvider(settings: OpenIdSettings): Promise<Result<OpenIdProvider, OpenIdProblem>> {
  const { issuer, clientId, clientSecret } = settings;
  const library = await import("openid-client");
  // The settings take plain HTTP for this machine alone.
  const insecure = issuer.startsWith("http:") ? [library.allowInsecureRequests] : [];
  let provider: Configuration;
  try {
    provider = await library.discovery(
      new URL(issuer),
      clientId,
      {},
      clientSecret === undefined ? library.None() : library.ClientSecretBasic(clientSecret),
      // The ID token's signature is checked too, although it comes from the provider itself.
      { execute: [...insecure, library.enableNonRepudiationChecks], timeout: TIMEOUT_SECONDS },
    );
  } catch (error) {
    return no(codeOf(error));
  }
  const { scopes_supported, userinfo_endpoint } = provider.serverMetadata();
  const scope = ["openid", "profile", ...(scopes_supported?.includes("groups") ? ["groups"] : [])].join(" ");

  return ok({
    createSecrets: () => ({
      state: library.randomState(),
      nonce: library.randomNonce(),
      verifier: library.randomPKCECodeVerifier(),
    }),
    async urlFor(redirectUri, { state, nonce, verifier }) {
      const challenge = await library.calculatePKCECodeChallenge(verifier);
      return library.buildAuthorizationUrl(provider, {
        redirect_uri: redirectUri,
        scope,
        state,
        nonce,
        code_challenge: challenge,
        code_challenge_method: "S256",
      }).href;
    },
    async claimsOf(answered, { state, nonce, verifier }) {
      try {
        const tokens = await library.authorizationCodeGrant(provider, answered, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const signed = tokens.claims();
        if (signed === undefined) return no("NO_ID_TOKEN");
        const isWhole = signed.groups !== undefined && signed.preferred_username !== undefined;
        const more =
          isWhole || userinfo_endpoint === undefined
            ? {}
            : await library.fetchUserInfo(provider, tokens.access_token, signed.sub);
        return ok(readClaims({ ...more, ...signed }));
      } catch (error) {
        return no(codeOf(error));
      }
    },
  });
}

function readClaims(claims: Readonly<Record<string, unknown>> & { sub: string }): OpenIdClaims {
  const { sub, preferred_username: name, groups } = claims;
  const list: readonly unknown[] = Array.isArray(groups) ? groups : [groups];
  return {
    subject: sub,
    ...(typeof name === "string" ? { name } : {}),
    groups: list.filter((group) => typeof group === "string"),
  };
}

/** `OAUTH_JWT_CLAIM_COMPARISON_FAILED nonce`. Messages may hold what was sent; codes do not. */
function codeOf(error: unknown): OpenIdProblem {
  if (!(error instanceof Error)) return "UNKNOWN";
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  const claim = isRecord(error.cause) && typeof error.cause.claim === "string" ? error.cause.claim : "";
  const inner = error.cause instanceof Error ? codeOf(error.cause) : claim;
  return `${code} ${inner}`.trim();
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
