import { defined } from "../defined.ts";
import type { Setting, SettingGroup, Shape } from "./option.ts";
import type { Given, Resolved } from "./resolve.ts";
import { everySetting } from "./settings.ts";
import type { UnusableSetting } from "./stored.ts";

/** In the form of the file: a text, or a list of them where a setting may be given more than once. */
type SettingText = string | string[];

/** What a person sees of one setting. */
export interface SettingView {
  /** Its name in the file. */
  name: string;
  group: SettingGroup;
  /** A secret is {@link HIDDEN}. */
  value?: SettingText;
  source: Given["source"] | "default";
  /** As the person knows it: `--port`, `ALDIS_PORT`, `/etc/aldis.toml, port`. */
  givenBy?: string;
  /** Nothing that is stronger than the database gives it, and it does not belong to the machine. */
  changeable: boolean;
  /** The gateway still works with another value: {@link SettingView.runningValue}. */
  restartNeeded: boolean;
  /** Until a restart that is needed; absent for none. A secret is {@link HIDDEN}. */
  runningValue?: SettingText;
  /** Why the value that is stored cannot be used. */
  problem?: string;
}

/** What a person, or a form, has to know of a setting. */
export interface SettingDescription {
  name: string;
  group: SettingGroup;
  description: string;
  shape: Exclude<Shape, object> | "choice";
  choices?: string[];
  /** Takes several values. */
  list: boolean;
  /** Its value is shown as {@link HIDDEN}. */
  hidden: boolean;
  /** What a value looks like: `CIDR`. */
  placeholder: string;
  /** In the form of the value. */
  minimum?: string;
  maximum?: string;
  default?: SettingText;
  /** In words. */
  defaultShown: string;
  environment: string;
  applies: Setting<unknown>["applies"];
}

/** Stands for a secret, wherever people or programs see settings. */
const HIDDEN = "•••";

/** Everything about every setting but its value. */
export const describeSettings = (): SettingDescription[] =>
  everySetting().map(([, setting]) => ({
    name: setting.flag,
    group: setting.group,
    description: setting.documentation,
    ...(typeof setting.shape === "object"
      ? { shape: "choice", choices: [...setting.shape.choices] }
      : { shape: setting.shape }),
    list: setting.repeatable,
    hidden: setting.secret,
    placeholder: setting.placeholder,
    ...defined({
      minimum: setting.bounds?.minimum,
      maximum: setting.bounds?.maximum,
      default: textOf(setting, undefined),
    }),
    defaultShown: setting.defaultShown,
    environment: setting.environment,
    applies: setting.applies,
  }));

/**
 * Every setting as it is now.
 *
 * @param now  with what is stored
 * @param atStart  what the gateway started with
 */
export function viewSettings(
  now: Resolved & { unusable: readonly UnusableSetting[] },
  atStart: Resolved,
): SettingView[] {
  const problems = new Map(now.unusable.map(({ key, problem }) => [key, problem]));
  return everySetting().map(([key, setting]) => {
    const given = now.given.get(key);
    const restartNeeded = setting.applies === "restart" && !Bun.deepEquals(atStart.config[key], now.config[key]);
    return {
      name: setting.flag,
      group: setting.group,
      source: given?.source ?? "default",
      changeable: setting.applies !== "machine" && (given === undefined || given.source === "database"),
      restartNeeded,
      ...defined({
        value: textOf(setting, given?.texts),
        runningValue: restartNeeded ? textOf(setting, atStart.given.get(key)?.texts) : undefined,
        givenBy: given?.source === "database" ? undefined : given?.name,
        problem: problems.get(key),
      }),
    };
  });
}

/** For a sentence: `hold`, `10.0.0.0/8, ::1`, `default`; of a long list its beginning. */
export function sayTexts({ secret }: Pick<Setting<unknown>, "secret">, texts: readonly string[] | undefined): string {
  if (texts === undefined) return "default";
  if (secret) return HIDDEN;
  const all = texts.join(", ");
  return all.length > LONGEST_SAID ? `${all.slice(0, LONGEST_SAID)}…` : all;
}

/** 200 characters: a sentence that people can read, while a list of networks may have thousands. */
const LONGEST_SAID = 200;

function textOf(setting: Setting<unknown>, texts: readonly string[] | undefined): SettingText | undefined {
  const shown = texts ?? (setting.default === undefined ? [] : [setting.default]);
  const safe = setting.secret ? shown.map(() => HIDDEN) : shown;
  return setting.repeatable ? [...safe] : safe[0];
}
