/** Defaults that are a word, which each language has. */
export const DEFAULT_WORDS = ["all", "any", "none", "off", "on"] as const;

/** The help of a setting. Other settings are called there as the page calls them, not by their options. */
export const helpWithNames = (help: string, nameOf: (option: string) => string): string =>
  help.replace(/--([a-z][a-z-]*)/g, (_option, name: string) => nameOf(name));
