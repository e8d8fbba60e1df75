import { type Clock, within } from "../clock.ts";
import { defined } from "../defined.ts";
import type { Log } from "../log.ts";
import type { AlarmStore, EventRecorder, MessageArchive, StreamLog } from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import { type JobHandler, type Loop, startLoop } from "../routing/index.ts";
import { type ConnectionState, createBrokerConnection, type Session, type WantedConnection } from "./connection.ts";
import { createEventQueue } from "./event-queue.ts";
import { createMessageFollower } from "./follower.ts";
import { createGatewayState, type MqttFacts, type MqttSettings } from "./gateway-state.ts";
import { createMqttJobs } from "./mqtt-jobs.ts";
import { createPublisher, type PublisherRight } from "./publisher.ts";
import { createSending, type Sends } from "./sending.ts";
import { OFFLINE, TOPICS } from "./topics.ts";

/** How MQTT is, for people. */
type MqttState = ConnectionState & {
  /** What topics begin with. */
  base?: string;
  /** This gateway tells of what all on the database share. */
  isPublisher: boolean;
  /** Publications that wait for the broker. */
  waiting: number;
  /** Publications that were dropped since the gateway started. */
  dropped: number;
};

/** The gateway's part in MQTT. */
export interface Mqtt {
  readonly jobs: JobHandler;
  state(): MqttState;
  /** Publishes a test message, and gives its topic. The problem is a sentence. Never rejects. */
  test(): Promise<Result<string>>;
  /** Settings have changed. */
  settingsChanged(): void;
  /** A modem has changed, come or gone. */
  modemsChanged(): void;
  start(): void;
  /** Never rejects. */
  stop(): Promise<void>;
}

/** 5 s between looks at what nobody tells of: the queue, groups that were removed, signals, the right to publish. */
const LOOK_MS = 5_000;
/** 200 ms: changes of one moment, such as a start, are published together. */
const GATHER_MS = 200;
/** 10 s for a test. */
const TEST_MS = 10_000;

/**
 * Makes it; nothing is loaded before a broker is configured.
 *
 * @param options.wanted  the connection that the settings ask for, of a gateway that is the publisher or is not: the same object
 *   while nothing has changed
 * @param options.sends  what messages are sent with, and as whom; asked for with each command
 */
export function createMqtt(options: {
  wanted: (isPublisher: boolean) => WantedConnection | undefined;
  settings: MqttSettings;
  facts: MqttFacts;
  right: PublisherRight;
  stream: StreamLog;
  archive: Pick<MessageArchive, "findOutgoing" | "findIncoming">;
  alarms: Pick<AlarmStore, "find">;
  sends: () => Sends;
  clock: Clock;
  log: Log;
  events: EventRecorder;
}): Mqtt {
  const { settings, clock, log, events } = options;
  const wanted = () => options.wanted(publisher.isPublisher);
  const queue = createEventQueue({
    log,
    toldDropped: (messages) => events.record({ kind: "mqtt.dropped", details: { messages } }),
  });
  const state = createGatewayState({ ...options, wanted, isPublisher: () => publisher.isPublisher });
  const follower = createMessageFollower({
    ...options,
    base: () => wanted()?.base ?? "",
    texts: () => settings.texts,
    push: queue.push,
    received: state.received,
  });
  const publisher = createPublisher({
    right: options.right,
    follower,
    queue,
    async changed() {
      state.publisherChanged();
      connection.look();
      const [link, now] = [connection.link(), wanted()];
      if (link !== undefined && now?.isPresent === true) await state.retained.begin(link, state.filters(now));
    },
  });
  const sending = createSending({ sends: options.sends, groups: options.facts.groups, clock });

  const session: Session = {
    async begin(link, now) {
      if (!now.isPresent) return;
      await state.retained.begin(link, state.filters(now));
      await state.retained.follow();
      await link.subscribe([TOPICS.send(now.base), TOPICS.notifyAny(now.base)], { seesRetain: true });
      void queue.pump(link);
    },
    async received(message, { base, broker: { clientId } }) {
      if (state.retained.bring(message)) return;
      const answer = await sending(message, { base, clientId });
      if (answer !== undefined) queue.push(answer);
    },
    async leave(link, now, { forever }) {
      queue.stop();
      try {
        if (link === undefined || !now.isPresent) return;
        if (forever) await state.retained.clear(link);
        else await link.publish(TOPICS.status(now.base), OFFLINE, { qos: 1, retain: true });
      } finally {
        state.retained.end();
      }
    },
  };
  const connection = createBrokerConnection({ wanted, session, clock, log, events });

  async function look(): Promise<number> {
    const isWanted = options.wanted(true) !== undefined;
    await publisher.look(isWanted);
    connection.look();
    if (isWanted) await state.look();
    return LOOK_MS;
  }

  let looking: Loop | undefined;
  let gathering: ReturnType<Clock["setTimer"]> | undefined;
  return {
    jobs: createMqttJobs({ connection, setTimer: clock.setTimer }),
    state: () => ({
      ...connection.state(),
      ...defined({ base: wanted()?.base }),
      isPublisher: publisher.isPublisher,
      waiting: queue.size,
      dropped: queue.dropped,
    }),
    async test() {
      const [link, now, base] = [connection.link(), connection.state(), wanted()?.base];
      if (now.state === "off" || base === undefined) return no("no MQTT broker is configured (--mqtt)");
      if (link === undefined) return no(now.state === "trouble" ? now.problem : "there is no connection yet");
      const topic = TOPICS.test(base);
      const payload = JSON.stringify({ at: new Date(clock.now()).toISOString() });
      const published = link.publish(topic, payload, { qos: 1, retain: false }).then(
        () => ok(topic),
        (error: Error) => no(error.message),
      );
      return (await within(clock, published, TEST_MS)) ?? no("it does not answer in time");
    },
    settingsChanged() {
      connection.look();
      looking?.wake();
    },
    modemsChanged() {
      gathering ??= clock.setTimer(GATHER_MS, () => {
        gathering = undefined;
        void state.retained.follow();
      });
    },
    start() {
      connection.start();
      looking ??= startLoop(look, { clock, log, name: "MQTT", firstMs: 0 });
    },
    async stop() {
      gathering?.cancel();
      await looking?.stop();
      await publisher.stop().catch((error: unknown) => log.warn({ err: error }, "how far MQTT has come is not kept"));
      await connection.stop();
    },
  };
}
