export interface TelegramTables {
  telegram_links: TelegramLinksTable;
  telegram_polling: { bot_id: number; node: string; until: number };
}

export interface TelegramLinksTable {
  number: string;
  chat_id: number;
  name: string;
  language: string | null;
  linked_at: number;
  blocked_at: number | null;
}
