/** Of what the gateway says of its backups. */
export const BACKUPS_KEY = ["backups"] as const;
