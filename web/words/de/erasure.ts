/** Texte vom Löschen einer Person, auf der Seite dessen, was aufbewahrt wird. */
export const erasure = {
  "erase.backups_one":
    "{count} Kopie der Datenbank enthält, was damals darin stand. War die Person darunter, löschen Sie die Kopie:",
  "erase.backups_other":
    "{count} Kopien der Datenbank enthalten, was damals darin stand. War die Person darunter, löschen Sie die Kopien:",
  "erase.confirm":
    "Alles über die Person wird endgültig gelöscht. Wartende Nachrichten werden abgebrochen. Auch eine Abmeldung geht, sodass der Nummer wieder gesendet werden kann.",
  "erase.confirmTitle": "Die Person mit der Nummer {number} löschen?",
  "erase.cutOff": "Es wurde unterbrochen. Beginnen Sie mit derselben Nummer noch einmal.",
  "erase.erase": "Diese Person löschen",
  "erase.erasing": "Die Person wird gelöscht",
  "erase.failed": "Die Person wurde nicht gelöscht",
  "erase.gone": "Gelöscht:",
  "erase.help":
    "Löscht alles über die Person mit einer Nummer: Nachrichten, Kontakte, Abmeldungen, Aufträge, und die Nummer, wo sie sonst noch steht. Eine Aufzeichnung ohne die Nummer bleibt.",
  "erase.kind.alarms": "Einträge von Alarmen, unkenntlich gemacht: {number}",
  "erase.kind.answers-kept": "Aufbewahrte Antworten an Programme, unkenntlich gemacht: {number}",
  "erase.kind.cancelled-messages": "Davon wartende, abgebrochen: {number}",
  "erase.kind.contacts": "Kontakte: {number}",
  "erase.kind.delivery-reports": "Sendeberichte: {number}",
  "erase.kind.events": "Zeilen des Ereignisprotokolls, unkenntlich gemacht: {number}",
  "erase.kind.jobs": "Aufträge: {number}",
  "erase.kind.mentions": "Erwähnungen in Texten anderer, unkenntlich gemacht: {number}",
  "erase.kind.opt-out-records": "Aufzeichnungen von Abmeldungen: {number}",
  "erase.kind.opt-outs": "Abmeldungen: {number}",
  "erase.kind.received-messages": "Eingegangene Nachrichten und Anrufe: {number}",
  "erase.kind.rule-memory": "Notizen von Regeln: {number}",
  "erase.kind.sent-messages": "Gesendete Nachrichten: {number}",
  "erase.kind.telegram-links": "Verknüpfungen mit Telegram: {number}",
  "erase.left": "Bleibt für das nächste Mal:",
  "erase.left.being-delivered":
    "Aufträge, die gerade zugestellt werden: {number}. Löschen Sie in einer Minute noch einmal.",
  "erase.left.being-sent":
    "Nachrichten, die gerade gesendet werden: {number}. Löschen Sie in einer Minute noch einmal.",
  "erase.left.in-file":
    "Ziffern können in Lücken der Datenbankdatei stehen. Halten Sie das Gateway an und führen Sie dies aus: aldis retention compact",
  "erase.left.still-to-send":
    "Wartende Nachrichten an andere, in denen die Nummer steht: {number}. Löschen Sie noch einmal, wenn sie gesendet oder abgebrochen sind.",
  "erase.look": "Zeigen, was gelöscht würde",
  "erase.looking": "Die Person wird gesucht",
  "erase.meant": "Die Nummer, wie sie verstanden wird: {number}",
  "erase.namedBy": "Nichts lässt sich löschen, solange diese die Person nennen:",
  "erase.noNumber": "Eine Telefonnummer fehlt.",
  "erase.nothing": "Nichts über diese Nummer.",
  "erase.number": "Telefonnummer",
  "erase.record": "Löschung {id}, {time}, von {user}: {rows} Zeilen",
  "erase.recordByCommand": "Löschung {id}, {time}, durch einen Befehl: {rows} Zeilen",
  "erase.records": "Früher gelöscht:",
  "erase.title": "Eine Person löschen",
  "erase.wouldGo": "Würde gelöscht:",
  "eventsLog.kind.person.erased": "Person gelöscht",
} as const;
