import { expect, test } from "bun:test";
import snmp from "net-snmp";
import { openSnmpAgent } from "../../lib/gateway/snmp/agent.ts";
import { figuresOf } from "../../lib/gateway/snmp/figures.ts";
import manifest from "../../package.json" with { type: "json" };
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { startTestGateway } from "../support/gateway.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { engineIn, ofV3, openManager, readBulk, readVersion, withCommunity } from "../support/snmp-packets.ts";

const COMMUNITY = "sesame-sesame";
const ENGINE = "80001f88046e6f727468";
const EVERYTHING = 2 ** 31 - 1;
/** What fits into one Ethernet frame. */
const FRAME = 1_472;

const isFigure = (answer: Buffer) => answer.includes(manifest.version);

/** An agent of 30 modems; `msPerPacket` is how fast its clock goes. */
async function startAgent(msPerPacket: number) {
  const port = await freePort();
  let now = 1_700_000_000_000;
  let refused = 0;
  const agent = await openSnmpAgent({
    host: "127.0.0.1",
    port,
    readers: {
      community: COMMUNITY,
      user: { name: "monitor", authPassword: "Zq7-auth-password", privPassword: "Zq7-priv-password" },
    },
    node: "north",
    version: manifest.version,
    engine: { id: ENGINE, boots: 1 },
    now: () => {
      now += msPerPacket;
      return now;
    },
    refused: () => void refused++,
  });
  const modem = { state: "ready", registration: "home" } as const;
  const modems = Array.from({ length: 30 }, (_, at) => ({ ...modem, name: `modem-${at}-${"x".repeat(40)}` }));
  const tally = { counts: () => [], times: () => [] };
  agent.show(figuresOf({ waiting: undefined, tally, modems, commits: 0, memoryBytes: 0, now }));
  const manager = openManager(port);
  /** The answer to a reader, who comes after everybody else. */
  async function readerIsAnswered(): Promise<void> {
    const before = manager.answers.filter(isFigure).length;
    await eventually("the answer to a reader", async () => {
      await manager.send(withCommunity(COMMUNITY, readVersion()));
      return manager.answers.filter(isFigure).length > before;
    });
  }
  return {
    ...manager,
    refused: () => refused,
    readerIsAnswered,
    [Symbol.dispose]() {
      manager[Symbol.dispose]();
      agent.close();
    },
  };
}

test("a request for everything costs one frame, whoever sends it, and a stranger gets none of it", async () => {
  using agent = await startAgent(10);
  const requests = [readBulk(EVERYTHING), readVersion(40)].map((each) => ofV3(Buffer.from(ENGINE, "hex"), each));
  for (const [at, request] of requests.entries()) {
    await agent.send(request);
    await eventually("the answer to a stranger", () => agent.answers.length === at + 1);
    // Else whoever names a false sender makes much of little.
    expect(agent.answers[at]?.byteLength).toBeLessThan(1.5 * request.byteLength);
    expect(agent.answers[at]?.byteLength).toBeLessThan(200);
  }
  expect(agent.answers.filter(isFigure)).toEqual([]);
  await agent.send(withCommunity(COMMUNITY, readBulk(EVERYTHING)));
  await eventually("the answer to a reader", () => agent.answers.some(isFigure));
  for (const { byteLength } of agent.answers) expect(byteLength).toBeLessThanOrEqual(FRAME);
  // As much as fits: more than a walk's step.
  expect(agent.answers.find(isFigure)?.byteLength).toBeGreaterThan(FRAME / 2);
});

test("a request whose answer does not fit into a frame is told so", async () => {
  using agent = await startAgent(10);
  const request = withCommunity(COMMUNITY, readVersion(56));
  expect(request.byteLength).toBeLessThanOrEqual(FRAME);
  await agent.send(request);
  const answer = await eventually("the answer", () => agent.answers[0]);
  expect(answer.byteLength).toBeLessThan(request.byteLength);
  // RFC 3416 §3, tooBig(1).
  expect(answer.includes(Buffer.from([0x02, 0x01, 1, 0x02, 0x01, 0]))).toBe(true);
});

