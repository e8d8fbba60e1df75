import type { ForeignRow } from "../../messages/index.ts";
import type { NumberReader } from "../../routing/index.ts";

/** Where a message is, for a program on top of smsd. `isGone`: its user has thrown it away. */
export interface Folder {
  name: string;
  isGone: boolean;
  isRead?: boolean;
}

/** How a database of smsd is read. */
export interface GammuOptions {
  numbers: NumberReader;
  /** Of its times, which say none. */
  timeZone: string;
  folderOf?: (row: ForeignRow) => Folder | undefined;
  sentFolderOf?: (row: ForeignRow) => Folder | undefined;
}
