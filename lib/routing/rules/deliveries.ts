import { defined } from "../../defined.ts";
import type { Delivery, Destination, DestinationKind } from "../../messages/index.ts";
import type { Encoding } from "./encodings.ts";
import type { Facts } from "./facts.ts";
import { encodingOfPayload } from "./http-body.ts";
import { compileHttp } from "./http-request.ts";
import { compileTemplate, type TemplateValues } from "./templates.ts";

/** What is done for one destination with a matching message. */
type Deliver = (values: TemplateValues, facts: Facts) => Delivery;

/** An hour: as on the appliance. */
const USUAL_PAUSE_SECONDS = 3_600;
/** What people read who do not see the sender, and of a call, which has no text. */
const FORWARDED = "{senderName}: {text}";
const CALL = "Call from {senderName}";
const SUBJECT = "Message from {senderName}";

/** Makes the function that says what is done for one destination. */
export function compileDestination(destination: Destination): Deliver {
  if ("http" in destination) {
    const fill = compileHttp(destination.http);
    return (values) => fill(values) ?? tooLong("http");
  }
  if ("isms" in destination) {
    const { url, username, text } = destination.isms;
    return withText("isms", { text, usual: "{text}" }, (filled) => ({
      kind: "isms",
      url,
      ...defined({ username }),
      text: filled,
    }));
  }
  if ("webhook" in destination) {
    const { webhook } = destination;
    // The event says that it is a call.
    return withText("webhook", { text: "{text}", usual: "" }, (text) => ({ kind: "webhook", webhook, text }));
  }
  if ("email" in destination) {
    const { to, subject, text } = destination.email;
    const fillSubject = compileTemplate(subject ?? SUBJECT, { encoding: "line" });
    const deliver = withText("email", { text, usual: "{text}" }, (filled) => ({
      kind: "email",
      to,
      subject: "",
      text: filled,
    }));
    return (values, facts) => {
      const line = fillSubject(subject === undefined ? withNumber(values) : values);
      const delivery = deliver(text === undefined ? withNumber(values) : values, facts);
      if (line === undefined) return tooLong("email");
      return delivery.kind === "email" ? { ...delivery, subject: line.trim() } : delivery;
    };
  }
  if ("mqtt" in destination) {
    const { topic, text, qos = 0, retain = false } = destination.mqtt;
    const fillTopic = compileTemplate(topic, { encoding: "topic" });
    return withText("mqtt", { text, usual: "{text}", encoding: encodingOfPayload(text ?? "") }, (filled, values) => {
      const filledTopic = fillTopic(values);
      if (filledTopic === undefined) return tooLong("mqtt");
      if (filledTopic === "") return nothing("mqtt", "The topic is empty for this message");
      return { kind: "mqtt", topic: filledTopic, text: filled, qos, retain };
    });
  }
  if ("contact" in destination) {
    const { contact: name, channel = "auto", text } = destination;
    return withText("contact", { text, usual: FORWARDED }, (filled) => ({
      kind: "contact",
      name,
      channel,
      text: filled,
    }));
  }
  if ("group" in destination) {
    const { group: name, channel = "auto", text } = destination;
    return withText("group", { text, usual: FORWARDED }, (filled) => ({ kind: "group", name, channel, text: filled }));
  }
  if ("number" in destination) {
    const { number, channel = "auto", text } = destination;
    return withText("number", { text, usual: FORWARDED }, (filled) => ({
      kind: "number",
      number,
      channel,
      text: filled,
    }));
  }
  if ("autoReply" in destination) return autoReply(destination.autoReply);
  const { policy, text } = destination.alarm;
  return withText("alarm", { text, usual: FORWARDED }, (filled) => ({ kind: "alarm", policy, text: filled }));
}

/** Whoever reads a mail may want to call back, and a contact's name says no number. */
function withNumber(values: TemplateValues): TemplateValues {
  const { sender, senderName } = values;
  return sender === "" || senderName === sender ? values : { ...values, senderName: `${senderName} (${sender})` };
}

/** @param template.usual  of a destination without a text of its own; for a call it is another */
function withText(
  of: DestinationKind,
  template: { text: string | undefined; usual: string; encoding?: Encoding },
  deliver: (text: string, values: TemplateValues) => Delivery,
): Deliver {
  const written = defined({ encoding: template.encoding });
  const fill = compileTemplate(template.text ?? template.usual, written);
  const fillCall = compileTemplate(template.text ?? CALL, written);
  return (values, { message }) => {
    const text = (message.kind === "call" ? fillCall : fill)(values);
    return text === undefined ? tooLong(of) : deliver(text, values);
  };
}

/** An answer to what is no person's number would reach nobody, or another machine that answers too. */
function autoReply({ text, everySeconds = USUAL_PAUSE_SECONDS }: { text: string; everySeconds?: number }): Deliver {
  const fill = compileTemplate(text);
  return (values, { message: { channel, sender = "" }, international, isOwn }) => {
    if (sender === "") return nothing("autoReply", "The sender is unknown");
    const to = channel === "sms" ? international(sender) : sender;
    if (to === undefined) return nothing("autoReply", "The sender is not a telephone number");
    if (channel === "sms" && !to.startsWith("+")) return nothing("autoReply", "The sender is a short code");
    if (isOwn(to)) return nothing("autoReply", "The sender is a number of this gateway");
    const filled = fill(values);
    return filled === undefined ? tooLong("autoReply") : { kind: "autoReply", to, text: filled, everySeconds };
  };
}

const nothing = (of: DestinationKind, why: string): Delivery => ({ kind: "nothing", of, why });
const tooLong = (of: DestinationKind) => nothing(of, "The text would be too long with its variables filled in");
