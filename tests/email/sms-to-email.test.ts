import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { startTestGateway, type TestGateway, until } from "../support/gateway.ts";
import { smtpPort, swaks } from "../support/mail.ts";
import { hasPostfix, type Postfix, startPostfix } from "../support/postfix.ts";
import { hasProgram } from "../support/programs.ts";
import { onDatabase } from "../support/stored-messages.ts";

interface JobShown {
  eventId: string;
  incomingId?: number;
  state: string;
  destination: string;
  attempts: number;
  error?: string;
}

describe.skipIf(!hasPostfix() || !hasProgram("swaks"))("SMS become mail, and answers become SMS", () => {
  let gateway: TestGateway;
  let postfix: Postfix;

  const asAdmin = async (path: string, method = "GET", body?: unknown) => {
    const answer = await gateway.as("admin")(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
  const testMail = (to = "it@example.org") => asAdmin("/api/v1/email/test", "POST", { to });

  beforeAll(async () => {
    postfix = await startPostfix();
    gateway = await startTestGateway(
      ...["--smtp", "on", "--smtp-port", "0", "--smtp-domains", "sms.example.org", "--smtp-networks", "127.0.0.1"],
      ...["--smtp-user", "mailer"],
    );
    await gateway.addUser("mailer", "http-api");
    await gateway.addUser("admin", "rest-api", "email-to-sms", "message-routing");
    const settings = { "mail-host": "127.0.0.1", "mail-port": String(postfix.port), "mail-from": "sms@example.org" };
    await asAdmin("/api/v1/settings", "PATCH", { ...settings, "mail-certificate": "skip" });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await postfix[Symbol.asyncDispose]();
  });

  test("an SMS goes to the people of a rule as mail, in a thread of its number, and an answer goes back", async () => {
    const rule = await asAdmin("/api/v1/rules", "POST", {
      name: "to mail",
      when: { text: { contains: "mail" } },
      then: [{ email: { to: ["it@example.org", "boss@example.org"], subject: "SMS from {sender}", text: "{text}" } }],
    });
    await gateway.receive("+491701234567", "a mail, please: äöü €");
    await gateway.receive("+491701234567", "another mail");
    await gateway.receive("+491709999999", "mail from elsewhere");
    const mails = await postfix.mails(6);
    const of = (text: string) => mails.filter(({ body }) => body.includes(text));
    const [[first], [second], [elsewhere]] = [of("a mail, please"), of("another"), of("elsewhere")];
    expect(
      of("a mail, please")
        .map(({ header }) => header.to)
        .sort(),
    ).toEqual(["boss@example.org", "it@example.org"]);
    const thread = first?.header.references ?? "none";
    expect(second?.header.references).toBe(thread);
    expect(elsewhere?.header.references).not.toBe(thread);
    const [replyTo, messageId] = [first?.header["reply-to"] ?? "", first?.header["message-id"] ?? ""];
    expect({ ...first?.header }).toMatchObject({
      from: "sms@example.org",
      subject: "SMS from +491701234567",
      "auto-submitted": "auto-generated",
      "message-id": expect.stringMatching(/^<in-\d+\.\d+\.0(\.1)?@example\.org>$/),
      references: expect.stringMatching(/^<conversation\.[\da-f]{32}@example\.org>$/),
      "reply-to": expect.stringMatching(/^reply\+[a-z2-7]{37}@sms\.example\.org$/),
    });
    expect(first?.body).toContain("=C3=A4=C3=B6=C3=BC =E2=82=AC");
    expect(thread).not.toContain("1701234567");
    await asAdmin(`/api/v1/rules/${(rule as { id: number }).id}`, "DELETE");

    const reply = (header: string, text: string) =>
      `Message-ID: <${Math.random()}@example.org>\r\nFrom: it@example.org\r\nIn-Reply-To: ${messageId}\r\n${header}\r\n\r\n${text}`;
    const port = smtpPort(gateway);
    const body = "On its way\r\n\r\nOn Mon, Feb 2, 2026 at 10:00 AM sms@example.org wrote:\r\n> a mail, please";
    const before = (await gateway.delivered(0)).length;
    const taken = await swaks(port, { to: replyTo, from: "it@example.org", data: reply("Subject: Re: SMS", body) });
    expect(taken.answer).toMatch(/^250/);
    const [sms] = (await gateway.delivered(before + 1)).slice(before);
    expect(sms).toMatchObject({ to: "+491701234567", text: "On its way" });

    for (const automatic of ["Auto-Submitted: auto-generated", "Precedence: bulk", "X-Autoreply: yes"]) {
      const away = await swaks(port, { to: replyTo, from: "it@example.org", data: reply(automatic, "I am away") });
      expect(away.answer).toMatch(/^554 Refused: automatic answers/);
    }
    const forged = replyTo.replace(/.@/, (end) => (end === "a@" ? "b@" : "a@"));
    expect((await swaks(port, { to: forged, from: "it@example.org" })).answer).toMatch(
      /^550 .*not made by this gateway/,
    );
    const looped = await swaks(port, { to: "01701234567@sms.example.org", data: first?.raw ?? "" });
    expect(looped.answer).toMatch(/^554 Refused: routing loop/);
    expect((await gateway.delivered(0)).length).toBe(before + 1);
  });

  test("a recipient that the server defers is tried again, one that it refuses is a dead letter, and who got it gets it once", async () => {
    const made = (await asAdmin("/api/v1/rules", "POST", {
      name: "to nobody",
      when: { text: { contains: "lost" } },
      then: [{ email: { to: ["nobody@example.org"] } }, { email: { to: ["it@example.org", "busy@example.org"] } }],
    })) as { id: number };
    const before = (await postfix.mails(0)).length;
    await gateway.receive("+491701234567", "lost");
    const { items } = await until<{ items: JobShown[] }>(
      "both are attempted",
      () => gateway.as("admin")("/api/v1/jobs?kind=email"),
      ({ items: jobs }) => jobs.filter(({ error }) => error !== undefined).length >= 2,
    );
    const failed = items.filter(({ error }) => error !== undefined);
    expect(failed.find(({ state }) => state === "dead")).toMatchObject({
      destination: "email",
      attempts: 1,
      error: expect.stringContaining(
        "answered 550 5.1.1 <nobody@example.org>: Recipient address rejected: no such user",
      ),
    });
    const waiting = failed.find(({ state }) => state !== "dead") as JobShown & { id: number };
    expect(waiting.error).toContain("greylisted");
    await asAdmin(`/api/v1/jobs/${waiting.id}/retry`, "POST");
    await until<JobShown>(
      "it is tried again",
      () => gateway.as("admin")(`/api/v1/jobs/${waiting.id}`),
      ({ attempts, state }) => attempts >= 1 && state === "waiting",
    );
    expect(await postfix.mails(before + 1)).toHaveLength(before + 1);
    const delivered = items.filter(({ state }) => state === "delivered").map(({ eventId }) => eventId);
    expect(delivered).toContain(`in-${waiting.incomingId}.${made.id}.1`);
    expect(waiting.eventId).toBe(`in-${waiting.incomingId}.${made.id}.1.1`);
    await asAdmin(`/api/v1/rules/${made.id}`, "DELETE");
  });

  test("an alarm that nobody has answered is reported to each address by a mail that opens no other alarm", async () => {
    await onDatabase(gateway, async ({ policies }) => {
      const steps = [{ notify: [{ group: "nobody" }], by: ["sms"], waitSeconds: 300 }] as const;
      const unanswered = [{ email: { to: ["it@example.org", "boss@example.org"] } }];
      const policy = { name: "by mail", steps, rounds: 1, unanswered, tellResolved: true };
      await policies.add(policy, { now: Date.now(), most: 10 });
    });
    await gateway.addUser("watch", "rest-api", "alarms");
    const before = (await postfix.mails(0)).length;
    const body = JSON.stringify({ policy: "by mail", text: "Pump stands still" });
    expect((await gateway.as("watch")("/api/v1/alarms", { method: "POST", body })).status).toBe(201);
    const mails = (await postfix.mails(before + 2)).slice(before);
    expect(mails.map(({ header }) => header.to).toSorted()).toEqual(["boss@example.org", "it@example.org"]);
    for (const { header, raw } of mails) {
      expect(header).toMatchObject({
        subject: "Nobody has answered alarm 1: Pump stands still",
        "x-aldis-made-of-alarm": "yes",
      });
      const back = await swaks(smtpPort(gateway), { to: "01701234567@sms.example.org", data: raw });
      expect(back.answer).toMatch(/^554 Refused: routing loop, a gateway has made this mail of an alarm/);
    }
  });

  test("a test mail says whether the server takes mail, and what is wrong in words", async () => {
    const before = (await postfix.mails(0)).length;
    expect(await testMail()).toMatchObject({ taken: true, answer: expect.stringMatching(/^250 2\.0\.0 Ok/) });
    expect((await postfix.mails(before + 1)).at(-1)?.header.subject).toBe("Test mail of Aldis");
    expect(await testMail("it@elsewhere.example.com")).toMatchObject({
      taken: false,
      problem: expect.stringContaining("554 5.7.1 <it@elsewhere.example.com>: Relay access denied"),
    });
    const set = (values: Record<string, string | null>) => asAdmin("/api/v1/settings", "PATCH", values);
    await set({ "mail-user": "sms", "mail-password": "secret" });
    expect(await testMail("it@elsewhere.example.com")).toMatchObject({ taken: true });
    await set({ "mail-password": "wrong" });
    expect(await testMail()).toMatchObject({ taken: false, problem: expect.stringContaining("--mail-password") });
    await set({ "mail-certificate": "check", "mail-password": "secret" });
    expect(await testMail()).toMatchObject({ taken: false, problem: expect.stringContaining("--mail-certificate") });
    await set({ "mail-certificate": "skip" });
    expect(JSON.stringify(await asAdmin("/api/v1/settings"))).not.toContain('"secret"');
    expect(await asAdmin("/api/v1/email")).toEqual({
      server: { enabled: true, port: smtpPort(gateway) },
      relay: { configured: true, from: "sms@example.org" },
    });
  });

  test("aldis email test does the same, with the settings of the database", async () => {
    const before = (await postfix.mails(0)).length;
    const { status, out, err } = await gateway.command(["email", "test", "--to", "it@example.org"]);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toMatch(/^the mail server took it: 250 2\.0\.0 Ok/);
    expect(await postfix.mails(before + 1)).toHaveLength(before + 1);
    const nowhere = await gateway.command(["email", "test", "--to", "it@example.org", "--mail-port", "9"]);
    expect(nowhere).toMatchObject({ status: 1, err: expect.stringContaining("no connection: is it there") });
    expect((await gateway.command(["email", "test", "--to", "x"])).status).toBe(2);
  });
});
