import { type Static, Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import {
  CHECK_NAME_CHARACTERS,
  CHECK_RESULTS_KEPT,
  CHECKS_STORED,
  type Check,
  type CheckResult,
  type StoredCheck,
} from "../../messages/index.ts";
import { HEARTBEAT_PATH } from "../heartbeat.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { etagOf } from "./etag.ts";
import { warningsModel } from "./missing-names.ts";
import { showInstant } from "./schemas.ts";

const strict = { additionalProperties: false } as const;
const time = (description: string) => Type.String({ format: "date-time", description });

const Probe = Type.Object(
  {},
  {
    additionalProperties: true,
    description:
      "One of `ping` (`host`), `tcp` (`host`, `port`), `http` (`url`, and perhaps `method`, `headers`, `secretHeaders`, `username`, `password`, `status`, `contains`, `matches`, `certificate`, `certificateDays`) and `heartbeat` (`graceSeconds`), as the guide *Monitoring* describes them. Secrets are shown as `•••`; whoever sends that back keeps them.",
  },
);
const Flapping = Type.Object(
  { changes: Type.Integer(), minutes: Type.Integer() },
  {
    ...strict,
    description:
      "A check that changes its state more than `changes` times within `minutes` minutes is flapping: people are told once, and the text says so.",
  },
);
const Notify = Type.Object(
  { policy: Type.Optional(Type.String()), group: Type.Optional(Type.String()) },
  {
    ...strict,
    description: "Who is told: a policy of alarms, or a group, by name. Absent: the page and the event log.",
  },
);
const name = Type.String({
  minLength: 1,
  maxLength: CHECK_NAME_CHARACTERS,
  description: "Each once, whatever its case; it stands in what people are told.",
});
const fields = {
  enabled: Type.Boolean({ description: "`true` by default. A check that is switched off resolves its alarm." }),
  probe: Probe,
  everySeconds: Type.Integer({
    description: "30 to 86,400; 300 by default. Of a heartbeat: how often it has to be called.",
  }),
  timeoutSeconds: Type.Integer({ description: "1 to 30; 10 by default." }),
  failures: Type.Integer({ description: "So many in a row count: 1 to 20; 3 by default, of a heartbeat 1." }),
  flapping: Flapping,
  notify: Notify,
  severity: oneOf(["warning", "critical"] as const),
};

/** What is wrong inside is said with its place, and not by the schema. */
function loose() {
  const free = (description: string | undefined) => Type.Optional(Type.Unknown({ ...defined({ description }) }));
  return {
    enabled: free(fields.enabled.description),
    everySeconds: free(fields.everySeconds.description),
    timeoutSeconds: free(fields.timeoutSeconds.description),
    failures: free(fields.failures.description),
    flapping: free(Flapping.description),
    notify: free(Notify.description),
    severity: free("`warning` or `critical`; `critical` by default."),
  };
}

/** A check as people write it. Its content is read by monitoring itself, which says what is wrong with it. */
export const CheckDraft = named("CheckDraft", Type.Object({ name, probe: Probe, ...loose() }, strict));

/** Fields that become others; `null` gives one its default. */
export const CheckPatch = Type.Object(
  { name: Type.Optional(name), probe: Type.Optional(Probe), ...loose() },
  { ...strict, minProperties: 1 },
);

const content = { name, ...fields, notify: Type.Optional(Notify) };

const CheckResultModel = named(
  "CheckResult",
  Type.Object(
    {
      at: time("When it began."),
      ok: Type.Boolean(),
      milliseconds: Type.Integer({ description: "How long it took." }),
      text: Type.String({ description: "What was found, or what is wrong." }),
    },
    strict,
  ),
);

export const CheckModel = named(
  "Check",
  Type.Object(
    {
      id: Type.Integer(),
      ...content,
      state: oneOf(["unknown", "up", "down", "disabled"] as const),
      since: time("When it became so."),
      isFlapping: Type.Boolean({ description: "It changes its state more often than it may." }),
      failuresInRow: Type.Integer({ description: "Up to now; a success begins again." }),
      last: Type.Optional(CheckResultModel),
      nextAt: time("When it runs next; of a heartbeat when its call is late."),
      heartbeatPath: Type.Optional(
        Type.String({
          description:
            "Of a heartbeat: the path to be called, behind the gateway’s address. Whoever knows it can call it.",
        }),
      ),
      lastBeatAt: Type.Optional(time("When it was called last.")),
      createdAt: time("When it was added."),
      changedAt: time("When somebody changed it last."),
      warnings: warningsModel("Whom it tells that is not there, or not yet: absent in the list."),
    },
    strict,
  ),
);

export const CheckList = Type.Object({ items: Type.Array(CheckModel, { maxItems: CHECKS_STORED }) }, strict);

export const CheckResultList = Type.Object(
  { items: Type.Array(CheckResultModel, { maxItems: CHECK_RESULTS_KEPT }) },
  strict,
);

/** As `POST /api/v1/checks` takes them. */
export const CheckFile = Type.Object({ checks: Type.Array(Type.Object(content, strict)) }, strict);

export const CHECK_DRAFT_EXAMPLE = {
  name: "shop",
  probe: { http: { url: "https://shop.example.org/", contains: "Cart", certificateDays: 14 } },
  everySeconds: 60,
  notify: { policy: "night" },
};

const WHOLE_EXAMPLE = {
  ...CHECK_DRAFT_EXAMPLE,
  enabled: true,
  timeoutSeconds: 10,
  failures: 3,
  flapping: { changes: 6, minutes: 60 },
  severity: "critical" as const,
};

export const CHECK_RESULT_EXAMPLE: Static<typeof CheckResultModel> = {
  at: "2026-01-31T07:00:00.000Z",
  ok: true,
  milliseconds: 84,
  text: "answered 200, certificate valid for 61 days",
};

export const CHECK_FILE_EXAMPLE = { checks: [WHOLE_EXAMPLE] };

export const CHECK_EXAMPLE: Static<typeof CheckModel> = {
  id: 3,
  ...WHOLE_EXAMPLE,
  state: "up",
  since: "2026-01-30T07:00:00.000Z",
  isFlapping: false,
  failuresInRow: 0,
  last: CHECK_RESULT_EXAMPLE,
  nextAt: "2026-01-31T07:01:00.000Z",
  createdAt: "2026-01-30T06:59:00.000Z",
  changedAt: "2026-01-30T06:59:00.000Z",
};

/** As {@link CheckFile} has it. */
export function shownContent(check: Check): Static<typeof CheckFile>["checks"][number] {
  const { notify, flapping, probe, ...rest } = check;
  return { ...rest, probe: { ...probe }, flapping: { ...flapping }, ...defined({ notify: notify && { ...notify } }) };
}

export const showResult = ({ at, ...result }: CheckResult): Static<typeof CheckResultModel> => ({
  at: showInstant(at),
  ...result,
});

/** Shows a check; never its secrets. */
export function showCheck(stored: StoredCheck): Static<typeof CheckModel> {
  const { id, check, memory, nextAt, beatKey, beatAt } = stored;
  return {
    id,
    ...shownContent(check),
    state: check.enabled ? memory.state : "disabled",
    since: showInstant(check.enabled ? memory.since : stored.changedAt),
    isFlapping: memory.isFlapping,
    failuresInRow: memory.failures,
    ...defined({ last: memory.last && showResult(memory.last) }),
    nextAt: showInstant(nextAt),
    ...defined({
      heartbeatPath: beatKey === undefined ? undefined : `${HEARTBEAT_PATH}/${beatKey}`,
      lastBeatAt: beatAt === undefined ? undefined : showInstant(beatAt),
    }),
    createdAt: showInstant(stored.createdAt),
    changedAt: showInstant(stored.changedAt),
  };
}

/** The same while it runs: it changes when people change the check. */
export const checkEtag = ({ id, version }: StoredCheck): string => etagOf(["check", id, version]);
