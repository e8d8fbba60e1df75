export type EventSeverity = "info" | "warning" | "error";

/** How one kind of event reads. */
export interface EventWording<Event> {
  severity: EventSeverity;
  /** Whether this particular event is a warning although its kind is not. */
  isWarning?: (event: Event) => boolean;
  sentence: (event: Event) => string;
}

/** One of the kinds of `Data` with its fields. */
export type EventOf<Data, Kind extends keyof Data = keyof Data> = { [K in Kind]: { kind: K } & Data[K] }[Kind];

/** How each kind of `Data` reads. */
export type Wordings<Data> = { readonly [Kind in keyof Data]: EventWording<EventOf<Data, Kind>> };

export const info = <Event>(sentence: (event: Event) => string): EventWording<Event> => ({
  severity: "info",
  sentence,
});
export const warning = <Event>(sentence: (event: Event) => string): EventWording<Event> => ({
  severity: "warning",
  sentence,
});
export const error = <Event>(sentence: (event: Event) => string): EventWording<Event> => ({
  severity: "error",
  sentence,
});
