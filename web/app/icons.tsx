import {
  IconAddressBook,
  IconAntennaBars5,
  IconApi,
  IconBrandTelegram,
  IconBroadcast,
  IconCalendarWeek,
  IconDeviceMobile,
  IconDots,
  IconGauge,
  IconHeartbeat,
  IconHistory,
  IconMail,
  IconMessageOff,
  IconMessages,
  IconNetwork,
  IconRoute,
  IconSend,
  IconSettings,
  IconSquare,
  IconStack2,
  IconTruckDelivery,
  IconUser,
  IconUsers,
  IconUsersGroup,
  IconWebhook,
} from "@tabler/icons-react";

/** The icons of pages, by the names that `web/pages/index.ts` uses. */
const ICONS: Readonly<Record<string, typeof IconUser>> = {
  api: IconApi,
  book: IconAddressBook,
  calendar: IconCalendarWeek,
  conversations: IconMessages,
  dashboard: IconGauge,
  deliveries: IconTruckDelivery,
  email: IconMail,
  events: IconHistory,
  general: IconSettings,
  groups: IconUsersGroup,
  messages: IconStack2,
  modems: IconAntennaBars5,
  monitoring: IconHeartbeat,
  more: IconDots,
  mqtt: IconBroadcast,
  network: IconNetwork,
  optOuts: IconMessageOff,
  routing: IconRoute,
  send: IconSend,
  settings: IconSettings,
  simulator: IconDeviceMobile,
  telegram: IconBrandTelegram,
  user: IconUser,
  users: IconUsers,
  webhooks: IconWebhook,
};

/** An icon beside its word: nothing of its own to a screen reader. */
export function PageIcon({ name, size = 18 }: { name: string; size?: number }) {
  const Icon = ICONS[name] ?? IconSquare;
  return <Icon size={size} stroke={1.5} aria-hidden />;
}
