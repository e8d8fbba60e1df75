/** Every text of the web interface in English: one key a line, in blocks a page, sorted within a block. */
export const words = {
  "account.title": "Your account",

  "common.cancel": "Cancel",
  "common.close": "Close",
  "common.copied": "Copied",
  "common.copy": "Copy",
  "common.delete": "Delete",
  "common.retry": "Try again",
  "common.save": "Save",
} as const;
