import type { Static } from "@sinclair/typebox";
import { CHECKS_STORED, type StoredCheck, whyNotExported } from "../../messages/index.ts";
import type { CheckDesk, CheckFailure } from "../../monitoring/index.ts";
import { damageOf } from "../../routing/index.ts";
import { type Failure, failure, invalid, keyUsed, notFound } from "../operations/failures.ts";
import { REPLAYED } from "../operations/idempotency.ts";
import { type Route, route } from "../operations/operation.ts";
import { Reply } from "../operations/reply.ts";
import { type CheckModel, checkEtag, showCheck, shownContent, showResult } from "./check-models.ts";
import { ADD, CHANGE, EXPORT, IMPORT, LIST, REMOVE, REPLACE, RESULTS, ROTATE, RUN, SHOW } from "./check-operations.ts";
import { changedMeanwhile, readIfMatch } from "./etag.ts";
import { missingNames, type NameDesks, withWarnings } from "./missing-names.ts";

const RESULTS_SHOWN = 50;
const WHOLE = "The check";

/** The monitoring of others. */
export const CHECKS = {
  operations: [LIST, ADD, SHOW, REPLACE, CHANGE, REMOVE, RESULTS, RUN, ROTATE, EXPORT, IMPORT],
  routes({ checkDesk: desk, ...names }: { checkDesk: CheckDesk } & NameDesks): Route[] {
    /** @throws StoreFailure */
    async function shown(check: StoredCheck, headers: Record<string, string> = {}) {
      const answer = await createShowing(names)(check);
      return new Reply(answer, { headers: { etag: checkEtag(check), ...headers } });
    }
    return [
      route(LIST, async () => ({ items: (await desk.store.list()).map(showListed) })),
      route(ADD, async ({ body, user, address, once }) => {
        const added = await desk.add(body, { userName: user.name, address, once });
        return added.ok ? shown(added.value, added.again ? REPLAYED : {}) : failureOf(added.problem);
      }),
      route(SHOW, async ({ parameters: { id } }) => {
        const found = await desk.store.find(id);
        return found === undefined ? notFound("check") : shown(found);
      }),
      route(REPLACE, async ({ parameters: { id }, body, user, address, headers }) => {
        const changed = await desk.replace(id, body, { userName: user.name, address, ifIs: readVersion(headers) });
        return changed.ok ? shown(changed.value) : failureOf(changed.problem);
      }),
      route(CHANGE, async ({ parameters: { id }, body, user, address, headers }) => {
        const changed = await desk.change(id, body, { userName: user.name, address, ifIs: readVersion(headers) });
        return changed.ok ? shown(changed.value) : failureOf(changed.problem);
      }),
      route(REMOVE, async ({ parameters: { id }, user, address, headers }) => {
        const removed = await desk.remove(id, { userName: user.name, address, ifIs: readVersion(headers) });
        return removed.ok ? undefined : failureOf(removed.problem);
      }),
      route(RESULTS, async ({ parameters: { id }, query: { limit = RESULTS_SHOWN } }) => {
        if ((await desk.store.find(id)) === undefined) return notFound("check");
        return { items: (await desk.store.results(id, { limit })).map(showResult) };
      }),
      route(RUN, async ({ parameters: { id } }) => {
        const begun = await desk.runNow(id);
        return begun.ok ? showListed(begun.value) : failureOf(begun.problem);
      }),
      route(ROTATE, async ({ parameters: { id }, user, address }) => {
        const found = await desk.store.find(id);
        if (found !== undefined && !("heartbeat" in found.check.probe))
          return failure(409, ["This check is not a heartbeat: it has no URL of its own."]);
        const rotated = await desk.rotateKey(id, { userName: user.name, address });
        return rotated.ok ? showListed(rotated.value) : failureOf(rotated.problem);
      }),
      route(EXPORT, async () => {
        const all = await desk.store.list();
        const named = all.map(({ id, check: { name }, unreadable }) => ({ id, name, unreadable }));
        const why = whyNotExported("checks", named);
        return why === undefined ? { checks: all.map(({ check }) => shownContent(check)) } : failure(409, [`${why}.`]);
      }),
      route(IMPORT, async ({ body: { mode, checks }, user, address, once }) => {
        const by = { userName: user.name, address, once, replace: mode === "replace" };
        const imported = await desk.import(checks, by);
        if (!imported.ok) return failureOf(imported.problem);
        const show = createShowing(names);
        const items: Static<typeof CheckModel>[] = [];
        for (const check of imported.value) items.push(await show(check));
        return new Reply({ items }, { headers: imported.again ? REPLAYED : {} });
      }),
    ];
  },
} as const;

/** Makes what shows checks with whom they tell that is not there. */
function createShowing(names: NameDesks) {
  const missing = missingNames(names);
  return async (stored: StoredCheck): Promise<Static<typeof CheckModel>> =>
    withWarnings(showCheck(stored), await missing.inCheck(stored));
}

/** Without whom it tells: nothing is looked up for a list. */
const showListed = (stored: StoredCheck): Static<typeof CheckModel> =>
  withWarnings(showCheck(stored), damageOf(stored));

function readVersion(headers: Headers): ((check: StoredCheck) => boolean) | undefined {
  const matches = readIfMatch(headers);
  return matches && ((check) => matches(checkEtag(check)));
}

function failureOf(problem: CheckFailure): Failure {
  switch (problem.kind) {
    case "not-found":
      return notFound("check");
    case "name-taken":
      return failure(409, ["Another check has this name."], { faults: [{ pointer: "/name", message: "is taken" }] });
    case "too-many":
      return failure(409, [`There may be ${CHECKS_STORED} checks: remove some first.`]);
    case "changed-meanwhile":
      return changedMeanwhile();
    case "other-request":
      return keyUsed();
    case "no-key":
      return failure(409, [problem.problem]);
    case "invalid":
      return invalid(problem.faults, WHOLE);
    default:
      return problem satisfies never;
  }
}
