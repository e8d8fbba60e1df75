import { Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import {
  type AddressBook,
  createMissingNames,
  type MissingName,
  type PolicyDesk,
  type WebhookDesk,
} from "../../routing/index.ts";

/** Where the API looks up what a rule, a policy or a check names. */
export interface NameDesks {
  book: Pick<AddressBook, "store">;
  policyDesk: Pick<PolicyDesk, "store" | "reach">;
  webhookDesk: Pick<WebhookDesk, "store">;
}

/** Says what is named and not there; for one request. */
export const missingNames = ({ book, policyDesk, webhookDesk }: NameDesks) =>
  createMissingNames({
    book: book.store,
    policies: policyDesk.store,
    webhooks: webhookDesk.store,
    ...defined({ reach: policyDesk.reach }),
  });

/** The `warnings` of what people have set. @param what  what else they tell */
export const warningsModel = (what: string) =>
  Type.Optional(
    Type.Array(Type.Object({ pointer: Type.String(), message: Type.String() }, { additionalProperties: false }), {
      description: `${what} With an empty \`pointer\`: it was damaged in the database.`.trim(),
    }),
  );

/** An answer with its warnings, where it has some. */
export const withWarnings = <Shown extends object>(
  shown: Shown,
  warnings: MissingName[],
): Shown & { warnings?: MissingName[] } => (warnings.length === 0 ? shown : { ...shown, warnings });
