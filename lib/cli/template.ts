import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS } from "../config/index.ts";
import { defined } from "../defined.ts";
import { createTemplates } from "../routing/index.ts";
import { columns } from "../table.ts";
import { visible } from "../visible.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { text } from "./options.ts";
import { outcomesOf } from "./outcome.ts";
import { userNamed } from "./user-named.ts";
import { withStore } from "./with-store.ts";

const done = outcomesOf({ one: "template", many: "templates", foundBy: "ID" });

const user = text("user", "USER", "Only for this user; shared by all when left out.");

const newName = text("name", "NAME", "The new name.");
const newText = text("text", "TEXT", "The new text.");

/** `aldis template …`: named texts with variables. */
export const templateCommands: readonly Command[] = [
  defineCommand({
    path: ["template", "list"],
    operands: [],
    summary: "list named texts: the shared ones, then those of each user",
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, io }) {
      const rows = await withStore(config, io, async (store) => {
        const users = new Map((await store.users.list()).map(({ id, name }) => [id, name]));
        return (await store.templates.list()).map(({ id, userId, name, text }) => [
          String(id),
          userId === undefined ? "shared" : visible(users.get(userId) ?? ""),
          visible(name),
          visible(text),
        ]);
      });
      io.out.write(columns(rows));
      return 0;
    },
  }),
  defineCommand({
    path: ["template", "add"],
    operands: ["NAME", "TEXT"],
    summary: "add a named text",
    details:
      "In the text {host} is a variable, which a request to send through /api/v1 gives a value; {{ stands for {.",
    settings: COMMON_SETTINGS,
    flags: { user },
    async run({ config, flags, operands: [name = "", text = ""], io }) {
      const added = await withStore(config, io, async (store, events) => {
        const userId = flags.user === undefined ? undefined : (await userNamed(store, flags.user)).id;
        const templates = createTemplates({ store: store.templates, events, clock: systemClock });
        return templates.add({ name, text, ...defined({ userId }) }, {});
      });
      io.out.write(`${done(added).id}\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["template", "change"],
    operands: ["ID"],
    summary: "change the name or the text of a named text",
    details: "ID is the one that aldis template list shows. What is not given stays.",
    settings: COMMON_SETTINGS,
    flags: { name: newName, text: newText },
    async run({ config, flags, operands: [given = ""], io }) {
      const id = readId(given);
      const change = defined({ name: flags.name, text: flags.text });
      if (Object.keys(change).length === 0) throw new CliError("usage", "--name or --text: missing");
      const changed = await withStore(config, io, (store, events) =>
        createTemplates({ store: store.templates, events, clock: systemClock }).change(id, change, {}),
      );
      done(changed);
      return 0;
    },
  }),
  defineCommand({
    path: ["template", "remove"],
    operands: ["ID"],
    summary: "remove a named text",
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, operands: [given = ""], io }) {
      const id = readId(given);
      const removed = await withStore(config, io, (store, events) =>
        createTemplates({ store: store.templates, events, clock: systemClock }).remove(id, {}),
      );
      done(removed);
      return 0;
    },
  }),
];

/** @throws CliError kind "usage" */
function readId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new CliError("usage", "ID: must be a number");
  return Number(text);
}
