import type { SecretBox } from "../auth/index.ts";
import type { Clock } from "../clock.ts";
import { defined } from "../defined.ts";
import type { ModemChange, ModemChanges, ModemFault } from "../http/index.ts";
import { MODEMS_STORED } from "../limits.ts";
import type { EventRecorder, ModemContent, ModemStore, StoredModem } from "../messages/index.ts";
import {
  type ModemSettings,
  type ModemSpec,
  ModemSpecError,
  modemSettingsOf,
  parseModemSpec,
  readModemSettings,
} from "../modem/index.ts";
import { no, ok, type Result } from "../result.ts";
import type { WantedModem } from "./modem-park.ts";

/** Opens the box of secrets, or says why it cannot. @throws StoreFailure */
export type OpenBox = () => Promise<Result<SecretBox>>;

/** Whose modems are meant. */
interface Place {
  store: ModemStore;
  node: string;
  box: OpenBox;
}

/**
 * Adds, changes and removes the modems that a gateway keeps in its database. Every change is an event.
 *
 * @param options.given  where a modem of this name comes from that the database does not know, and what to do
 * @param options.isTaken  such a modem keeps its name for itself
 * @param options.inUse  which other modem uses this one's device
 * @param options.changed  called after a change, before it is answered
 */
export function createStoredModems(
  options: Place & {
    events: EventRecorder;
    clock: Pick<Clock, "now">;
    given: (name: string) => string | undefined;
    isTaken: (name: string) => boolean;
    inUse: (spec: ModemSpec) => string | undefined;
    changed?: () => Promise<void>;
  },
): ModemChanges {
  const { store, node, box, events, clock, given, isTaken, inUse } = options;

  /** Makes what is kept of a modem; its PIN only in the box. @throws StoreFailure */
  async function sealer(
    pin: string | null | undefined,
  ): Promise<Result<(spec: ModemSpec) => ModemContent, ModemFault>> {
    if (pin == null) return ok((spec) => ({ setting: spec.text }));
    const opened = await box();
    if (!opened.ok) return no({ kind: "no-key", problem: opened.problem });
    return ok((spec) => ({ setting: spec.text, pinSealed: opened.value.seal(pin, purposeOf(node, spec.name)) }));
  }

  function refusal(spec: ModemSpec): ModemFault | undefined {
    const place = isTaken(spec.name) ? given(spec.name) : undefined;
    if (place !== undefined) return { kind: "given", problem: place };
    const other = inUse(spec);
    return other === undefined ? undefined : { kind: "in-use", problem: other };
  }

  /** Whose name the database does not know. */
  function missing(problem: ModemFault, name: string): ModemFault {
    const place = problem.kind === "not-found" ? given(name) : undefined;
    return place === undefined ? problem : { kind: "given", problem: place };
  }

  return {
    async add({ name = "", ...settings }, { once, ...by }) {
      const read = readModemSettings(name, settings);
      if (!read.ok) return no({ kind: "invalid", ...read.problem });
      const spec = read.value;
      const content = await sealer(settings.pin);
      if (!content.ok) return content;
      const modem = { node, name: spec.name, ...content.value(spec) };
      const limits = { now: clock.now(), most: MODEMS_STORED, once, refusal: () => refusal(spec) };
      const added = await store.add(modem, limits);
      if (!added.ok) return typeof added.problem === "string" ? no({ kind: added.problem }) : no(added.problem);
      if (added.again) return { ok: true, value: added.value.name, again: true };
      events.record({ kind: "modem.added", modem: spec.name, ...by, details: { setting: spec.text } });
      await options.changed?.();
      return ok(added.value.name);
    },
    async change(name, change, { ifIs, ...by }) {
      const content = await sealer(change.pin);
      if (!content.ok) return content;
      const changed = await store.change({ node, name }, (now): Result<ModemContent, ModemFault> => {
        if (ifIs?.(versionOf(now)) === false) return no({ kind: "changed-meanwhile" });
        const read = withChange(now, change);
        if (!read.ok) return no({ kind: "invalid", ...read.problem });
        const other = change.device === undefined ? undefined : inUse(read.value);
        if (other !== undefined) return no({ kind: "in-use", problem: other });
        // A PIN that nobody changes stays sealed as it is.
        const kept = change.pin === undefined ? defined({ pinSealed: now.pinSealed }) : {};
        return ok({ ...content.value(read.value), ...kept });
      });
      if (!changed.ok) {
        return no(missing(changed.problem === "not-found" ? { kind: "not-found" } : changed.problem, name));
      }
      const { before, after } = changed.value;
      const secret = change.pin === undefined ? {} : { pin: "•••" };
      const details = { before: before.setting, after: after.setting, ...secret };
      events.record({ kind: "modem.changed", modem: after.name, ...by, details });
      await options.changed?.();
      return ok(after.name);
    },
    async remove(name, { ifIs, ...by }) {
      const removed = await store.remove({ node, name }, ifIs && ((now) => ifIs(versionOf(now))));
      if (!removed.ok) return no(missing({ kind: removed.problem }, name));
      const { value } = removed;
      events.record({ kind: "modem.removed", modem: value.name, ...by, details: { setting: value.setting } });
      await options.changed?.();
      return ok(value.name);
    },
  };
}

/** The modems that the database keeps for this gateway, with their PINs. @throws StoreFailure */
export async function readStoredModems({ store, node, box }: Place): Promise<WantedModem[]> {
  const stored = await store.list(node);
  const opened = stored.some(({ pinSealed }) => pinSealed !== undefined) ? await box() : undefined;
  return stored.map((modem): WantedModem => {
    const origin = { source: "database", version: versionOf(modem) } as const;
    const spec = specOf(modem);
    if (modem.pinSealed === undefined) return { ...origin, ...spec };
    if (opened?.ok !== true) return { ...origin, problem: opened?.problem ?? "", ...spec };
    const pin = opened.value.open(modem.pinSealed, purposeOf(node, modem.name));
    return pin === undefined
      ? { ...origin, problem: "The modem's PIN cannot be read: set it again", ...spec }
      : { ...origin, ...spec, spec: { ...spec.spec, pin } };
  });
}

/** A setting that an older version wrote, and this one does not understand, must not keep the gateway from starting. */
function specOf({ name, setting }: StoredModem): Pick<WantedModem, "spec" | "problem"> {
  try {
    return { spec: parseModemSpec(setting) };
  } catch (error) {
    if (!(error instanceof ModemSpecError)) throw error;
    const spec: ModemSpec = { kind: "tty", path: setting, name, baudRate: 115_200, text: setting };
    return { spec, problem: `The stored setting of the modem cannot be used: ${error.message}` };
  }
}

/** What a change makes of a modem; its PIN only if the change has one. */
function withChange(now: StoredModem, change: ModemChange): ReturnType<typeof readModemSettings> {
  const merged: Record<string, unknown> = { ...modemSettingsOf(specOf(now).spec) };
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete merged[key];
    else if (value !== undefined) merged[key] = value;
  }
  return readModemSettings(now.name, merged as unknown as ModemSettings);
}

const versionOf = ({ createdAt, version }: StoredModem) => `${createdAt}.${version}`;
const purposeOf = (node: string, name: string) => `modem pin ${node} ${name}`;
