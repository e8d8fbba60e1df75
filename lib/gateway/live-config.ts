import type { Timer } from "../clock.ts";
import {
  type Config,
  type LiveKey,
  type Resolved,
  type SettingKey,
  type StartConfig,
  type StoredTexts,
  type UnusableSetting,
  withStored,
} from "../config/index.ts";
import type { GatewayContext } from "./context.ts";
import { readStoredSettings, type SecretKey } from "./stored-settings.ts";

/** The settings that apply at once, as they are now. */
export interface LiveConfig {
  get<K extends LiveKey>(key: K): Config[K];
  /** An object whose properties are read whenever they are asked for: `{ header: "proxyHeader" }`. */
  view<Names extends Readonly<Record<string, LiveKey>>>(
    names: Names,
  ): { readonly [N in keyof Names]: Config[Names[N]] };
  /** What is made of settings, made again when one has changed. */
  derive<T>(make: () => T): () => T;
  /** From now on, `listener` is called when a stored setting has changed. */
  onChange(listener: () => void): void;
}

/** All settings of a gateway that runs. */
export interface GatewaySettings {
  /** What counts until the next start. */
  config: StartConfig;
  live: LiveConfig;
  /** What the command line, the environment and the file give. */
  own: Resolved;
  /** With what was stored at the start. */
  atStart: Resolved;
  /** With what is stored now. */
  now(): Resolved & { unusable: readonly UnusableSetting[] };
  /** Looks at what is stored. @throws StoreFailure */
  refresh(): Promise<void>;
}

/** 2 s until a change by a command or by another gateway counts here: one small query. */
const LOOK_EVERY_MS = 2_000;

/**
 * Adds what is stored to the settings of the start, and follows its changes. A stored value that cannot be used is an event.
 *
 * @throws StoreFailure when it cannot be read now
 */
export async function followSettings(
  own: Resolved,
  { store, events, clock, log, lifecycle, secretKey }: GatewayContext & { secretKey: SecretKey },
): Promise<GatewaySettings> {
  let stored: StoredTexts = await readStoredSettings(store.settings, secretKey);
  const atStart = withStored(own, stored);
  let current = atStart;
  let changes = 0;
  let timer: Timer | undefined;
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;
  const reported = new Set<string>();
  const listeners: (() => void)[] = [];

  function report(): void {
    for (const { flag, problem } of current.unusable) {
      if (reported.has(flag)) continue;
      reported.add(flag);
      events.record({ kind: "setting.unusable", setting: flag, problem });
    }
  }

  async function refresh(): Promise<void> {
    const found = await readStoredSettings(store.settings, secretKey);
    if (textOf(found) === textOf(stored)) return;
    stored = found;
    current = withStored(own, stored);
    changes++;
    report();
    for (const listener of listeners) listener();
  }

  function lookLater(): void {
    timer = clock.setTimer(LOOK_EVERY_MS, () => {
      looking = refresh()
        .catch((error: unknown) => log.debug({ err: error }, "the settings cannot be read"))
        .finally(() => {
          if (!stopped) lookLater();
        });
    });
  }

  report();
  lookLater();
  lifecycle.onClose(() => {
    stopped = true;
    timer?.cancel();
    return looking;
  });
  const get = <K extends LiveKey>(key: K): Config[K] => current.config[key];
  return {
    config: atStart.config,
    own,
    atStart,
    now: () => current,
    refresh,
    live: {
      get,
      view<Names extends Readonly<Record<string, LiveKey>>>(names: Names) {
        const view = {} as { readonly [N in keyof Names]: Config[Names[N]] };
        for (const [name, key] of Object.entries(names)) {
          Object.defineProperty(view, name, { enumerable: true, get: () => get(key) });
        }
        return view;
      },
      onChange: (listener) => void listeners.push(listener),
      derive<T>(make: () => T) {
        let made: { after: number; value: T } | undefined;
        return () => {
          if (made?.after !== changes) made = { after: changes, value: make() };
          return made.value;
        };
      },
    },
  };
}

const textOf = (stored: StoredTexts) => JSON.stringify([...stored] satisfies [SettingKey, readonly string[]][]);
