import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import { TEMPLATE_CHARACTERS, TEMPLATE_NAME_CHARACTERS, TEMPLATES_OF_ONE } from "../../limits.ts";
import type {
  EventRecorder,
  IfIs,
  MessageTemplate,
  NewTemplate,
  OnceKey,
  OnceResult,
  TemplateProblem,
  TemplateStore,
} from "../../messages/index.ts";
import { normaliseText } from "../../pdu/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { isShown } from "../../visible.ts";
import { readTemplate } from "./variables.ts";

/** Why nothing was changed; of a field, which one. */
export type TemplateFault = { kind: TemplateProblem } | { kind: "invalid"; field: "name" | "text"; message: string };

/** What can be done to templates, by any interface. Every change is an event. Every promise rejects as the store's. */
export interface Templates {
  readonly store: Pick<TemplateStore, "list" | "find">;
  add(
    template: NewTemplate,
    by: By & { once?: OnceKey | undefined },
  ): Promise<OnceResult<MessageTemplate, TemplateFault>>;
  change(
    id: number,
    change: { name?: string; text?: string },
    by: By & { ifIs?: IfIs<MessageTemplate> | undefined },
  ): Promise<Result<MessageTemplate, TemplateFault>>;
  remove(
    id: number,
    by: By & { ifIs?: IfIs<MessageTemplate> | undefined },
  ): Promise<Result<MessageTemplate, TemplateFault>>;
}

/** Who does it; nobody by name on the command line. */
interface By {
  userName?: string;
}

/** The variables in a text, each once, in order. */
export const variablesOf = (text: string): readonly string[] => readTemplate(text).variables;

export function createTemplates(options: {
  store: TemplateStore;
  events: EventRecorder;
  clock: Pick<Clock, "now">;
}): Templates {
  const { store, events, clock } = options;
  return {
    store,
    async add({ userId, ...template }, { userName, once }) {
      const read = readFields(template);
      if (!read.ok) return read;
      const { name = "", text = "" } = read.value;
      const limits = { now: clock.now(), most: TEMPLATES_OF_ONE, once };
      const added = await store.add({ name, text, ...defined({ userId }) }, limits);
      if (!added.ok) return no({ kind: added.problem });
      if (!added.again) events.record({ kind: "template.added", name, userName });
      return added;
    },
    async change(id, change, { userName, ifIs }) {
      const read = readFields(change);
      if (!read.ok) return read;
      const changed = await store.change(id, read.value, { now: clock.now(), ifIs });
      if (!changed.ok) return no({ kind: changed.problem });
      events.record({ kind: "template.changed", name: changed.value.name, userName });
      return changed;
    },
    async remove(id, { userName, ifIs }) {
      const removed = await store.remove(id, ifIs);
      if (!removed.ok) return no({ kind: removed.problem });
      events.record({ kind: "template.removed", name: removed.value.name, userName });
      return removed;
    },
  };
}

/** Blanks around a name go; a text becomes what a message would have. */
function readFields(given: { name?: string; text?: string }): Result<{ name?: string; text?: string }, TemplateFault> {
  const name = given.name?.slice(0, 2 * TEMPLATE_NAME_CHARACTERS).trim();
  const nameProblem = name === undefined ? undefined : problemOfName(name);
  if (nameProblem !== undefined) return no({ kind: "invalid", field: "name", message: nameProblem });
  if (given.text === undefined) return ok(defined({ name }));
  const tooLong = given.text.length > TEMPLATE_CHARACTERS;
  const text = tooLong ? "" : normaliseText(given.text);
  if (tooLong)
    return no({ kind: "invalid", field: "text", message: `is longer than ${TEMPLATE_CHARACTERS} characters` });
  if (text === "") return no({ kind: "invalid", field: "text", message: "is empty" });
  return ok({ ...defined({ name }), text });
}

function problemOfName(name: string): string | undefined {
  if (name === "") return "is empty";
  if (name.length > TEMPLATE_NAME_CHARACTERS) return `is longer than ${TEMPLATE_NAME_CHARACTERS} characters`;
  return /\p{Cc}/u.test(name) || !isShown(name) || !name.isWellFormed()
    ? "has characters that cannot be shown"
    : undefined;
}
