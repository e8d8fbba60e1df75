/** Backups: what both databases read and write, whichever made it. */
export { kindOfFile } from "./file.ts";
export { checkBackupInThread, makeBackupInThread } from "./in-thread.ts";
export { makeBackup } from "./make.ts";
export { holdsData, inspectBackup, type Restored, restoreBackup } from "./restore.ts";