test("whoever names other engines has no keys made, and an oversized packet is not looked at", async () => {
  using agent = await startAgent(10);
  const kept = () => Object.keys(snmp.Authentication.authToKeyCache).length;
  const before = kept();
  for (let at = 0; at < 200; at++) {
    const engine = Buffer.from(`${ENGINE}${at.toString(16).padStart(4, "0")}`, "hex");
    await agent.send(ofV3(engine, readVersion(), "monitor"));
  }
  const long = withCommunity(COMMUNITY, readVersion(100));
  expect(long.byteLength).toBeGreaterThan(FRAME);
  await agent.send(long);
  await eventually("all of it to be refused", () => agent.refused() === 201);
  expect(kept()).toBe(before);
  expect(agent.answers).toEqual([]);
  await agent.readerIsAnswered();
});

test("its engine is named to whoever asks, in an answer that is hardly longer", async () => {
  using agent = await startAgent(10);
  const request = ofV3(Buffer.alloc(0), readVersion());
  await agent.send(request);
  const answer = await eventually("the engine", () => agent.answers[0]);
  expect(engineIn(answer)?.toString("hex")).toBe(ENGINE);
  expect(answer.byteLength).toBeLessThan(request.byteLength * 2);
});

test("20,000 packets that were tampered with end neither the agent nor make it answer more than it was sent", async () => {
  using agent = await startAgent(10);
  const random = seededRandom(11);
  const whole = [
    withCommunity(COMMUNITY, readVersion(5)),
    withCommunity(COMMUNITY, readBulk(20)),
    ofV3(Buffer.from(ENGINE, "hex"), readBulk(20)),
    ofV3(Buffer.from(ENGINE, "hex"), readVersion(), "monitor"),
    ofV3(Buffer.alloc(0), readVersion()),
  ];
  for (let at = 0; at < 20_000; at++) {
    const bytes = Buffer.from(whole[random(whole.length)] ?? "");
    for (let change = 1 + random(4); change > 0; change--) bytes[random(bytes.length)] = random(256);
    await agent.send(random(10) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes);
  }
  await agent.readerIsAnswered();
  for (const { byteLength } of agent.answers) expect(byteLength).toBeLessThanOrEqual(FRAME);
});

test("of a flood the first 1,000 packets are looked at and 500 a second of the others, and readers are answered after it", async () => {
  // Its clock goes with the packets: 5,000 of them take it less than 2 s.
  using agent = await startAgent(0.1);
  const seen = () => agent.answers.length + agent.refused();
  for (let sent = 100; sent <= 5_000; sent += 100) {
    for (let at = 0; at < 100; at++) await agent.send(withCommunity(COMMUNITY, readVersion()));
    await eventually("what the system keeps for the agent to be empty", () => seen() === sent);
  }
  expect(agent.answers.length).toBeGreaterThanOrEqual(1_000);
  expect(agent.answers.length).toBeLessThan(2_000);
  await agent.readerIsAnswered();
});

test("a gateway that is flooded goes on, says so in one line, and opens no port unless it is told to", async () => {
  const port = await freePort();
  await using gateway = await startTestGateway("--snmp-port", String(port), "--snmp-community", COMMUNITY);
  using manager = openManager(port);
  for (let at = 0; at < 3_000; at++) await manager.send(withCommunity("Zq7-guessed", readBulk(EVERYTHING)));
  expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  await eventually("the answer to a reader", async () => {
    await manager.send(withCommunity(COMMUNITY, readVersion()));
    return manager.answers.some(isFigure);
  });
  expect(gateway.output().match(/SNMP requests are not answered/g)).toHaveLength(1);
  expect(gateway.output()).not.toContain("Zq7");
});
