import { ApiError } from "../../api.ts";
import { t } from "../../words/index.ts";

/** What a call threw; that a name is taken stands at the field, in the viewer's language. */
export function inWords(error: unknown): unknown {
  if (!(error instanceof ApiError) || error.status !== 409) return error;
  const message = t("groups.nameTaken");
  const problem = { title: message, status: error.status, errors: [{ pointer: "/name", message }] };
  return Object.assign(new Error(message, { cause: error }), { problem });
}
