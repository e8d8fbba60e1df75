import { no, ok, type Result } from "../../result.ts";
import type { ResolveTarget } from "../../routing/index.ts";

/** The first address of a host that may be looked at, or why there is none. Never rejects. */
export async function resolveWithin(
  host: string,
  { resolve, signal, limitMs }: { resolve: ResolveTarget; signal: AbortSignal; limitMs: number },
): Promise<Result<string>> {
  const { promise, resolve: stop } = Promise.withResolvers<undefined>();
  const end = () => stop(undefined);
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  try {
    const found = await Promise.race([resolve(host), promise]);
    if (found === undefined) return no(`the name was not resolved within ${limitMs / 1_000} s`);
    const [first] = found.ok ? found.value : [];
    return first === undefined ? no(found.ok ? "the name has no address" : found.problem.error) : ok(first.address);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    return no(`the name cannot be resolved${code}`);
  } finally {
    signal.removeEventListener("abort", end);
  }
}
