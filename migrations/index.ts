import type { Migration } from "kysely";
import { core } from "./0001-core.ts";
import { budgets } from "./0003-budgets.ts";
import { addressBook } from "./0004-address-book.ts";
import { telegram } from "./0005-telegram.ts";
import { userLimits } from "./0006-user-limits.ts";
import { rest } from "./0007-rest.ts";
import { sameSim } from "./0008-same-sim.ts";
import { messageCounts } from "./0009-message-counts.ts";
import { pagesWritten } from "./0010-pages-written.ts";
import { once } from "./0011-once.ts";
import { tokensAndSessions } from "./0012-tokens-and-sessions.ts";
import { messageLists } from "./0013-message-lists.ts";
import { stream } from "./0014-stream.ts";
import { statistics } from "./0015-statistics.ts";
import { incomingRead } from "./0016-incoming-read.ts";
import { templates } from "./0017-templates.ts";
import { secondFactor } from "./0018-second-factor.ts";
import { search } from "./0019-search.ts";
import { identities } from "./0020-identities.ts";
import { modems } from "./0021-modems.ts";
import { sessionProvider } from "./0022-session-provider.ts";
import { secondFactorGuesses } from "./0023-second-factor-guesses.ts";
import { countedBehind } from "./0026-counted-behind.ts";
import { searchCompaction } from "./0027-search-compaction.ts";
import { incomingLists } from "./0028-incoming-lists.ts";
import { overrides } from "./0029-overrides.ts";
import { jobs } from "./0030-jobs.ts";
import { webhooks } from "./0031-webhooks.ts";
import { incomingKinds } from "./0032-incoming-kinds.ts";
import { optOuts } from "./0033-opt-outs.ts";
import { rules } from "./0034-rules.ts";
import { alarms } from "./0036-alarms.ts";
import { checks } from "./0037-checks.ts";
import { countedByTransaction } from "./0038-counted-by-transaction.ts";
import { heldMessages } from "./0040-held-messages.ts";
import { alarmSources } from "./0042-alarm-sources.ts";
import { importedMessages } from "./0043-imported-messages.ts";
import { formerPolicyNames } from "./0045-former-policy-names.ts";
import { nodes } from "./0046-nodes.ts";
import { retention } from "./0047-retention.ts";
import { erasures } from "./0049-erasures.ts";
import { countedTogether } from "./0051-counted-together.ts";
import { textKeys } from "./0052-text-keys.ts";
import { searchMerges } from "./0053-search-merges.ts";

export { OLD_NODES } from "./old-nodes.ts";

/**
 * Every change of the schema, by name, oldest first. Append only: a migration that was once released is never edited.
 * Both dialects run the same ones.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  "0001-core": core,
  "0003-budgets": budgets,
  "0004-address-book": addressBook,
  "0005-telegram": telegram,
  "0006-user-limits": userLimits,
  "0007-rest": rest,
  "0008-same-sim": sameSim,
  "0009-message-counts": messageCounts,
  "0010-pages-written": pagesWritten,
  "0011-once": once,
  "0012-tokens-and-sessions": tokensAndSessions,
  "0013-message-lists": messageLists,
  "0014-stream": stream,
  "0015-statistics": statistics,
  "0016-incoming-read": incomingRead,
  "0017-templates": templates,
  "0018-second-factor": secondFactor,
  "0019-search": search,
  "0020-identities": identities,
  "0021-modems": modems,
  "0022-session-provider": sessionProvider,
  "0023-second-factor-guesses": secondFactorGuesses,
  "0026-counted-behind": countedBehind,
  "0027-search-compaction": searchCompaction,
  "0028-incoming-lists": incomingLists,
  "0029-overrides": overrides,
  "0030-jobs": jobs,
  "0031-webhooks": webhooks,
  "0032-incoming-kinds": incomingKinds,
  "0033-opt-outs": optOuts,
  "0034-rules": rules,
  "0036-alarms": alarms,
  "0037-checks": checks,
  "0038-counted-by-transaction": countedByTransaction,
  "0040-held-messages": heldMessages,
  "0042-alarm-sources": alarmSources,
  "0043-imported-messages": importedMessages,
  "0045-former-policy-names": formerPolicyNames,
  "0046-nodes": nodes,
  "0047-retention": retention,
  "0049-erasures": erasures,
  "0051-counted-together": countedTogether,
  "0052-text-keys": textKeys,
  "0053-search-merges": searchMerges,
};
