import { ApiError } from "../../api.ts";
import { t } from "../../words/index.ts";

/** What a call threw, with the reason in the viewer's language where the page knows it. */
export function refusal(error: unknown): Error {
  if (error instanceof ApiError && error.status === 409) return new Error(t("users.last"), { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}

/** Does it; a refusal that keeps the last administrator is in words. @throws Error whatever the call threw */
export async function inWords<Done>(does: () => Promise<Done>): Promise<Done> {
  try {
    return await does();
  } catch (error) {
    throw refusal(error);
  }
}
