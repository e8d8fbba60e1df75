import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
import type { CheckNotify, EventRecorder, Turn } from "../../messages/index.ts";
import { type Loop, startLoop } from "../../routing/index.ts";
import type { MonitoringAlarms } from "../alarms.ts";
import { AGAIN_AFTER_MS } from "../next.ts";
import type { OwnProblem } from "./conditions.ts";

/** Whom a gateway tells of itself. */
interface OwnReceivers {
  notify?: CheckNotify | undefined;
  /** By mail, which needs no modem. */
  emails: readonly string[];
}

/** What was told, until it is over. It outlasts the gateway's end. */
export interface ToldProblem {
  key: string;
  title: string;
  /** Absent while nobody could be told but by mail: that is tried again. */
  notify?: CheckNotify;
  emails: readonly string[];
  /** The alarm's ID, where an alarm tells of it. */
  alarm?: number;
}

/** Where it is kept. Every promise rejects with a StoreFailure. */
interface ToldStore {
  read(): Promise<readonly ToldProblem[]>;
  write(told: readonly ToldProblem[]): Promise<void>;
}

/** 60 s: what is wrong here lasts for minutes. */
const LOOK_EVERY_MS = 60_000;

/**
 * Watches the gateway itself, and tells people of what is wrong with it and of its end.
 *
 * @param options.look  what is wrong at this time. Rejects with a StoreFailure
 * @param options.receivers  those of now: asked each time
 * @param options.mail  puts a mail into the jobs. Rejects with a StoreFailure
 * @param options.turn  the right to tell, where several gateways see the same
 * @param options.prefix  of the keys of its alarms
 */
export function startOwnWatch(options: {
  look: (now: number) => Promise<OwnProblem[]>;
  receivers: () => OwnReceivers;
  alarms: MonitoringAlarms;
  mail: (mail: { to: readonly string[]; subject: string; text: string; key: string }) => Promise<void>;
  store: ToldStore;
  events: EventRecorder;
  clock: Clock;
  log: Log;
  turn: Pick<Turn, "want" | "confirm">;
  prefix: string;
}): Loop {
  const { look, receivers, alarms, mail, store, events, clock, log, turn, prefix } = options;
  /** When each problem was seen first; owned by the step. */
  let seen = new Map<string, number>();
  const untold = new Set<string>();
  const keyOf = (key: string) => `${prefix}:${key}`;

  /** Tells people, and gives who was told. */
  async function raise(problem: OwnProblem, { notify, emails }: OwnReceivers): Promise<ToldProblem> {
    const { title, severity } = problem;
    const text = `${title}: ${problem.text}`;
    const key = keyOf(problem.key);
    const raised = notify === undefined ? undefined : await alarms.raise({ to: notify, key, title, text, severity });
    if (emails.length > 0) await mail({ to: emails, subject: title, text, key });
    if (raised?.ok === false && !untold.has(key)) {
      events.record({ kind: "gateway.untold", problem: raised.problem, details: { about: title } });
      untold.add(key);
    }
    if (raised?.ok) untold.delete(key);
    const isTold = notify !== undefined && raised?.ok === true;
    const alarm = raised?.ok ? raised.value : undefined;
    return { key: problem.key, title, emails, ...(isTold ? { notify } : {}), ...defined({ alarm }) };
  }

  /** Somebody has resolved its alarm, or nobody has answered, for long enough: it is raised again as long as it lasts. */
  async function isDueAgain({ alarm }: ToldProblem, now: number): Promise<boolean> {
    const since = alarm === undefined ? undefined : await alarms.overSince(alarm);
    return since !== undefined && now - since >= AGAIN_AFTER_MS;
  }

  /** By the alarm alone: the mail has gone. Where it cannot be raised now it is tried again. */
  async function raisedAgain(problem: OwnProblem, each: ToldProblem): Promise<ToldProblem> {
    const raised = await raise(problem, { notify: each.notify, emails: [] });
    return raised.notify === undefined ? each : { ...raised, emails: each.emails };
  }

  async function resolve({ key: name, title, notify, emails }: ToldProblem): Promise<void> {
    const key = keyOf(name);
    const text = `Over: ${title}`;
    if (notify !== undefined) await alarms.resolve({ to: notify, key, title, text });
    if (emails.length > 0) await mail({ to: emails, subject: text, text, key });
  }

  async function step(): Promise<number> {
    const now = clock.now();
    const to = receivers();
    const isAnybody = to.notify !== undefined || to.emails.length > 0;
    const told = await store.read();
    turn.want(isAnybody || told.length > 0);
    if (!(await turn.confirm())) return LOOK_EVERY_MS;
    const problems = await look(now);
    seen = new Map(problems.map(({ key }) => [key, seen.get(key) ?? now]));
    const after: ToldProblem[] = [];
    for (const each of told) {
      const problem = problems.find(({ key }) => key === each.key);
      if (problem === undefined) await resolve(each);
      // The mail has gone, which is no alarm.
      else if (each.notify === undefined)
        after.push({ ...(await raise(problem, { ...to, emails: [] })), emails: each.emails });
      else if (await isDueAgain(each, now)) after.push(await raisedAgain(problem, each));
      else after.push(each);
    }
    for (const problem of problems) {
      const { key, afterMs } = problem;
      const isDue = isAnybody && now - (seen.get(key) ?? now) >= afterMs;
      if (!isDue || after.some((each) => each.key === key)) continue;
      const raised = await raise(problem, to);
      if (raised.notify !== undefined || raised.emails.length > 0) after.push(raised);
    }
    if (JSON.stringify(after) !== JSON.stringify(told)) await store.write(after);
    return LOOK_EVERY_MS;
  }

  return startLoop(step, { clock, log, name: "own state", firstMs: LOOK_EVERY_MS });
}
