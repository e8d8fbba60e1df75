/** Texts of the page for who writes programs. */
export const developers = {
  "developers.answer": "Programme senden per HTTP an {url}. Nehmen Sie, was passt, und setzen Sie Ihre Nummer ein.",
  "developers.byPassword":
    "Hier ist das Passwort des Benutzers nötig. Es steht nicht hier; am besten legen Sie dafür einen eigenen Benutzer mit der Vorgabe „Überwachungssystem“ an.",
  "developers.byToken": "Legen Sie Ihr Token in ALDIS_TOKEN ab, damit es nicht im Skript steht.",
  "developers.docs": "Interaktive Dokumentation",
  "developers.for.alertmanager": "Alertmanager",
  "developers.for.checkmk": "Checkmk",
  "developers.for.curl": "curl",
  "developers.for.powershell": "PowerShell",
  "developers.for.python": "Python",
  "developers.for.zabbix": "Zabbix",
  "developers.help.alertmanager":
    "Gehört in alertmanager.yml. Für eine Gruppe des Adressbuchs schreiben Sie mode=group und deren Namen hinter to=.",
  "developers.help.checkmk":
    "Als Benutzer der Site nach ~/local/share/check_mk/notifications/aldis; ausführbar machen und in einer Benachrichtigungsregel wählen.",
  "developers.help.curl":
    "In jeder Shell. Die Antwort enthält die Nummer der Nachricht, sobald sie sicher gespeichert ist.",
  "developers.help.powershell": "In Windows PowerShell und in PowerShell 7.",
  "developers.help.python": "Nur mit Python 3, ohne weitere Pakete.",
  "developers.help.zabbix":
    "Zabbix bringt den Medientyp „Brevis.one“ mit. Setzen Sie diese Parameter, aktivieren Sie ihn und drücken Sie „Test“.",
  "developers.noHttpApi": "Ihnen fehlt „Zugriff auf die HTTP-API“: Mit Ihrem Namen würde das abgelehnt.",
  "developers.noToken":
    "Ihnen fehlt „Zugriff auf die REST-API“, die für Tokens nötig ist. Wer die Systembenutzer verwaltet, kann sie Ihnen geben.",
  "developers.refused": "Wenn eine Anfrage abgelehnt wird",
  "developers.refusedAsk": "Wer die Berechtigung „{permission}“ hat, kann dort nachsehen.",
  "developers.refusedHelp":
    "/api.php nennt den Grund nicht: „Error. See Gateway logs for more information.“ Er steht im Ereignisprotokoll.",
  "developers.refusedLog": "Abgelehnte Anfragen an /api.php",
  "developers.send": "Aus einem Programm senden",
  "developers.title": "API",
  "developers.token": "Zuerst ein Token",
  "developers.tokenHelp":
    "Ein Programm sendet es anstelle Ihres Passworts und sendet in Ihrem Namen. Es wird nur einmal angezeigt.",
  "developers.tokens": "Ihre Tokens ansehen und widerrufen",
} as const;
