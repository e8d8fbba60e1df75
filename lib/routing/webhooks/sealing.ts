import type { Webhook, WebhookSecret } from "../../messages/index.ts";
import type { Result } from "../../result.ts";

/** What seals secrets, or why it cannot be used. @throws StoreFailure */
export type OpenSeals = () => Promise<
  Result<{ seal(text: string, purpose: string): string; open(sealed: string, purpose: string): string | undefined }>
>;

/** For what the secrets of a target are sealed: those of another one are of no use in its place. */
export const sealedFor = (name: string): string => `webhook ${name}`;

/** The secrets that sign at this time, the newest first. Pure. */
export const signing = ({ secrets }: Pick<Webhook, "secrets">, now: number): WebhookSecret[] =>
  secrets.filter(({ until }) => until === undefined || until > now);
