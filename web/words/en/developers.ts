/** Texts of the page for who writes programs. */
export const developers = {
  "developers.answer": "Programs send by HTTP to {url}. Take what fits, and put in your own number.",
  "developers.byPassword":
    "This one needs the password of the user. It is not filled in here; a user of its own, with the preset “Monitoring system”, is best.",
  "developers.byToken": "Put your token into ALDIS_TOKEN, so that it does not stand in the script.",
  "developers.docs": "Interactive documentation",
  "developers.for.alertmanager": "Alertmanager",
  "developers.for.checkmk": "Checkmk",
  "developers.for.curl": "curl",
  "developers.for.powershell": "PowerShell",
  "developers.for.python": "Python",
  "developers.for.zabbix": "Zabbix",
  "developers.help.alertmanager": "Into alertmanager.yml. Change to=… to a group of the address book with mode=group.",
  "developers.help.checkmk":
    "As the site’s user into ~/local/share/check_mk/notifications/aldis; make it executable, and choose it in a notification rule.",
  "developers.help.curl": "In any shell. The answer has the message’s ID as soon as it is safely stored.",
  "developers.help.powershell": "In Windows PowerShell and PowerShell 7.",
  "developers.help.python": "With Python 3 alone, nothing to install.",
  "developers.help.zabbix":
    "Zabbix brings the media type “Brevis.one”. Set these parameters, enable it, and press “Test”.",
  "developers.noHttpApi": "You lack the permission “Access to the HTTP API”: with your name this one would be refused.",
  "developers.noToken":
    "You lack the permission “Access to the REST API”, which tokens need. Whoever manages the system users can give it.",
  "developers.refused": "When a request is refused",
  "developers.refusedAsk": "Whoever has the permission “{permission}” can look there.",
  "developers.refusedHelp":
    "/api.php answers without the reason: “Error. See Gateway logs for more information.” The reason is in the event log.",
  "developers.refusedLog": "Requests to /api.php that were refused",
  "developers.send": "Send from a program",
  "developers.title": "API",
  "developers.token": "A token first",
  "developers.tokenHelp": "A program sends it in place of your password, and sends as you. It is shown once.",
  "developers.tokens": "Your tokens, and revoking them",
} as const;
