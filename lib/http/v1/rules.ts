import type { Static } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import {
  type MessageArchive,
  type RoutedMessage,
  RULES_STORED,
  type StoredRule,
  whyNotExported,
} from "../../messages/index.ts";
import type { DryMessage, DryRun, RuleDesk, RuleFailure } from "../../routing/index.ts";
import { type Failure, failure, holds, invalid, keyUsed, lacking, notFound } from "../operations/failures.ts";
import { REPLAYED } from "../operations/idempotency.ts";
import { type Route, route } from "../operations/operation.ts";
import { Reply } from "../operations/reply.ts";
import { changedMeanwhile, readIfMatch } from "./etag.ts";
import { missingNames, type NameDesks, withWarnings } from "./missing-names.ts";
import { type RuleModel, ruleEtag, showDryRule, shownRule, showRule } from "./rule-models.ts";
import { ADD, CHANGE, DRY_RUN, EXPORT, IMPORT, LIST, ORDER, REMOVE, REPLACE, SHOW } from "./rule-operations.ts";

/** 20: as many as other values that are wrong. */
const FAULTS_SHOWN = 20;
const WHOLE = "The rule";

/** Message routing. */
export const RULES = {
  operations: [LIST, ADD, SHOW, REPLACE, CHANGE, REMOVE, ORDER, EXPORT, IMPORT, DRY_RUN],
  routes({
    ruleDesk: desk,
    dryRun,
    archive,
    clock,
    ...names
  }: {
    ruleDesk: RuleDesk;
    dryRun: DryRun;
    archive: Pick<MessageArchive, "findIncoming">;
    clock: { now(): number };
  } & NameDesks): Route[] {
    /** With what it names that is not there. @throws StoreFailure */
    async function warned(rule: StoredRule, headers: Record<string, string> = {}) {
      const warnings = await missingNames(names).inRule(rule);
      return new Reply(withWarnings(showRule(rule), warnings), { headers: { etag: ruleEtag(rule), ...headers } });
    }
    /** @throws StoreFailure */
    async function warnedAll(rules: readonly StoredRule[]): Promise<Static<typeof RuleModel>[]> {
      const missing = missingNames(names);
      const items: Static<typeof RuleModel>[] = [];
      for (const each of rules) items.push(withWarnings(showRule(each), await missing.inRule(each)));
      return items;
    }
    return [
      route(LIST, async () => ({ items: await warnedAll(await desk.store.list()) })),
      route(ADD, async ({ body, user, address, once }) => {
        const added = await desk.add(body, { userName: user.name, address, once });
        return added.ok ? warned(added.value, added.again ? REPLAYED : {}) : failureOf(added.problem);
      }),
      route(SHOW, async ({ parameters: { id } }) => {
        const found = await desk.store.find(id);
        return found === undefined ? notFound("rule") : warned(found);
      }),
      route(REPLACE, async ({ parameters: { id }, body, user, address, headers }) => {
        const changed = await desk.replace(id, body, { userName: user.name, address, ifIs: readVersion(headers) });
        return changed.ok ? warned(changed.value) : failureOf(changed.problem);
      }),
      route(CHANGE, async ({ parameters: { id }, body, user, address, headers }) => {
        const changed = await desk.change(id, body, { userName: user.name, address, ifIs: readVersion(headers) });
        return changed.ok ? warned(changed.value) : failureOf(changed.problem);
      }),
      route(REMOVE, async ({ parameters: { id }, user, address, headers }) => {
        const removed = await desk.remove(id, { userName: user.name, address, ifIs: readVersion(headers) });
        return removed.ok ? undefined : failureOf(removed.problem);
      }),
      route(ORDER, async ({ body: { rules }, user, address }) => {
        const ordered = await desk.reorder(rules, { userName: user.name, address });
        if (ordered.ok) return { items: await warnedAll(ordered.value) };
        if (ordered.problem.kind !== "changed-meanwhile") return failureOf(ordered.problem);
        const known = new Set((await desk.store.list()).map(({ id }) => id));
        const faults = rules.flatMap((id, at) => {
          const message = known.has(id) ? "is named twice" : "is not the ID of a rule";
          return known.has(id) && rules.indexOf(id) === at ? [] : [{ pointer: `/rules/${at}`, message }];
        });
        return faults.length > 0
          ? invalid(faults.slice(0, FAULTS_SHOWN))
          : failure(409, ["It must name every rule: read the list again."]);
      }),
      route(EXPORT, async () => {
        const all = await desk.store.list();
        const named = all.map(({ id, rule: { name }, unreadable }) => ({ id, name, unreadable }));
        const why = whyNotExported("rules", named);
        return why === undefined ? { rules: all.map(({ rule }) => shownRule(rule)) } : failure(409, [`${why}.`]);
      }),
      route(IMPORT, async ({ body: { mode, rules }, user, address, once }) => {
        const by = { userName: user.name, address, once, replace: mode === "replace" };
        const imported = await desk.import(rules, by);
        if (!imported.ok) return failureOf(imported.problem);
        return new Reply({ items: await warnedAll(imported.value) }, { headers: imported.again ? REPLAYED : {} });
      }),
      route(DRY_RUN, async ({ body: { incoming, message, rule }, user }) => {
        if ((incoming === undefined) === (message === undefined))
          return invalid([{ pointer: "", message: "must have either “incoming” or “message”" }]);
        if (incoming !== undefined && !holds(user, "incoming-messages")) return lacking("incoming-messages");
        const stored = incoming === undefined ? undefined : await archive.findIncoming(incoming);
        if (incoming !== undefined && stored === undefined) return notFound("incoming message");
        const dry: DryMessage = stored === undefined ? { typed: typedMessage(message, clock.now()) } : { stored };
        const outcome = await dryRun(dry, rule, { seesContacts: holds(user, "contacts") });
        if (outcome.ok) return { items: outcome.value.map(showDryRule) };
        const { problem } = outcome;
        return problem.kind === "invalid"
          ? invalid(problem.faults.map((fault) => ({ ...fault, pointer: `/rule${fault.pointer}` })))
          : failureOf(problem);
      }),
    ];
  },
} as const;

function readVersion(headers: Headers): ((rule: StoredRule) => boolean) | undefined {
  const matches = readIfMatch(headers);
  return matches && ((rule) => matches(ruleEtag(rule)));
}

interface TypedMessage {
  from?: string;
  text?: string;
  kind?: RoutedMessage["kind"];
  channel?: RoutedMessage["channel"];
  modem?: string;
  recipient?: string;
  receivedAt?: string;
}

function typedMessage(message: TypedMessage = {}, now: number): Omit<RoutedMessage, "id"> {
  const { from, text = "", kind = "text", channel = "sms", modem = "", recipient, receivedAt } = message;
  return {
    kind,
    channel,
    modem,
    receivedAt: receivedAt === undefined ? now : Date.parse(receivedAt),
    ...(kind === "call" ? {} : { text }),
    ...defined({ sender: from, recipient }),
  };
}

function failureOf(problem: RuleFailure): Failure {
  switch (problem.kind) {
    case "not-found":
      return notFound("rule");
    case "name-taken":
      return failure(409, ["Another rule has this name."], { faults: [{ pointer: "/name", message: "is taken" }] });
    case "too-many":
      return failure(409, [`There may be ${RULES_STORED} rules: remove some first.`]);
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
