import { expect, test } from "bun:test";
import type { AtCommand } from "../../../lib/modem/at/command.ts";
import { type Dialogue, type DialogueEvent, IDLE, next } from "../../../lib/modem/at/dialogue.ts";
import type { QueuedCommand } from "../../../lib/modem/at/queued-command.ts";
import { ModemError } from "../../../lib/modem/index.ts";
import { shown, shownEffect } from "./shown-dialogue.ts";

const WRITTEN_AT = 1_000_000;
/** Closer to the PDU than any network's answer. */
const AT_ONCE = WRITTEN_AT + 199;
const LATER = WRITTEN_AT + 200;
const consent = new Promise<boolean>(() => undefined);

const plain = queued({ text: "AT+CSQ", timeoutMs: 10_000 });
const forgetful = queued({
  text: "AT+CMGR=1",
  timeoutMs: 10_000,
  quietOkMs: 2_000,
  outOfStep: ({ result, lines }) => result.ok && lines.length === 0,
});
const part = queued({ text: "AT+CMGS=23", pdu: "0011AA", timeoutMs: 60_000, promptTimeoutMs: 4_000, quietOkMs: 3_000 });
const careful = queued({ ...part.command, consent, bareOkMs: 30_000 });
const other = queued({ text: "AT+CMGS=9", pdu: "0011BB", timeoutMs: 60_000 });

function queued(command: AtCommand): QueuedCommand {
  return { command, resolve: () => undefined, reject: () => undefined };
}

/** Every state is come to as on the wire. */
const STATES = {
  idle: [],
  "a command is written": [begin(plain)],
  "a command is written that may be answered out of step": [begin(forgetful)],
  "a line of the answer has come": [begin(forgetful), { type: "information", line: "+CMGR: 0,,24" }],
  "a command is written and given up": [begin(plain), giveUp(plain)],
  "a prompt is awaited": [begin(part)],
  "a prompt is awaited, and the command was echoed": [begin(part), { type: "echo" }],
  "a prompt is awaited that nobody wants any more": [begin(part), giveUp(part)],
  "consent is awaited at the prompt": [begin(careful), prompt(0)],
  "consent is awaited that nobody wants any more": [begin(careful), prompt(0), giveUp(careful)],
  "a PDU is written": [begin(part), prompt(WRITTEN_AT)],
  "a PDU is written, and a bare OK ends nothing": [begin(careful), prompt(0), consented(careful, true, WRITTEN_AT)],
  "a PDU is written and has its reference": [
    begin(careful),
    prompt(0),
    consented(careful, true, WRITTEN_AT),
    { type: "information", line: "+CMGS: 7" },
  ],
  "a PDU is written and given up": [begin(part), prompt(WRITTEN_AT), giveUp(part)],
  "a bare OK has come": [
    begin(careful),
    prompt(0),
    consented(careful, true, WRITTEN_AT),
    { type: "final", result: { ok: true }, at: LATER },
  ],
} satisfies Record<string, DialogueEvent[]>;

const ERROR = { ok: false, text: "+CMS ERROR: 38", cms: 38 } as const;
/** Each is put to each state. */
const EVENTS = {
  echo: { type: "echo" },
  line: { type: "information", line: "+X: 1" },
  bytes: { type: "bytes" },
  "OK at once": { type: "final", result: { ok: true }, at: AT_ONCE },
  OK: { type: "final", result: { ok: true }, at: LATER },
  error: { type: "final", result: ERROR, at: AT_ONCE },
  prompt: prompt(WRITTEN_AT),
  "prompt, echo off": { type: "prompt", echoIsOff: true, at: WRITTEN_AT },
  "consent given": consented(careful, true, WRITTEN_AT),
  "consent refused": consented(careful, false, WRITTEN_AT),
  "consent for another": consented(other, true, WRITTEN_AT),
  limit: { type: "limit" },
  quiet: { type: "quiet" },
  "cut off": { type: "cut-off", error: new ModemError("gone", "the port was lost") },
} satisfies Record<string, DialogueEvent>;

type StateName = keyof typeof STATES;
type EventName = keyof typeof EVENTS | "give up" | "give up another" | "begin";
/** By event; `undefined`: it changes nothing and nothing is done. */
type Outcomes = { [Name in EventName]?: string[] | undefined };

