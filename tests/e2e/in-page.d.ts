/** What is wrong with how a page lies on the screen: what is cut, overlaps, or is wider than the screen. */
export function layoutFaults(): string[];
/** A number that is another one when other elements are drawn, or the same elsewhere or in another size; colours do not count. */
export function drawn(): number;
/** As another tab does in which somebody chooses the language; resolves when the page speaks it. */
export function chooseElsewhere(language: "en" | "de"): Promise<void>;
/** What is asked again after a second or two, because it failed, is asked again at once from now on. */
export function hurry(): void;
/** Empties what the browser keeps for the page. */
export function forgetAll(): void;
/** As a browser that blocks site data. */
export function block(): void;
/** Writes each violation of the page's policy to the console. */
export function tellViolations(): void;
/** Waits until so many frames are drawn. */
export function frames(count: number): Promise<void>;
/** Waits until the page has drawn twice, and has nothing to do. */
export function idle(): Promise<void>;
/** Scrolls the list by so many pixels in each frame, and gives the milliseconds between frames. */
export function scrolled(how: { turns: number; pixels: number }): Promise<number[]>;
/** Pastes a text into a field, as from the clipboard. */
export function paste(field: object, text: string): void;
/** What texts cost by `globalThis.costOf`, with these tables; both as JSON, which keeps lone halves of a character. */
export function costs(given: string): string;

/** Words in what the selector finds that go on in the next line. */
export function brokenWords(selector: string): string[];
/** How long the last request for this path took, in ms. */
export function lastRequest(asked: { path: string }): number;
/** From now on {@link paintSeen} knows about painting. */
export function watchPaint(): void;
/** Largest Contentful Paint and Total Blocking Time, in ms. */
export function paintSeen(): { largest: number; blocked: number };
/** What script and styles that were loaded so far took on the wire. */
export function codeBytes(): number;
