import { type Static, Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import { BACKUP_STEPS, type BackupDesk, type BackupState as State } from "../../messages/index.ts";
import { failure, notFound } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { Reply } from "../operations/reply.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { showInstant } from "./schemas.ts";

const strict = { additionalProperties: false } as const;
const common = { tag: "Backups", permissions: ["config-transfer"] } as const;
const instant = (description: string) => Type.String({ format: "date-time", description });
const count = (description: string) => Type.Integer({ minimum: 0, description });

const Backup = named(
  "Backup",
  Type.Object(
    {
      file: Type.String({ description: "Its name in the folder." }),
      kind: oneOf(["scheduled", "by-hand", "upgrade"] as const, {
        description: "`upgrade`: the copy of a SQLite database before its migrations.",
      }),
      octets: count("Its size."),
      madeAt: instant("When it was finished."),
      checkedAt: Type.Optional(
        instant("When it was last read to its end and found whole. Absent: never, or the file has another size since."),
      ),
      rows: Type.Optional(count("Rows of all tables, where it was checked.")),
    },
    strict,
  ),
);

const BackupState = named(
  "BackupState",
  Type.Object(
    {
      items: Type.Array(Backup, { description: "The newest first; 500 at most." }),
      folder: Type.String({ description: "Where this gateway keeps them." }),
      folderProblem: Type.Optional(Type.String({ description: "Why the folder cannot be read, as the system says." })),
      freeOctets: Type.Optional(count("Room on that disk.")),
      keep: count("So many of those by schedule are kept, and as many of those by hand."),
      cron: Type.Optional(Type.String({ description: "When one is made; absent: at no time." })),
      nextAt: Type.Optional(instant("When the next one is made.")),
      running: Type.Optional(
        Type.Object(
          {
            kind: oneOf(["scheduled", "by-hand", "check"] as const, {
              description: "`check`: one is read to its end.",
            }),
            startedAt: instant("When it began."),
            step: oneOf(BACKUP_STEPS, { description: "`checking`: what was written is read again." }),
            rows: count("Rows done in this step."),
          },
          { ...strict, description: "What this gateway is at." },
        ),
      ),
      last: Type.Optional(
        Type.Object(
          {
            at: instant("When it ended."),
            kind: oneOf(["scheduled", "by-hand"] as const, {}),
            file: Type.Optional(Type.String({ description: "With its folder." })),
            octets: Type.Optional(count("Its size.")),
            rows: Type.Optional(count("Rows of all tables.")),
            milliseconds: Type.Optional(count("How long it took.")),
            problem: Type.Optional(Type.String({ description: "Why there is none, as a sentence." })),
          },
          { ...strict, description: "What came of the last one, by whichever gateway of the database." },
        ),
      ),
      held: count("Messages of state *unknown* that a restore holds back until a person decides; 10,000 at most."),
    },
    strict,
  ),
);

const EXAMPLE = {
  file: "aldis-20260131-020000.backup",
  kind: "scheduled" as const,
  octets: 4_194_304,
  madeAt: "2026-01-31T02:00:03.000Z",
  checkedAt: "2026-01-31T02:00:03.000Z",
  rows: 81_234,
};
const STATE_EXAMPLE = {
  items: [EXAMPLE],
  folder: "/var/lib/aldis/backups",
  freeOctets: 20_000_000_000,
  keep: 7,
  cron: "0 3 * * *",
  nextAt: "2026-02-01T02:00:00.000Z",
  last: {
    at: "2026-01-31T02:00:03.000Z",
    kind: "scheduled",
    file: "/var/lib/aldis/backups/aldis-20260131-020000.backup",
    octets: 4_194_304,
    rows: 81_234,
    milliseconds: 2_950,
  },
  held: 0,
};
const RUNNING = { kind: "by-hand", startedAt: "2026-01-31T09:00:00.000Z", step: "copying", rows: 0 };

const parameters = Type.Object({
  file: Type.String({ minLength: 1, maxLength: 200, description: "As the list gives it.", example: EXAMPLE.file }),
});

const LIST = operation({
  ...common,
  method: "GET",
  path: "/api/v1/backups",
  operationId: "getBackups",
  summary: "The backups of this gateway, and when they are made",
  description: "While one is being made, this says how far it is.",
  inBackground: true,
  answer: BackupState,
  example: STATE_EXAMPLE,
});

const MAKE = operation({
  ...common,
  method: "POST",
  path: "/api/v1/backups",
  operationId: "makeBackup",
  summary: "Make a backup now",
  description:
    "It goes on when the answer has come: `running` says how far it is, `last` what came of it, as does the event `backup.made` or `backup.failed`. 409: this gateway makes or checks one already.",
  answer: BackupState,
  status: 202,
  example: { ...STATE_EXAMPLE, running: RUNNING },
  failures: [409],
});

const DOWNLOAD = operation({
  ...common,
  method: "GET",
  path: "/api/v1/backups/{file}",
  operationId: "downloadBackup",
  summary: "Download a backup",
  description:
    "All messages, contacts and users are in it, and secrets as the database has them: sealed with the key of the data directory, which is not in it. Each download is the event `backup.downloaded`.",
  parameters,
  answer: Type.String(),
  answerType: "application/octet-stream",
  example: "…",
  failures: [404],
});

const CHECK = operation({
  ...common,
  method: "POST",
  path: "/api/v1/backups/{file}/check",
  operationId: "checkBackup",
  summary: "Read a backup to its end, as a restore would",
  description:
    "It goes on when the answer has come. Afterwards the backup has a new `checkedAt`, or none when it is damaged, which is the event `backup.damaged`. 409: this gateway makes or checks one already, or it is the copy before an upgrade, which has no checksum.",
  parameters,
  answer: BackupState,
  status: 202,
  example: { ...STATE_EXAMPLE, running: { ...RUNNING, kind: "check", step: "checking" } },
  failures: [404, 409],
});

const REMOVE = operation({
  ...common,
  method: "DELETE",
  path: "/api/v1/backups/{file}",
  operationId: "deleteBackup",
  summary: "Delete a backup",
  parameters,
  failures: [404],
});

/** Backups. */
export const BACKUPS = {
  operations: [LIST, MAKE, DOWNLOAD, CHECK, REMOVE],
  routes: ({ backupDesk: desk }: { backupDesk: BackupDesk }): Route[] => {
    const begun = async () => new Reply(showState(await desk.state()), { status: 202 });
    return [
      route(LIST, async () => showState(await desk.state())),
      route(MAKE, async ({ user }) => (desk.make({ userName: user.name }).ok ? begun() : busy())),
      route(DOWNLOAD, async ({ parameters: { file }, user }) => {
        const backup = desk.find(file);
        if (backup === undefined) return notFound("backup");
        desk.downloaded(backup, { userName: user.name });
        return new Response(Bun.file(backup.path), {
          headers: {
            "content-type": "application/octet-stream",
            "content-disposition": `attachment; filename="${backup.file}"`,
            "cache-control": "no-store",
          },
        });
      }),
      route(CHECK, async ({ parameters: { file } }) => {
        const checking = desk.check(file);
        if (checking.ok) return begun();
        switch (checking.problem) {
          case "busy":
            return busy();
          case "not-found":
            return notFound("backup");
          case "not-checkable":
            return failure(409, [
              "A copy before an upgrade has no checksum: only a restore shows whether it is whole.",
            ]);
          default:
            return checking.problem satisfies never;
        }
      }),
      route(REMOVE, async ({ parameters: { file }, user }) =>
        desk.remove(file, { userName: user.name }).ok ? undefined : notFound("backup"),
      ),
    ];
  },
} as const;

const busy = () => failure(409, ["This gateway makes or checks a backup already: wait until it is done."]);

function showState({ backups, now, last, next, ...state }: State): Static<typeof BackupState> {
  return {
    items: backups.map(showBackup),
    folder: state.folder,
    keep: state.keep,
    held: state.held,
    ...defined({
      folderProblem: state.folderProblem,
      freeOctets: state.freeOctets,
      cron: state.cron,
      nextAt: next === undefined ? undefined : showInstant(next),
      running: now && { ...now, startedAt: showInstant(now.startedAt) },
      last: last && { ...last, at: showInstant(last.at) },
    }),
  };
}

function showBackup({ file, kind, octets, madeAt, checked }: State["backups"][number]): Static<typeof Backup> {
  const seen = checked && { checkedAt: showInstant(checked.at), rows: checked.rows };
  return { file, kind, octets, madeAt: showInstant(madeAt), ...seen };
}
