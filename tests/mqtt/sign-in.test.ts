import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../support/gateway.ts";
import { startMosquitto } from "../support/mosquitto.ts";
import { isConnected, startMqttGateway } from "../support/mqtt-gateway.ts";
import { hasProgram, runProgram } from "../support/programs.ts";
import { selfSigned } from "../support/self-signed.ts";

const PASSWORD = "p@ss:w/rd #1";

/** Takes the user `aldis` alone, by TLS. */
const startSecured = () =>
  startMosquitto({
    async configuration(folder) {
      const { certificate, key } = await selfSigned("localhost");
      writeFileSync(join(folder, "certificate.pem"), certificate);
      writeFileSync(join(folder, "key.pem"), key);
      const made = ["mosquitto_passwd", "-b", "-c", join(folder, "passwords"), "aldis", PASSWORD];
      const { exit, output } = await runProgram(made, { timeoutMs: 30_000 });
      if (exit !== 0) throw new Error(output);
      writeFileSync(join(folder, "acl"), "user aldis\ntopic readwrite #\ntopic deny closed/#\n");
      return [
        "allow_anonymous false",
        "user root",
        `password_file ${join(folder, "passwords")}`,
        `acl_file ${join(folder, "acl")}`,
      ];
    },
    more: (folder) => [`certfile ${join(folder, "certificate.pem")}`, `keyfile ${join(folder, "key.pem")}`],
    clients: (folder) => ["-u", "aldis", "-P", PASSWORD, "--cafile", join(folder, "certificate.pem"), "--insecure"],
  });

describe.skipIf(!hasProgram("mosquitto") || !hasProgram("mosquitto_passwd"))("a broker with TLS and passwords", () => {
  test("each thing that is wrong is said in words with its option, and once all is right the gateway is connected", async () => {
    await using broker = await startSecured();
    const host = `localhost:${broker.port}`;
    const ca = join(broker.folder, "certificate.pem");
    const part = await startMqttGateway("--mqtt", `mqtts://aldis:wrong@${host}`, "--mqtt-ca", ca);
    await using _gateway = part.gateway;
    const trouble = (sentence: RegExp) =>
      part.mqtt(({ state, problem = "" }) => state === "trouble" && sentence.test(problem));

    await trouble(/--mqtt-user, --mqtt-password/);
    const [event] = await part.gateway.events({ kind: "mqtt.trouble" });
    expect(event?.message).toMatch(
      /^No connection to the MQTT broker mqtts:\/\/localhost:\d+: it does not take the user/,
    );
    const health = await fetch(`${part.gateway.url}/health`);
    expect(await health.json()).toMatchObject({ status: "degraded", ready: true, checks: { mqtt: "failed" } });

    await part.set({ "mqtt-password": PASSWORD });
    expect(await part.mqtt(isConnected)).toMatchObject({ broker: `mqtts://localhost:${broker.port}`, user: "aldis" });
    await part.gateway.events({ kind: "mqtt.back" });
    expect(JSON.stringify(await part.ask("/settings"))).not.toMatch(/p@ss|wrong/);
    expect(part.gateway.output()).not.toMatch(/p@ss|aldis:wrong/);
  });

  test("a certificate that nobody vouches for is refused before the password is sent, unless it is not to be checked", async () => {
    await using broker = await startSecured();
    const part = await startMqttGateway();
    await using _gateway = part.gateway;
    await part.set({ mqtt: `mqtts://localhost:${broker.port}`, "mqtt-user": "aldis", "mqtt-password": PASSWORD });
    await part.mqtt(
      ({ state, problem = "" }) => state === "trouble" && problem.includes("--mqtt-ca, --mqtt-certificate"),
    );
    await part.set({ "mqtt-certificate": "skip" });
    await part.mqtt(isConnected);
  });

  test("what the broker's rules forbid is no delivery: the job says so", async () => {
    await using broker = await startSecured();
    const url = `mqtts://localhost:${broker.port}`;
    const part = await startMqttGateway("--mqtt", url, "--mqtt-certificate", "skip", "--mqtt-user", "aldis");
    await using _gateway = part.gateway;
    await part.set({ "mqtt-password": PASSWORD });
    await part.mqtt(isConnected);
    await part.ask("/rules", "POST", { name: "closed", then: [{ mqtt: { topic: "closed/x", qos: 1 } }] });
    await part.gateway.receive("+491701234567", "hello");
    const { items } = await until<{ items: { state: string; error?: string }[] }>(
      "an attempt",
      () => part.gateway.as("admin")("/api/v1/jobs?kind=mqtt"),
      ({ items: all }) => all[0]?.error !== undefined,
    );
    expect(items[0]).toMatchObject({ state: "waiting", error: expect.stringContaining("the user may not do this") });
  });
});