const WRITE_PDU = ["pdu-written", "limit 60000", "write 0011AA\x1a"];
const LATE = ["idle", "warn: the modem did not answer in time", "reject timeout", "realign, counted"];
const LATE_PDU = ["idle", "warn: the modem did not answer in time", "reject unknown-outcome", "realign, counted"];
const FORGOTTEN = "debug: the modem forgot its OK";
const LEAVE = ["idle", "reject aborted", "realign, leaves the prompt"];
const REFUSED = ["idle", "resolve +CMS ERROR: 38 []", "next"];
const REFUSED_PDU = ["idle", "resolve +CMS ERROR: 38 [] PDU", "next"];
const FOR_A_COMMAND: Outcomes = {
  echo: ["result-awaited, echoed"],
  line: ["result-awaited [+X: 1]"],
  "OK at once": ["idle", "resolve OK []", "next"],
  OK: ["idle", "resolve OK []", "next"],
  error: REFUSED,
  limit: LATE,
  "give up": ["result-awaited, given up", "reject aborted"],
};
const FOR_A_PROMPT: Outcomes = {
  echo: ["prompt-awaited, echoed"],
  line: ["prompt-awaited [+X: 1]"],
  "OK at once": ["idle", "resolve OK []", "next"],
  OK: ["idle", "resolve OK []", "next"],
  error: REFUSED,
  prompt: WRITE_PDU,
  "prompt, echo off": WRITE_PDU,
  limit: LATE,
  "give up": ["prompt-awaited, given up", "reject aborted"],
};
const FOR_A_PDU: Outcomes = {
  echo: ["pdu-written, echoed"],
  line: ["pdu-written [+X: 1]"],
  "OK at once": ["idle", "resolve OK [] PDU", "next"],
  OK: ["idle", "resolve OK [] PDU", "next"],
  error: REFUSED_PDU,
  limit: LATE_PDU,
  "give up": ["pdu-written, given up", "reject unknown-outcome"],
  "cut off": ["idle", "reject unknown-outcome"],
};

/** What follows: the state, then what is done. What is not listed follows from {@link unlisted}. */
const TABLE: Record<StateName, Outcomes> = {
  idle: { begin: ["prompt-awaited", "limit 5000", "write AT+CMGS=9\r"] },
  "a command is written": FOR_A_COMMAND,
  "a command is written that may be answered out of step": {
    ...FOR_A_COMMAND,
    "OK at once": ["idle", "resolve OK []", "debug: this answer may be that of an earlier command", "realign"],
    OK: ["idle", "resolve OK []", "debug: this answer may be that of an earlier command", "realign"],
  },
  "a line of the answer has come": {
    echo: ["result-awaited, echoed [+CMGR: 0,,24]"],
    line: ["result-awaited [+CMGR: 0,,24 +X: 1]"],
    bytes: ["result-awaited [+CMGR: 0,,24]", "quiet 2000"],
    "OK at once": ["idle", "resolve OK [+CMGR: 0,,24]", "next"],
    OK: ["idle", "resolve OK [+CMGR: 0,,24]", "next"],
    error: ["idle", "resolve +CMS ERROR: 38 [+CMGR: 0,,24]", "next"],
    limit: LATE,
    quiet: ["idle", FORGOTTEN, "resolve OK [+CMGR: 0,,24]", "realign"],
    "give up": ["result-awaited, given up [+CMGR: 0,,24]", "reject aborted"],
  },
  // The answer is still waited for, and goes to nobody: the caller's promise is rejected already.
  "a command is written and given up": {
    ...FOR_A_COMMAND,
    echo: ["result-awaited, echoed, given up"],
    line: ["result-awaited, given up [+X: 1]"],
    "give up": undefined,
  },
  "a prompt is awaited": FOR_A_PROMPT,
  "a prompt is awaited, and the command was echoed": {
    ...FOR_A_PROMPT,
    echo: ["prompt-awaited, echoed"],
    line: ["prompt-awaited, echoed [+X: 1]"],
    prompt: ["pdu-written, echoed", ...WRITE_PDU.slice(1)],
    "prompt, echo off": ["idle", "reject rejected restart", "realign, counted, leaves the prompt"],
    "give up": ["prompt-awaited, echoed, given up", "reject aborted"],
  },
  "a prompt is awaited that nobody wants any more": {
    ...FOR_A_PROMPT,
    echo: ["prompt-awaited, echoed, given up"],
    line: ["prompt-awaited, given up [+X: 1]"],
    prompt: ["idle", "realign, counted, leaves the prompt"],
    "prompt, echo off": ["idle", "realign, counted, leaves the prompt"],
    "give up": undefined,
  },
  // An OK belongs to the prompt here; an error says that no PDU will be taken.
  "consent is awaited at the prompt": {
    echo: ["consent-awaited, echoed"],
    line: ["consent-awaited [+X: 1]"],
    error: REFUSED,
    "consent given": WRITE_PDU,
    "consent refused": LEAVE,
    limit: LEAVE,
    "give up": ["consent-awaited, given up", "reject aborted"],
  },
  "consent is awaited that nobody wants any more": {
    echo: ["consent-awaited, echoed, given up"],
    line: ["consent-awaited, given up [+X: 1]"],
    error: REFUSED,
    "consent given": LEAVE,
    "consent refused": LEAVE,
    limit: LEAVE,
  },
  "a PDU is written": FOR_A_PDU,
  "a PDU is written, and a bare OK ends nothing": {
    ...FOR_A_PDU,
    "OK at once": undefined,
    OK: ["bare-ok", "limit 30000"],
  },
  "a PDU is written and has its reference": {
    echo: ["pdu-written, echoed [+CMGS: 7]"],
    line: ["pdu-written [+CMGS: 7 +X: 1]"],
    bytes: ["pdu-written [+CMGS: 7]", "quiet 3000"],
    "OK at once": ["idle", "resolve OK [+CMGS: 7] PDU", "next"],
    OK: ["idle", "resolve OK [+CMGS: 7] PDU", "next"],
    error: ["idle", "resolve +CMS ERROR: 38 [+CMGS: 7] PDU", "next"],
    limit: LATE_PDU,
    quiet: ["idle", FORGOTTEN, "resolve OK [+CMGS: 7] PDU", "realign"],
    "give up": ["pdu-written, given up [+CMGS: 7]", "reject unknown-outcome"],
    "cut off": ["idle", "reject unknown-outcome"],
  },
  "a PDU is written and given up": {
    ...FOR_A_PDU,
    echo: ["pdu-written, echoed, given up"],
    line: ["pdu-written, given up [+X: 1]"],
    "give up": undefined,
  },
  "a bare OK has come": {
    echo: ["bare-ok, echoed"],
    line: ["bare-ok [+X: 1]"],
    OK: ["bare-ok", "limit 30000"],
    error: REFUSED_PDU,
    limit: ["idle", "resolve OK [] PDU", "next"],
    "give up": ["bare-ok, given up", "reject unknown-outcome"],
    "cut off": ["idle", "reject unknown-outcome"],
  },
};

