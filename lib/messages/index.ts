/** The contract between routing and store: no I/O, no packages. */
export * from "./address-book.ts";
export * from "./by-person.ts";
export * from "./events/index.ts";
export * from "./incoming.ts";
export * from "./joining.ts";
export * from "./lanes.ts";
export * from "./once.ts";
export * from "./outcomes.ts";
export * from "./outgoing.ts";
export * from "./refusals.ts";
export * from "./states.ts";
export * from "./statistics.ts";
export * from "./store-failure.ts";
export * from "./stores.ts";
export * from "./stream.ts";
export * from "./telegram-links.ts";
export * from "./templates.ts";
