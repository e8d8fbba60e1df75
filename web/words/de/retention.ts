/** Texte der Seite dessen, was aufbewahrt wird, und ihrer Einstellungen. */
export const retention = {
  "eventsLog.kind.retention.done": "Altes gelöscht",
  "messages.skipped.text-gone": "ihr Text ist gelöscht",
  "messages.skipped.text-unreadable": "ihr Text ist nicht zu entschlüsseln",
  "messages.textGone": "Der Text wurde gelöscht: Texte werden nicht länger aufbewahrt.",
  "messages.textUnreadable":
    "Der Text ist nicht zu entschlüsseln: Sein Schlüssel wurde aufgegeben, oder er wurde in der Datenbank verändert oder verschoben.",
  "option.help.keep-audit":
    "Wie lange Aufzeichnungen von Abmeldungen aufbewahrt werden. Die, durch die eine Nummer jetzt abgemeldet ist, bleibt.",
  "option.help.keep-audit-most":
    "So viele Aufzeichnungen von Abmeldungen werden aufbewahrt; die ältesten darüber werden gelöscht.",
  "option.help.keep-dead-jobs": "Wie lange aufgegebene Aufträge aufbewahrt werden.",
  "option.help.keep-dead-jobs-most":
    "So viele aufgegebene Aufträge werden aufbewahrt; die ältesten darüber werden gelöscht.",
  "option.help.keep-events": "Wie lange das Ereignisprotokoll aufbewahrt wird.",
  "option.help.keep-events-most": "So viele Ereignisse werden aufbewahrt; die ältesten darüber werden gelöscht.",
  "option.help.keep-incoming":
    "Wie lange eingegangene Nachrichten aufbewahrt werden. Was Regeln noch sehen müssen, bleibt.",
  "option.help.keep-incoming-most":
    "So viele eingegangene Nachrichten werden aufbewahrt; die ältesten darüber werden gelöscht.",
  "option.help.keep-jobs": "Wie lange zugestellte Aufträge (Webhooks, E-Mail, HTTP) aufbewahrt werden.",
  "option.help.keep-jobs-most":
    "So viele zugestellte Aufträge werden aufbewahrt; die ältesten darüber werden gelöscht.",
  "option.help.keep-sent":
    "Wie lange gesendete Nachrichten nach ihrem Ende aufbewahrt werden. Was wartet, gerade gesendet wird, unbekannt ist oder noch einen Sendebericht bekommen kann, bleibt.",
  "option.help.keep-sent-most":
    "So viele gesendete Nachrichten werden aufbewahrt; die ältesten darüber werden gelöscht.",
  "option.help.keep-texts":
    "Wie lange die Texte gesendeter und eingegangener Nachrichten aufbewahrt werden; der Rest der Nachricht bleibt. Erledigte Aufträge gehen mit den Texten, weil auch sie sie enthalten.",
  "option.help.retention-cron":
    "Wann das Gateway löscht, was nicht mehr aufbewahrt wird: fünf Cron-Felder in der Zeitzone der Maschine, oder „nie“. Von mehreren Gateways an einer Datenbank tut es eines.",
  "option.name.keep-audit": "Aufzeichnungen von Abmeldungen aufbewahren",
  "option.name.keep-audit-most": "Aufzeichnungen von Abmeldungen, höchstens",
  "option.name.keep-dead-jobs": "Unzustellbares aufbewahren",
  "option.name.keep-dead-jobs-most": "Unzustellbares, höchstens",
  "option.name.keep-events": "Ereignisse aufbewahren",
  "option.name.keep-events-most": "Ereignisse, höchstens",
  "option.name.keep-incoming": "Eingegangene Nachrichten aufbewahren",
  "option.name.keep-incoming-most": "Eingegangene Nachrichten, höchstens",
  "option.name.keep-jobs": "Zugestellte Aufträge aufbewahren",
  "option.name.keep-jobs-most": "Zugestellte Aufträge, höchstens",
  "option.name.keep-sent": "Gesendete Nachrichten aufbewahren",
  "option.name.keep-sent-most": "Gesendete Nachrichten, höchstens",
  "option.name.keep-texts": "Texte aufbewahren",
  "option.name.retention-cron": "Zeiten des Löschens",
  "options.keep": "Was aufbewahrt wird",
  "options.keepHelp":
    "Eine Zeit wie 90d oder 52w, oder „für immer“; eine Anzahl, oder „alle“. Was noch zu tun ist, wird nie gelöscht.",
  "options.storage": "Speicherplatz",
  "options.storageAnswer": "Wie viel wie lange aufbewahrt wird, und wie viel Platz es braucht.",
  "palette.keywords.storage": "Aufbewahrung, löschen, Platte, Datenbank, Größe, Datenschutz",
  "storage.answer": "Die Datenbank braucht {size}.",
  "storage.answerFree": "Die Datenbank braucht {size}; davon sind {free} frei und werden wieder gefüllt.",
  "storage.asked": "Altes wird gelöscht. Das geht in kleinen Schritten und hält niemanden auf.",
  "storage.cutOff": "Es wurde unterbrochen und geht beim nächsten Mal weiter.",
  "storage.freed": "{size} frei geworden.",
  "storage.kind.audit": "Aufzeichnungen von Abmeldungen",
  "storage.kind.dead-jobs": "Unzustellbares",
  "storage.kind.events": "Ereignisse",
  "storage.kind.incoming": "Eingegangene Nachrichten",
  "storage.kind.jobs": "Zugestellte Aufträge",
  "storage.kind.sent": "Gesendete Nachrichten",
  "storage.last": "Zuletzt gelöscht {time}",
  "storage.lastNone": "Es wurde noch nichts gelöscht.",
  "storage.mebibytes": "{number} MiB",
  "storage.next": "Nächstes Mal: {time}.",
  "storage.nextNever": "Von selbst wird nichts gelöscht: Es gibt keine Zeit des Löschens.",
  "storage.notLoaded": "Wie viel aufbewahrt wird, ließ sich nicht laden",
  "storage.notShrinking":
    "Die Datei stammt von einer früheren Version und wird nicht kleiner. Halten Sie das Gateway an und führen Sie einmal dies aus: aldis retention compact",
  "storage.nothing": "Nichts ist alt genug.",
  "storage.oldest": "zurück bis {time}",
  "storage.preview": "Altes wird endgültig gelöscht:",
  "storage.previewFailed": "Was gelöscht würde, ließ sich nicht laden",
  "storage.rows": "{kind}: {number}",
  "storage.run": "Altes jetzt löschen",
  "storage.runTitle": "Altes jetzt löschen?",
  "storage.running": "Altes wird gelöscht seit {time}",
  "storage.state": "Was da ist",
  "storage.texts": "Texte, {kind}: {number}",
} as const;
