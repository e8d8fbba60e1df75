import type { Policy } from "../../../lib/messages/index.ts";
import type { TelegramBot } from "../../../lib/routing/index.ts";
import { type AlarmWorld, EVENING, openAlarmWorld, PEOPLE, type Person } from "../alarms.ts";
import type { TestDatabases } from "../database.ts";
import { eventually } from "../eventually.ts";
import { createManualClock } from "../manual-clock.ts";
import { sqlOn } from "../sql.ts";
import { type BotCalls, createBotCalls } from "./calls.ts";
import { startTelegramGateway } from "./gateway.ts";
import { startTelegram, type TelegramServer } from "./server.ts";
import type { Chat } from "./world.ts";

/** Alarms with people who are linked to the bot, and all that is between. */
interface AlarmChatsWorld extends AsyncDisposable {
  readonly world: AlarmWorld;
  readonly telegram: TelegramServer;
  readonly bot: TelegramBot;
  readonly chats: Readonly<Record<Person, Chat>>;
  /** Another gateway on the same database, with the same bot. */
  beside(): Promise<AsyncDisposable>;
}

/** Opens it. Messages go through a real queue to the stand-in for Telegram. */
export async function openAlarmChats(
  databases: Pick<TestDatabases, "create" | "open">,
  { language = "en" }: { language?: "en" | "de" } = {},
): Promise<AlarmChatsWorld> {
  const clock = createManualClock(EVENING);
  const telegram = await startTelegram();
  const calls = createBotCalls(telegram);
  const url = await databases.create();
  const shared = { clock, telegram, calls };
  const first = await openOne(databases, { url, shared, language, node: "one" });
  const chats = {} as Record<Person, Chat>;
  for (const [at, name] of (Object.keys(PEOPLE) as Person[]).entries()) {
    const number = PEOPLE[name];
    const chat = telegram.world.join({ id: 5_000_000_011 + at, first_name: name, phone: number.slice(1) });
    chat.state = "open";
    await first.world.store.telegram.link({ number, chatId: chat.person.id, name, linkedAt: clock.now() });
    chats[name] = chat;
  }
  return {
    ...first,
    telegram,
    chats,
    beside: () => openOne(databases, { url, shared, language, node: "two" }),
    async [Symbol.asyncDispose]() {
      await first[Symbol.asyncDispose]();
      await telegram[Symbol.asyncDispose]();
    },
  };
}

async function openOne(
  databases: Pick<TestDatabases, "create" | "open">,
  options: {
    url: string;
    shared: { clock: ReturnType<typeof createManualClock>; telegram: TelegramServer; calls: BotCalls };
    language: "en" | "de";
    node: string;
  },
) {
  const { url, shared, language, node } = options;
  const { clock } = shared;
  const store = await databases.open({ url, now: clock.now });
  let alarms: AlarmWorld["alarms"] | undefined;
  const gateway = await startTelegramGateway({ store, node, beside: shared, buttons: () => alarms?.buttons });
  const { bot, outbox } = gateway;
  if (bot === undefined) throw new Error("there is a bot");
  const telegram = { store: store.alarmChats, edit: bot.edit };
  const isFirst = node === "one";
  const world = await openAlarmWorld(databases, {
    url,
    ...(isFirst ? { store } : {}),
    clock,
    alone: false,
    language,
    telegram,
    sent: outbox.wake,
  });
  world.network = "gone";
  alarms = world.alarms;
  return {
    world,
    bot,
    async [Symbol.asyncDispose]() {
      // A request for updates that waits ends.
      shared.telegram.cutAll();
      await world[Symbol.asyncDispose]();
      await gateway[Symbol.asyncDispose]();
    },
  };
}

/** All admins at once. */
export const EVERYBODY: Pick<Policy, "steps"> = {
  steps: [{ notify: [{ group: "admins" }], by: ["telegram"], waitSeconds: 300 }],
};
/** One after another. */
export const IN_TURN: Pick<Policy, "steps"> = {
  steps: [
    { notify: [{ contact: "Anna" }], by: ["telegram"], waitSeconds: 300 },
    { notify: [{ contact: "Ben" }], by: ["telegram"], waitSeconds: 300 },
  ],
};

/** Resolves when these people have the message of a first alarm, and the gateway knows it. */
export async function raised(
  opened: AlarmChatsWorld,
  policy: Partial<Policy> & Pick<Policy, "steps">,
  ...people: Person[]
) {
  await opened.world.policy(policy);
  const id = await opened.world.raise("Disk full", { key: "disk" });
  for (const name of people) {
    await eventually(`${name}'s message`, () => opened.chats[name].received.length === 1);
    await eventually(`${name}'s message to be known`, () => isKnown(opened, opened.chats[name].person.id));
  }
  return id;
}

/** Whether a message in the chat has buttons and shows what it should. */
export const isKnown = async ({ world }: AlarmChatsWorld, chatId: number) =>
  (await sqlOn(world.url, `select 1 from alarm_chats where chat_id = ${chatId} and edit_at is null`)).length > 0;

/** Presses the button of the person's first message once it is there. Resolves when its wait is over; gives what it says. */
export async function press({ chats }: AlarmChatsWorld, name: Person, label: string): Promise<string | undefined> {
  const { received, buttons } = chats[name];
  await eventually(
    `${name}'s button ${label}`,
    () => received[0] !== undefined && buttons(received[0]).includes(label),
  );
  const pressed = chats[name].pressesButton(label, received[0]);
  await eventually("the bot's answer", () => pressed.answer !== undefined);
  return pressed.answer;
}

/** As {@link press}, of what the person's chat has no button for. */
export async function forge({ chats }: AlarmChatsWorld, name: Person, data: string): Promise<string | undefined> {
  const pressed = chats[name].forges(data, 1);
  await eventually("the bot's answer", () => pressed.answer !== undefined);
  return pressed.answer;
}

/** Resolves when the person's first message shows this, with these buttons. */
export const shows = ({ chats }: AlarmChatsWorld, name: Person, text: string, buttons: string[]) =>
  eventually(`${name} to see ${text}`, () => {
    const [first] = chats[name].received;
    return first?.text === text && JSON.stringify(chats[name].buttons(first)) === JSON.stringify(buttons);
  });

/** The number of the outgoing message that a person was called by. */
export async function messageOf({ world }: AlarmChatsWorld, address: string): Promise<number> {
  const [row] = await sqlOn(world.url, `select id from outgoing_messages where recipient = '${address}' order by id`);
  return Number(row?.id);
}

/** What its timeline has, in order. */
export const kinds = async ({ world }: AlarmChatsWorld, id: number) =>
  (await world.timeline(id)).map((line) => line.split(" ")[1]);
