/** Texte der Seite dessen, was aufgehoben wird, und ihrer Einstellungen. */
export const retention = {
  "eventsLog.kind.retention.done": "Altes gelöscht",
  "messages.skipped.text-gone": "ihr Text ist gelöscht",
  "messages.textGone": "Der Text wurde gelöscht: Texte werden nicht länger aufgehoben.",
  "option.help.keep-audit":
    "Wie lange Aufzeichnungen von Abmeldungen aufgehoben werden. Die, durch die eine Nummer jetzt abgemeldet ist, bleibt.",
  "option.help.keep-audit-most":
    "So viele Aufzeichnungen von Abmeldungen werden aufgehoben; die ältesten darüber werden gelöscht.",
  "option.help.keep-dead-jobs": "Wie lange aufgegebene Aufträge aufgehoben werden.",
  "option.help.keep-dead-jobs-most":
    "So viele aufgegebene Aufträge werden aufgehoben; die ältesten darüber werden gelöscht.",
  "option.help.keep-events": "Wie lange das Ereignisprotokoll aufgehoben wird.",
  "option.help.keep-events-most": "So viele Ereignisse werden aufgehoben; die ältesten darüber werden gelöscht.",
  "option.help.keep-incoming":
    "Wie lange eingegangene Nachrichten aufgehoben werden. Was Regeln noch sehen müssen, bleibt.",
  "option.help.keep-incoming-most":
    "So viele eingegangene Nachrichten werden aufgehoben; die ältesten darüber werden gelöscht.",
  "option.help.keep-jobs": "Wie lange zugestellte Aufträge (Webhooks, E-Mail, HTTP) aufgehoben werden.",
  "option.help.keep-jobs-most":
    "So viele zugestellte Aufträge werden aufgehoben; die ältesten darüber werden gelöscht.",
  "option.help.keep-sent":
    "Wie lange gesendete Nachrichten nach ihrem Ende aufgehoben werden. Was wartet, gerade gesendet wird, unbekannt ist oder noch einen Sendebericht bekommen kann, bleibt.",
  "option.help.keep-sent-most":
    "So viele gesendete Nachrichten werden aufgehoben; die ältesten darüber werden gelöscht.",
  "option.help.keep-texts":
    "Wie lange die Texte gesendeter und eingegangener Nachrichten aufgehoben werden; der Rest der Nachricht bleibt. Erledigte Aufträge gehen mit den Texten, weil auch sie sie enthalten.",
  "option.help.retention-cron":
    "Wann das Gateway löscht, was nicht mehr aufgehoben wird: fünf Cron-Felder in der Zeitzone der Maschine, oder none. Von mehreren Gateways an einer Datenbank tut es eines.",
  "option.name.keep-audit": "Aufzeichnungen von Abmeldungen aufheben",
  "option.name.keep-audit-most": "Aufzeichnungen von Abmeldungen, höchstens",
  "option.name.keep-dead-jobs": "Unzustellbares aufheben",
  "option.name.keep-dead-jobs-most": "Unzustellbares, höchstens",
  "option.name.keep-events": "Ereignisse aufheben",
  "option.name.keep-events-most": "Ereignisse, höchstens",
  "option.name.keep-incoming": "Eingegangene Nachrichten aufheben",
  "option.name.keep-incoming-most": "Eingegangene Nachrichten, höchstens",
  "option.name.keep-jobs": "Zugestellte Aufträge aufheben",
  "option.name.keep-jobs-most": "Zugestellte Aufträge, höchstens",
  "option.name.keep-sent": "Gesendete Nachrichten aufheben",
  "option.name.keep-sent-most": "Gesendete Nachrichten, höchstens",
  "option.name.keep-texts": "Texte aufheben",
  "option.name.retention-cron": "Zeiten des Löschens",
  "options.keep": "Was aufgehoben wird",
  "options.keepHelp":
    "Eine Zeit wie 90d oder 52w, oder forever; eine Anzahl, oder all. Was noch zu tun ist, wird nie gelöscht.",
  "options.storage": "Speicher",
  "options.storageAnswer": "Wie viel wie lange aufgehoben wird, und wie viel Platz es braucht.",
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
  "storage.notLoaded": "Wie viel aufgehoben wird, ließ sich nicht laden",
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
