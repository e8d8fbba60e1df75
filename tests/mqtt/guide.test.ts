import { expect, test } from "bun:test";
import { join } from "node:path";
import { startMosquitto } from "../support/mosquitto.ts";
import { isConnected, startMqttGateway } from "../support/mqtt-gateway.ts";
import { hasProgram } from "../support/programs.ts";

test.skipIf(!hasProgram("mosquitto") || !hasProgram("mosquitto_pub"))(
  "every mosquitto_pub of the guide does what it says, and its rule is accepted",
  async () => {
    const guide = await Bun.file(join(import.meta.dir, "../../docs/home-assistant.md")).text();
    await using broker = await startMosquitto();
    const part = await startMqttGateway("--mqtt", broker.url, "--mqtt-sender", "sender", "--mqtt-notify", "admins");
    await using gateway = part.gateway;
    const { id: anna } = await part.ask<{ id: number }>("/contacts", "POST", { name: "Anna", number: "+491701111111" });
    const { id } = await part.ask<{ id: number }>("/groups", "POST", { name: "admins" });
    await part.ask(`/groups/${id}/members`, "POST", { contacts: [anna] });
    const { topics = "" } = await part.mqtt(isConnected);
    await using answers = await broker.subscribe(`${topics}/sent/+`, `${topics}/error`, "plant/#");

    const commands = guide.split("\n").filter((line) => line.startsWith("mosquitto_pub"));
    expect(commands).toHaveLength(3);
    for (const command of commands) {
      const script = command.replace('-h "$BROKER" -u aldis -P secret', `-h 127.0.0.1 -p ${broker.port}`);
      expect(script).not.toBe(command);
      const child = Bun.spawn(["bash", "-c", script], { env: { ...process.env, TOPICS: topics } });
      expect(await child.exited).toBe(0);
    }
    await answers.until("three answers", () => answers.seen.length >= 3);
    expect(answers.seen.map(({ topic }) => topic.slice(topics.length))).toEqual(["/sent/cellar", "/sent/-", "/sent/-"]);
    expect((await gateway.delivered(3)).map(({ text }) => text)).toEqual([
      "Water in the cellar!",
      "Backup failed",
      "The door is open",
    ]);

    const [, rule = ""] = /```json\n(.+)\n```/.exec(guide) ?? [];
    await part.ask("/rules", "POST", JSON.parse(rule));
    await gateway.receive("+491709999999", "pump 3 is off");
    const { topic, payload } = await answers.until("the rule", ({ topic: each }) => each.startsWith("plant/sms/"));
    expect([topic, payload]).toEqual(["plant/sms/simulated", "+491709999999: pump 3 is off"]);
  },
);