for (const stateName of Object.keys(STATES) as StateName[]) {
  const { state, running } = comeTo(STATES[stateName]);
  const events: [EventName, DialogueEvent][] = [
    ...(Object.entries(EVENTS) as [EventName, DialogueEvent][]),
    ["give up", giveUp(running ?? plain)],
    ["give up another", giveUp(other)],
    ["begin", begin(other)],
  ];
  test(`when ${stateName === "idle" ? "nothing is on the wire" : stateName}, each event leads where the table says`, () => {
    const found = Object.fromEntries(events.map(([name, event]) => [name, follow(state, event)]));
    expect(found).toEqual(
      Object.fromEntries(events.map(([name]) => [name, TABLE[stateName][name] ?? unlisted(name, state)])),
    );
  });
}

/** What is the same for every command: it is cut off without a doubt while no PDU is written, and is alone on the wire. */
function unlisted(name: EventName, state: Dialogue): string[] {
  if (state.phase === "idle") return ["idle"];
  if (name === "cut off") return ["idle", "reject gone"];
  if (name === "begin") return ["throws"];
  if (name === "quiet") return ["idle", FORGOTTEN, `resolve OK []${isPduWritten(state) ? " PDU" : ""}`, "realign"];
  return [shown(state)];
}

test("an answer longer than any can be is cut, line by line, and still answered", () => {
  const line = "x".repeat(100_000);
  const lines = Array.from({ length: 7 }, (): DialogueEvent => ({ type: "information", line }));
  const { state } = comeTo([begin(plain), ...lines, { type: "information", line: "short" }]);
  const [answered] = next(state, { type: "final", result: { ok: true }, at: 0 }).effects;
  expect(answered).toEqual({
    type: "resolve",
    queued: plain,
    answer: { result: { ok: true }, lines: Array.from({ length: 5 }, () => line), pduWritten: false },
  });
});

test("the prompt is waited for 5 s where the command names no time", () => {
  expect(follow(IDLE, begin(other))).toEqual(["prompt-awaited", "limit 5000", "write AT+CMGS=9\r"]);
  expect(follow(IDLE, begin(part))).toEqual(["prompt-awaited", "limit 4000", "write AT+CMGS=23\r"]);
  expect(follow(IDLE, begin(plain))).toEqual(["result-awaited", "limit 10000", "write AT+CSQ\r"]);
  expect(follow(comeTo([begin(careful)]).state, prompt(0))).toEqual(["consent-awaited", "limit 1000", "consent?"]);
});

function begin(command: QueuedCommand): DialogueEvent {
  return { type: "begin", queued: command };
}

function giveUp(command: QueuedCommand): DialogueEvent {
  return { type: "give-up", queued: command, cause: new Error("enough") };
}

function prompt(at: number): DialogueEvent {
  return { type: "prompt", echoIsOff: false, at };
}

function consented(command: QueuedCommand, isGiven: boolean, at: number): DialogueEvent {
  return { type: "consent", queued: command, isGiven, at };
}

function comeTo(events: readonly DialogueEvent[]): { state: Dialogue; running: QueuedCommand | undefined } {
  const state = events.reduce<Dialogue>((before, event) => next(before, event).state, IDLE);
  return { state, running: state.phase === "idle" ? undefined : state.queued };
}

function follow(state: Dialogue, event: DialogueEvent): string[] {
  const before = JSON.stringify(state);
  const step = attempt(() => next(state, event));
  // It is pure: what was given stays as it was.
  expect(JSON.stringify(state)).toBe(before);
  return step === undefined ? ["throws"] : [shown(step.state), ...step.effects.map(shownEffect)];
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

const isPduWritten = ({ phase }: Dialogue) => phase === "pdu-written" || phase === "bare-ok";
