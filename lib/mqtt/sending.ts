import { createHash } from "node:crypto";
import { type Clock, within } from "../clock.ts";
import { defined } from "../defined.ts";
import type { AccessRefusalReason } from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import {
  type Addressee,
  describeRefusal,
  describeRefusals,
  type RefusalReason,
  type Submission,
  type SubmissionRequest,
  withoutContacts,
} from "../routing/index.ts";
import { type Command, type CommandRecipient, readCommand, readPayload } from "./commands.ts";
import { COMMAND_MS } from "./limits.ts";
import type { BroughtMessage } from "./mqtt-package.ts";
import { TOPICS } from "./topics.ts";

/** As whom is sent. */
type CommandSender = Pick<SubmissionRequest, "userId" | "userName" | "allowance" | "despiteOptOut"> & {
  /** Answers may say what the address book has of a recipient. */
  seesContacts: boolean;
};

/** Who may send by MQTT: the one user of the settings, with the same limits as at every other interface. */
export interface CommandDoor {
  /** Finds the user and counts the command. The problem is why nobody may send now. Rejects with what the user store throws. */
  sender(): Promise<Result<CommandSender, DoorRefusal>>;
  /** Writes the event, unless there are too many. */
  record(refusal: { reason: AccessRefusalReason; message: string }): void;
}

/** What commands are done with. */
export interface Sends {
  submission: Pick<Submission, "submitOnce" | "preview">;
  door: CommandDoor;
}

interface DoorRefusal {
  reason: AccessRefusalReason;
  /** A sentence. */
  message: string;
  /** It has its event. */
  isRecorded?: true;
}

/** What is published as the answer to a command. */
interface Answer {
  topic: string;
  payload: string;
}

interface Failure {
  problem: string;
  reference?: string;
  refused?: readonly RefusalReason[];
}

/**
 * Makes what does commands: messages for `…/send`, and texts for `…/notify/<group>`.
 *
 * @param options.groups  those that have such a topic, now
 */
export function createSending(options: {
  sends: () => Sends;
  groups: () => Promise<readonly string[]>;
  clock: Clock;
}): (message: BroughtMessage, context: { base: string; clientId: string }) => Promise<Answer | undefined> {
  const { sends, groups, clock } = options;

  /** `undefined`: the topic is none of these. The problem is a sentence. */
  async function read(message: BroughtMessage, base: string): Promise<Result<Command, Failure> | undefined> {
    const isSend = message.topic === TOPICS.send(base);
    if (!isSend && !message.topic.startsWith(TOPICS.notify(base, ""))) return undefined;
    // The empty one takes a retained one away.
    if (message.isRetained && message.payload.length === 0) return undefined;
    // The broker would bring it again with every connection.
    if (message.isRetained) return no({ problem: "The command is retained: publish it without the retain flag" });
    const payload = readPayload(message.payload);
    if (!payload.ok) return no({ problem: payload.problem });
    if (isSend) return readCommand(payload.value);
    const group = (await groups()).find((name) => TOPICS.notify(base, name) === message.topic);
    if (group === undefined) return no({ problem: "No group of this topic: --mqtt-notify does not name it" });
    if (payload.value === "") return no({ problem: "The text is empty" });
    return ok({ to: [{ kind: "group", to: group }], text: payload.value, channel: "auto", flash: false });
  }

  async function perform(
    command: Command,
    key: string | undefined,
    isRepeated: boolean,
  ): Promise<Result<string, Failure>> {
    const { submission, door } = sends();
    const { reference, to, ...content } = command;
    const about = defined({ reference });
    const sender = await door.sender();
    if (!sender.ok) {
      if (!sender.problem.isRecorded) door.record(sender.problem);
      return no({ problem: sender.problem.message, ...about });
    }
    const { seesContacts, ...as } = sender.value;
    const { despiteOptOut, userId } = as;
    const shown = (reason: RefusalReason) => (seesContacts ? reason : withoutContacts(reason));
    const recipients: Addressee[] = [];
    for (const recipient of to) recipients.push(await addresseeOf(recipient, despiteOptOut));
    const until = clock.now() + COMMAND_MS;
    const request: SubmissionRequest = {
      ...content,
      ...about,
      ...as,
      kind: "text",
      recipients,
      source: "mqtt",
      limit: {
        get passed() {
          return clock.now() > until;
        },
      },
    };
    const once = key === undefined || userId === undefined ? {} : { once: { userId, keyHash: key, requestHash: key } };
    let result = await submission.submitOnce({ ...request, ...once });
    // The same number of a packet and the same text, and not brought again: it is another one.
    if (result.ok && result.value.again && !isRepeated) result = await submission.submitOnce(request);
    if (!result.ok) {
      const refused = result.problem.map(shown);
      return no({ problem: describeRefusals(refused), refused, ...about });
    }
    const { messages, alarms } = result.value;
    const refused = result.value.refused.map(shown).map(shownRefusal);
    return ok(JSON.stringify({ ...about, messages, refused, ...defined({ alarms }) }));
  }

  /** A name is a contact's, or else a group's. */
  async function addresseeOf({ kind, to }: CommandRecipient, despiteOptOut: boolean): Promise<Addressee> {
    if (kind !== "name") return { target: kind, to };
    const contact: Addressee = { target: "contact", to };
    const seen = await sends().submission.preview({ ...PREVIEWED, despiteOptOut, recipients: [contact] });
    const refused = seen.ok ? seen.value.refused : seen.problem;
    return refused.some((reason) => reason.kind === "no-such-contact") ? { target: "group", to } : contact;
  }

  /** Never rejects. */
  async function within20s(
    command: Command,
    message: BroughtMessage,
    clientId: string,
  ): Promise<Result<string, Failure>> {
    const about = defined({ reference: command.reference });
    const performed = perform(command, keyOf(message, clientId), message.isRepeated).catch(() => undefined);
    return (await within(clock, performed, COMMAND_MS)) ?? no({ problem: NOT_NOW, ...about });
  }

  return async (message, { base, clientId }) => {
    const command = await read(message, base).catch(() => no({ problem: NOT_NOW }));
    if (command === undefined) return undefined;
    if (!command.ok) {
      sends().door.record({ reason: "invalid-payload", message: `Refused: ${command.problem.problem}` });
      return errorAnswer(base, command.problem);
    }
    const done = await within20s(command.value, message, clientId);
    if (!done.ok) return errorAnswer(base, done.problem);
    return { topic: TOPICS.sent(base, command.value.reference ?? NO_REFERENCE), payload: done.value };
  };
}

function errorAnswer(base: string, { problem: error, reference, refused }: Failure): Answer {
  const payload = { error, ...defined({ reference, refused: refused?.map(shownRefusal) }) };
  return { topic: TOPICS.error(base), payload: JSON.stringify(payload) };
}

const PREVIEWED = { channel: "sms", kind: "text", flash: false, text: "x" } as const;
const NOT_NOW = "The message could not be stored: try again later";
/** Of a command without a reference. */
const NO_REFERENCE = "-";

const shownRefusal = (reason: RefusalReason) => ({
  ...("recipient" in reason ? { recipient: reason.recipient } : {}),
  reason: reason.kind,
  message: describeRefusal(reason),
});

/** What a broker brings again after a connection was lost has the same number and content. */
function keyOf({ packetId, topic, payload }: BroughtMessage, clientId: string): string | undefined {
  if (packetId === undefined) return undefined;
  const hash = createHash("sha256").update(JSON.stringify(["mqtt", clientId, packetId, topic]));
  return hash.update(payload).digest("base64url");
}
