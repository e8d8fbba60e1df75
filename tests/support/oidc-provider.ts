import { join } from "node:path";

/** Who signs in next, and what is wrong in their ID token. */
interface NextSignIn {
  account: string;
  groups?: readonly string[];
  claims?: Readonly<Record<string, unknown>>;
  signedBy?: "stranger";
}

/** A real provider of OpenID Connect, in Node. */
export interface TestProvider extends AsyncDisposable {
  issuer: string;
  /** From now on its client is the gateway that is sent back to this address. */
  serve(redirectUri: string): Promise<void>;
  next(signIn: NextSignIn): Promise<void>;
}

/** Starts it for a client `aldis` with the secret `the-secret`. */
export async function startTestProvider(): Promise<TestProvider> {
  const child = Bun.spawn(["node", join(import.meta.dir, "oidc-provider.mjs")], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "ignore",
  });
  // Not closed once it has been read: the provider goes on saying things.
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  while (!/^issuer .*\n/m.test(said)) {
    const { value, done } = await output.read();
    if (done) break;
    said += value;
  }
  const issuer = /^issuer (\S+)$/m.exec(said)?.[1];
  if (issuer === undefined) throw new Error(`the provider did not start: ${said}`);
  const tell = async (path: string, what: object) => {
    await fetch(`${issuer}${path}`, { method: "POST", body: JSON.stringify(what) });
  };
  return {
    issuer,
    serve: (redirectUri) => tell("/client", { redirectUri }),
    next: (signIn) => tell("/test", signIn),
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.exited;
    },
  };
}
