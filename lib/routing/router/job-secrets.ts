import type { Job, RuleStore } from "../../messages/index.ts";
import { headerSecret, ismsSecret } from "../rules/secrets.ts";
import { type OpenSeal, secretsOf } from "./content.ts";

/** Looks up secrets of a job in the rule that it came from. Every promise rejects with a StoreFailure. */
interface JobSecrets {
  /** `undefined`: nobody knows it any more. */
  header(job: Job, of: { url: string; header: string }): Promise<string | undefined>;
  password(job: Job, of: { url: string; username: string }): Promise<string | undefined>;
}

/** Makes the look-up. A secret is found only for the server that it was given for. */
export function createJobSecrets({ store, open }: { store: Pick<RuleStore, "find">; open: OpenSeal }): JobSecrets {
  async function secret({ ruleId }: Job, name: string): Promise<string | undefined> {
    const rule = ruleId === undefined ? undefined : await store.find(ruleId);
    if (rule?.secretsSealed === undefined) return undefined;
    const seal = await open();
    return seal.ok ? secretsOf(rule, seal.value)[name] : undefined;
  }

  return {
    header: (job, { url, header }) => secret(job, headerSecret(url, header)),
    password: (job, { url, username }) => secret(job, ismsSecret(url, username)),
  };
}
