import { defined } from "../../defined.ts";
import type { BackupHistory, BackupOutcome, CheckedBackup } from "../../messages/index.ts";
import type { Store } from "../../store/index.ts";

const PREFIX = "backup.";
const DUE = `${PREFIX}last`;
const OUTCOME = `${PREFIX}outcome`;
/** Beside the rest, which may be long. */
const HISTORY = `${PREFIX}history.`;
const lastOf = (kind: BackupOutcome["kind"]) => `${HISTORY}last.${kind}`;
const goodOf = (kind: BackupOutcome["kind"]) => `${HISTORY}good.${kind}`;
const CHECKED = `${PREFIX}checked`;
/** 2,000 files: more than `--backup-keep` keeps of both kinds. */
const MOST_CHECKED = 2_000;

/** What gateways of one database keep of their backups. @throws StoreFailure from every promise */
export interface BackupMemory {
  /** Whether no other gateway has taken this time. */
  take(due: number): Promise<boolean>;
  outcome(): Promise<BackupOutcome | undefined>;
  histories(): Promise<Record<BackupOutcome["kind"], BackupHistory>>;
  ended(outcome: BackupOutcome): Promise<void>;
  /** By name; what is kept of files that are gone does no harm. */
  checked(): Promise<ReadonlyMap<string, CheckedBackup>>;
  /** `undefined`: it is damaged. */
  setChecked(file: string, checked: CheckedBackup | undefined): Promise<void>;
}

/** The memory in the settings of a database. */
export function createBackupMemory(settings: Store["settings"]): BackupMemory {
  return {
    async take(due) {
      const { isMine } = await settings.change(PREFIX, (all) => {
        const isMine = all.get(DUE) !== due;
        return { set: isMine ? { [DUE]: due } : {}, isMine };
      });
      return isMine;
    },
    outcome: async () => readOutcome(await settings.get(OUTCOME)),
    async histories() {
      const [all, outcome] = await Promise.all([settings.list(HISTORY), settings.get(OUTCOME)]);
      const any = readOutcome(outcome);
      return {
        scheduled: historyIn(all, { kind: "scheduled", any }),
        "by-hand": historyIn(all, { kind: "by-hand", any }),
      };
    },
    ended: ({ ...outcome }) =>
      settings.set({
        [OUTCOME]: outcome,
        [lastOf(outcome.kind)]: outcome,
        ...(outcome.problem === undefined ? { [goodOf(outcome.kind)]: outcome.at } : {}),
      }),
    checked: async () => new Map(readChecked(await settings.get(CHECKED))),
    async setChecked(file, checked) {
      await settings.change(PREFIX, (all) => {
        const others = readChecked(all.get(CHECKED)).filter(([name]) => name !== file);
        const kept = [...(checked === undefined ? [] : [[file, checked] as const]), ...others].slice(0, MOST_CHECKED);
        return { set: { [CHECKED]: kept.map(([name, { at, octets, rows }]) => [name, at, octets, rows]) } };
      });
    },
  };
}

/** Of a database that an older version has written, the last outcome alone is known. */
function historyIn(
  all: ReadonlyMap<string, unknown>,
  { kind, any }: { kind: BackupOutcome["kind"]; any: BackupOutcome | undefined },
): BackupHistory {
  const last = readOutcome(all.get(lastOf(kind))) ?? (any?.kind === kind ? any : undefined);
  const good = all.get(goodOf(kind));
  const lastGood = last?.problem === undefined ? last?.at : undefined;
  return defined({ last, goodAt: typeof good === "number" ? good : lastGood });
}

function readOutcome(value: unknown): BackupOutcome | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { at, kind } = value as Partial<BackupOutcome>;
  const isOne = typeof at === "number" && (kind === "scheduled" || kind === "by-hand");
  return isOne ? (value as BackupOutcome) : undefined;
}

function readChecked(value: unknown): [string, CheckedBackup][] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown): [string, CheckedBackup][] => {
    if (!Array.isArray(entry)) return [];
    const [file, at, octets, rows] = entry as unknown[];
    if (typeof file !== "string" || typeof at !== "number") return [];
    if (typeof octets !== "number" || typeof rows !== "number") return [];
    return [[file, { at, octets, rows }]];
  });
}
