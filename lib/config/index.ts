export * from "./languages.ts";
export * from "./option.ts";
export * from "./parsers.ts";
export * from "./reference.ts";
export * from "./resolve.ts";
export * from "./settings.ts";
export * from "./suggest.ts";
export * from "./tls-choice.ts";
