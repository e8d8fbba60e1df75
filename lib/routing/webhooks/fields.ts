import {
  WEBHOOK_EVENTS,
  WEBHOOK_NAME_CHARACTERS,
  WEBHOOK_URL_CHARACTERS,
  type WebhookEventType,
} from "../../messages/index.ts";

/** What people set of a target. */
export interface WebhookFields {
  name: string;
  url: string;
  /** None: only rules send to it. */
  events: readonly WebhookEventType[];
  enabled: boolean;
  isOrdered: boolean;
}

/** A field that cannot be used, and what it must be. */
export interface FieldFault {
  kind: "invalid";
  field: "name" | "url" | "events";
  message: string;
}

/** Checks what is given. Pure. */
export function faultOf({ name, url, events = [] }: Partial<WebhookFields>): FieldFault | undefined {
  const faults = {
    name: name === undefined ? undefined : problemOfName(name),
    url: url === undefined ? undefined : problemOfUrl(url),
    events: events.every((event) => WEBHOOK_EVENTS.includes(event))
      ? undefined
      : `must be some of ${WEBHOOK_EVENTS.join(", ")}`,
  };
  for (const field of ["name", "url", "events"] as const) {
    const message = faults[field];
    if (message !== undefined) return { kind: "invalid", field, message };
  }
  return undefined;
}

/** It stands in destinations, event IDs and headers. */
function problemOfName(name: string): string | undefined {
  return name.length <= WEBHOOK_NAME_CHARACTERS && /^[a-z0-9][a-z0-9_-]*$/.test(name)
    ? undefined
    : `must have 1 to ${WEBHOOK_NAME_CHARACTERS} lower-case letters, digits, hyphens or underscores, and begin with a letter or digit`;
}

function problemOfUrl(url: string): string | undefined {
  if (url.length > WEBHOOK_URL_CHARACTERS) return `is longer than ${WEBHOOK_URL_CHARACTERS} characters`;
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || !/^https?:\/\//i.test(url)) {
    return "must be an address that begins with https:// or http://";
  }
  return parsed.username === "" && parsed.password === ""
    ? undefined
    : "must not have a user or password in it: the signature shows who sends";
}
