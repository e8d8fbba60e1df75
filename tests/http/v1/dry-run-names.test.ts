import { expect, test } from "bun:test";
import { startTestGateway } from "../../support/gateway.ts";

const [DORA, CLARA] = ["+491704444441", "+491704444442"];

test("a dry run of rules names contacts and groups as the rule does to who may not see contacts", async () => {
  await using gateway = await startTestGateway();
  await gateway.addUser("router", "rest-api,message-routing");
  await gateway.addUser("seer", "rest-api,message-routing,contacts,groups");
  async function post<Answer>(user: string, path: string, body: object): Promise<Answer> {
    const answer = await gateway.as(user)(`/api/v1${path}`, { method: "POST", body: JSON.stringify(body) });
    expect(answer.ok).toBe(true);
    return (await answer.json()) as Answer;
  }
  const { id } = await post<{ id: number }>("seer", "/groups", { name: "Night" });
  await post("seer", "/contacts", { name: "Dora", number: DORA, groups: [id] });
  await post("seer", "/contacts", { name: "Emil", groups: [id] });
  await post("seer", "/contacts", { name: "Clara", number: CLARA });
  await post("seer", "/opt-outs", { number: CLARA });
  const rule = { name: "draft", then: [{ group: "night" }, { contact: "Dora" }, { contact: "Clara" }] };
  const dry = { message: { from: "+491709999991", text: "x" }, rule };
  const hidden = await post<object>("router", "/rules/dry-run", dry);
  expect(hidden).toMatchObject({
    items: [
      {
        deliveries: [
          { recipients: ["night"], refused: [expect.stringContaining("Not sent to 1 members of group night")] },
          { recipients: ["Dora"] },
          { recipients: [], refused: [expect.stringContaining("opted out")] },
        ],
      },
    ],
  });
  for (const secret of [DORA, CLARA, "Emil"]) expect(JSON.stringify(hidden)).not.toContain(secret);
  expect(await post<object>("seer", "/rules/dry-run", dry)).toMatchObject({
    items: [{ deliveries: [{ recipients: [DORA], refused: [expect.stringContaining("Emil")] }, {}, {}] }],
  });
});
