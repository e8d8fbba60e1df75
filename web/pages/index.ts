import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { Permission, Schemas } from "../api.ts";
import type { WordKey } from "../words/index.ts";

/** The parts of the list of *Settings*, in their order. */
export const SETTINGS_GROUPS = ["messages", "people", "connections", "gateway"] as const;

/** A page of the web interface. */
export interface Page {
  /** What its paths begin with. The first segment is in `lib/http/web/paths.ts`. */
  path: string;
  /** The paths below it that it draws, as patterns of the router; at any other there is nothing. */
  below?: readonly `/${string}`[];
  /** Where its entry is: `main` navigation, a part of the list of *Settings*, or `none`. */
  group: "main" | (typeof SETTINGS_GROUPS)[number] | "none";
  /** Name of an icon in `web/app/icons.tsx`. */
  icon: string;
  /** Who may use it: holders of any of these; everybody who is signed in when left out. */
  permissions?: readonly Permission[];
  title: WordKey;
  /** What people look for that is on the page, with commas: the search finds it by these, too. */
  keywords?: WordKey;
  /** Whether there is anything to use it for; there always is when left out. */
  isNeeded?: (me: Schemas["Me"]) => boolean;
  component: LazyExoticComponent<ComponentType>;
}

/** Every page, in the order of the navigation and of the list of *Settings*. */
export const PAGES: readonly Page[] = [
  {
    path: "/send",
    group: "main",
    icon: "send",
    permissions: ["web"],
    title: "send.title",
    component: lazy(() => import("./send/index.tsx")),
  },
  {
    path: "/conversations",
    below: ["/:number"],
    group: "main",
    icon: "conversations",
    permissions: ["incoming-messages"],
    title: "conversations.title",
    component: lazy(() => import("./conversations/index.tsx")),
  },
  {
    path: "/messages",
    below: ["/:tab", "/:tab/:id"],
    group: "main",
    icon: "messages",
    title: "messages.title",
    keywords: "palette.keywords.messages",
    component: lazy(() => import("./messages/index.tsx")),
  },
  {
    path: "/alarms",
    below: ["/:id"],
    group: "main",
    icon: "alarms",
    permissions: ["alarms"],
    title: "alarms.title",
    keywords: "palette.keywords.alarms",
    component: lazy(() => import("./alarms/index.tsx")),
  },
  {
    path: "/address-book",
    below: ["/:place", "/import/:plan"],
    group: "main",
    icon: "book",
    permissions: ["contacts", "import-contacts"],
    title: "addressBook.title",
    component: lazy(() => import("./address-book/index.tsx")),
  },
  {
    path: "/monitoring",
    below: ["/:id"],
    group: "main",
    icon: "monitoring",
    permissions: ["monitoring"],
    title: "monitoring.title",
    component: lazy(() => import("./monitoring/index.tsx")),
  },
  {
    path: "/on-call",
    group: "main",
    icon: "calendar",
    permissions: ["groups"],
    title: "onCall.title",
    component: lazy(() => import("./on-call/index.tsx")),
  },
  {
    path: "/dashboard",
    group: "main",
    icon: "dashboard",
    title: "dashboard.title",
    keywords: "palette.keywords.dashboard",
    component: lazy(() => import("./dashboard/index.tsx")),
  },
  {
    path: "/routing",
    below: ["/:id"],
    group: "messages",
    icon: "routing",
    permissions: ["message-routing"],
    title: "routing.title",
    keywords: "palette.keywords.routing",
    component: lazy(() => import("./routing/index.tsx")),
  },
  {
    path: "/webhooks",
    below: ["/:id"],
    group: "messages",
    icon: "webhooks",
    permissions: ["webhooks"],
    title: "webhooks.title",
    component: lazy(() => import("./webhooks/index.tsx")),
  },
  {
    path: "/deliveries",
    below: ["/:id"],
    group: "messages",
    icon: "deliveries",
    permissions: ["message-routing", "webhooks"],
    title: "deliveries.title",
    component: lazy(() => import("./deliveries/index.tsx")),
  },
  {
    path: "/opt-outs",
    below: ["/:number"],
    group: "messages",
    icon: "optOuts",
    permissions: ["contacts"],
    title: "optOuts.title",
    component: lazy(() => import("./opt-outs/index.tsx")),
  },
  {
    path: "/policies",
    below: ["/:id"],
    group: "messages",
    icon: "policies",
    permissions: ["alarm-policies"],
    title: "policies.title",
    keywords: "palette.keywords.policies",
    component: lazy(() => import("./policies/index.tsx")),
  },
  {
    path: "/users",
    below: ["/:id"],
    group: "people",
    icon: "users",
    permissions: ["users"],
    title: "users.title",
    keywords: "palette.keywords.users",
    component: lazy(() => import("./users/index.tsx")),
  },
  {
    path: "/groups",
    below: ["/:id"],
    group: "people",
    icon: "groups",
    permissions: ["groups"],
    title: "groups.title",
    keywords: "palette.keywords.groups",
    component: lazy(() => import("./groups/index.tsx")),
  },
  {
    path: "/modems",
    below: ["/:name", "/:name/trace"],
    group: "connections",
    icon: "modems",
    permissions: ["sim"],
    title: "modems.title",
    keywords: "palette.keywords.modems",
    component: lazy(() => import("./modems/index.tsx")),
  },
  {
    path: "/simulator",
    group: "connections",
    icon: "simulator",
    permissions: ["sim"],
    title: "simulator.title",
    isNeeded: (me) => me.simulator,
    component: lazy(() => import("./simulator/index.tsx")),
  },
  {
    path: "/settings/email",
    group: "connections",
    icon: "email",
    permissions: ["email-to-sms"],
    title: "options.email",
    component: lazy(() => import("./configuration/index.tsx")),
  },
  {
    path: "/settings/telegram",
    group: "connections",
    icon: "telegram",
    permissions: ["telegram"],
    title: "options.telegram",
    component: lazy(() => import("./configuration/index.tsx")),
  },
  {
    path: "/settings/mqtt",
    group: "connections",
    icon: "mqtt",
    permissions: ["network"],
    title: "options.mqtt",
    keywords: "palette.keywords.mqtt",
    component: lazy(() => import("./configuration/index.tsx")),
  },
  {
    path: "/settings/network",
    group: "connections",
    icon: "network",
    permissions: ["network"],
    title: "options.network",
    keywords: "palette.keywords.network",
    component: lazy(() => import("./configuration/index.tsx")),
  },
  {
    path: "/developers",
    group: "connections",
    icon: "api",
    title: "developers.title",
    keywords: "palette.keywords.developers",
    component: lazy(() => import("./developers/index.tsx")),
  },
  {
    path: "/settings/general",
    group: "gateway",
    icon: "general",
    permissions: ["general"],
    title: "options.general",
    keywords: "palette.keywords.general",
    component: lazy(() => import("./configuration/index.tsx")),
  },
  {
    path: "/backup",
    group: "gateway",
    icon: "backup",
    permissions: ["config-transfer"],
    title: "backup.title",
    keywords: "palette.keywords.backup",
    component: lazy(() => import("./backup/index.tsx")),
  },
  {
    path: "/settings/storage",
    group: "gateway",
    icon: "storage",
    permissions: ["general"],
    title: "options.storage",
    keywords: "palette.keywords.storage",
    component: lazy(() => import("./configuration/index.tsx")),
  },
  {
    path: "/events-log",
    below: ["/:id"],
    group: "gateway",
    icon: "events",
    permissions: ["event-log"],
    title: "eventsLog.title",
    keywords: "palette.keywords.eventsLog",
    component: lazy(() => import("./events-log/index.tsx")),
  },
  {
    path: "/nodes",
    group: "gateway",
    icon: "nodes",
    permissions: ["network"],
    title: "nodes.title",
    isNeeded: (me) => me.nodes,
    component: lazy(() => import("./nodes/index.tsx")),
  },
  {
    path: "/account",
    group: "none",
    icon: "user",
    title: "account.title",
    keywords: "palette.keywords.account",
    component: lazy(() => import("./account/index.tsx")),
  },
];
