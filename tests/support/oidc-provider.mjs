// A provider of OpenID Connect on loopback, for Node: `node oidc-provider.mjs`. It prints its address, and ends with its input.
// POST /test {account, groups, claims, signedBy} says who signs in next, and what to change in the ID token.
// POST /client {redirectUri} says where its client is.
import { createServer } from "node:http";
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, SignJWT } from "jose";
import { Provider } from "oidc-provider";

const { privateKey } = await generateKeyPair("RS256", { extractable: true });
const { privateKey: strangersKey } = await generateKeyPair("RS256");
const key = { ...(await exportJWK(privateKey)), alg: "RS256", use: "sig" };
key.kid = await calculateJwkThumbprint(key);

let next = {};
let redirectUri;
let handle;
const server = createServer(async (request, response) => {
  if (request.url === "/test" || request.url === "/client") {
    let text = "";
    for await (const chunk of request) text += chunk;
    if (request.url === "/test") next = JSON.parse(text);
    else ({ redirectUri } = JSON.parse(text));
    return response.end();
  }
  return handle(request, response);
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  jwks: { keys: [key] },
  clients: [{ client_id: "aldis", client_secret: "the-secret", redirect_uris: [`${issuer}/changes`] }],
  cookies: { keys: ["only for tests"] },
  claims: { openid: ["sub"], profile: ["preferred_username"], groups: ["groups"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: next.account, groups: next.groups ?? [] }),
  }),
});

// One provider serves a gateway after the other, each at an address of its own.
provider.Client.prototype.redirectUriAllowed = (uri) => uri === redirectUri;

// Between the token endpoint and its client: one claim is wrong, and all else is right.
provider.use(async (context, proceed) => {
  await proceed();
  const { body } = context;
  if (body?.id_token === undefined || (next.claims === undefined && next.signedBy === undefined)) return;
  const claims = { ...decodeJwt(body.id_token), ...next.claims };
  const signingKey = next.signedBy === "stranger" ? strangersKey : privateKey;
  const signed = new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: key.kid });
  context.body = { ...body, id_token: await signed.sign(signingKey) };
});

const answer = provider.callback();
handle = async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return answer(request, response);
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") {
    const login = { accountId: `id-of-${next.account}` };
    return provider.interactionFinished(request, response, { login });
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
};

console.log(`issuer ${issuer}`);
process.stdin.on("end", () => process.exit()).resume();
