import { MESSAGE_ACTIONS } from "./actions.ts";
import { MESSAGE_BULK } from "./bulk.ts";
import { CONVERSATIONS } from "./conversations.ts";
import { MESSAGE_FILES } from "./export.ts";
import { INCOMING } from "./incoming.ts";
import { MESSAGES } from "./read.ts";
import { SENDING } from "./send.ts";
import { TEMPLATES } from "./templates.ts";

/** All about messages, in the order of the document. */
export const MESSAGE_GROUPS = [
  SENDING,
  MESSAGES,
  MESSAGE_FILES,
  MESSAGE_ACTIONS,
  MESSAGE_BULK,
  INCOMING,
  CONVERSATIONS,
  TEMPLATES,
] as const;
