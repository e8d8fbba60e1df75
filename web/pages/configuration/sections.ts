import type { SettingsSection } from "../../parts/settings/section.ts";

export type SettingsPlace = "general" | "network" | "telegram" | "email" | "mqtt" | "storage";

/** Where each setting stands. A test holds that none is left out. */
export const SECTIONS: Readonly<Record<SettingsPlace, readonly SettingsSection[]>> = {
  general: [
    {
      id: "sending",
      names: [
        "country",
        "languages",
        "numbers-allowed",
        "numbers-blocked",
        "emergency-allowed",
        "incoming-from",
        "unknown",
        "alarm-language",
      ],
    },
    {
      id: "optOut",
      names: ["opt-out", "opt-out-words", "opt-in-words", "opt-out-confirmation", "opt-in-confirmation"],
    },
    {
      id: "modems",
      names: ["budget", "route", "fallback-after", "sim-patience", "modem", "modem-power"],
    },
    {
      id: "signIn",
      names: [
        "session-idle",
        "session-life",
        "second-factor",
        "password-sign-in",
        "oidc-issuer",
        "oidc-client-id",
        "oidc-client-secret",
        "oidc-groups",
        "oidc-create-users",
      ],
    },
    {
      id: "contacts",
      names: ["contacts-url", "contacts-cron", "contacts-certificate", "contacts-existing"],
    },
    {
      id: "running",
      names: [
        "time-zone",
        "failed-window",
        "gateway-alarms",
        "gateway-alarms-email",
        "backup-cron",
        "backup-keep",
        "backup-dir",
        "request-timeout",
        "request-size",
        "stop-timeout",
        "log",
        "log-level",
        "data",
        "database",
        "text-key-file",
        "config",
      ],
    },
  ],
  network: [
    {
      id: "access",
      names: [
        "allow-api",
        "allow-admin",
        "allow-api-php",
        "allow-check",
        "allow-commands",
        "allow-isms",
        "allow-metrics",
        "metrics-token",
        "otlp",
        "otlp-headers",
      ],
    },
    {
      id: "proxy",
      names: ["public-url", "trusted-proxies", "proxy-header"],
    },
    {
      id: "interfaces",
      names: ["check-page", "isms", "isms-port"],
    },
    {
      id: "targets",
      names: ["allow-targets"],
    },
    {
      id: "listening",
      names: [
        "host",
        "port",
        "tls",
        "tls-names",
        "http-port",
        "http-serves",
        "admin-port",
        "admin-host",
        "snmp-port",
        "snmp-community",
        "snmp-user",
        "snmp-auth-password",
        "snmp-priv-password",
      ],
    },
  ],
  telegram: [
    {
      id: "bot",
      names: ["telegram-token", "telegram-updates", "telegram-api"],
    },
  ],
  email: [
    {
      id: "incomingMail",
      names: ["smtp", "smtp-domains", "smtp-text", "smtp-longest", "smtp-encryption"],
    },
    {
      id: "senders",
      names: ["smtp-networks", "smtp-user", "smtp-senders", "smtp-senders-denied"],
    },
    {
      id: "mailLimits",
      names: ["smtp-rate", "smtp-size", "smtp-port", "smtp-host"],
    },
    {
      id: "relay",
      names: ["mail-host", "mail-port", "mail-tls", "mail-certificate", "mail-user", "mail-password", "mail-from"],
    },
  ],
  storage: [
    {
      id: "keep",
      names: [
        "keep-sent",
        "keep-sent-most",
        "keep-incoming",
        "keep-incoming-most",
        "keep-texts",
        "keep-events",
        "keep-events-most",
        "keep-jobs",
        "keep-jobs-most",
        "keep-dead-jobs",
        "keep-dead-jobs-most",
        "keep-audit",
        "keep-audit-most",
        "retention-cron",
      ],
    },
  ],
  mqtt: [
    {
      id: "broker",
      names: ["mqtt", "mqtt-user", "mqtt-password", "mqtt-certificate", "mqtt-ca", "mqtt-client-id", "mqtt-prefix"],
    },
    {
      id: "mqttMessages",
      names: ["mqtt-texts", "mqtt-sender"],
    },
    {
      id: "homeAssistant",
      names: ["mqtt-discovery", "mqtt-discovery-prefix", "mqtt-notify"],
    },
  ],
};
