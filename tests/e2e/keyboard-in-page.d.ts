/** Something on a page that can be acted on. */
export interface Control {
  /** Its element, role and name, and which of several with the same. */
  key: string;
  /** Those that are the same but for numbers, or for their place in a list. */
  like: string;
  /** How the keyboard uses it: by Enter, by Space, by arrows, by opening its choices, as a list of rows, as an item of a menu; `none`: one writes in it. */
  kind: "enter" | "list" | "space" | "arrows" | "select" | "item" | "none";
  /** Whether Tab, or in a menu an arrow key, should reach it. What neither reaches is for the mouse alone. */
  isStop: boolean;
}

/** Where somebody is on a page. */
export interface Whereabouts {
  /** The control that has the focus; `main` or `elsewhere` for another element, empty for none. */
  at: string;
  /** Of what has the focus. */
  text: string;
  /** Whether one sees what has the focus. */
  hasRing: boolean;
  /** Dialogs and menus that are open. */
  layers: number;
  /** Whether the last of them is a menu. */
  isMenu: boolean;
  /** What has the focus is a link to a file. */
  isFile: boolean;
  /** Lists of choices that are open. */
  lists: number;
  /** Whether what has the focus is checked, pressed or opened. */
  isPressed: boolean;
  path: string;
  url: string;
  /** What has changed on the page so far, and how many changes to the gateway were refused. */
  changes: number;
  refused: number;
}

/** Before the page's own scripts: what happens on it is known from now on. */
export function watchActions(): void;
/** From now on each call that would change something is answered with 409, and does not reach the gateway. */
export function refuseChanges(): void;
/** What can be acted on: in the dialog or menu that is open, otherwise in what the selector finds. */
export function controls(within: string): Control[];
export function whereabouts(): Whereabouts;
/** Gives a control the focus; whether it is there. */
export function goTo(key: string): boolean;
/** Whether anything has happened since then, after so many frames at most. */
export function answered(since: { before: Whereabouts; frames: number }): Promise<boolean>;
/** Resolves when nothing changes any more, and nothing is on the way. */
export function rest(): Promise<void>;
