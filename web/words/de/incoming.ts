/** Was ankam und kein Text ist. */
export const incoming = {
  "incoming.binary": "Daten für ein Programm, {count} Oktette",
  "incoming.binaryPort": "Daten für das Programm an Port {port}, {count} Oktette",
  "incoming.call": "Hat angerufen, klingelte {time}",
  "incoming.callOpen": "Hat angerufen",
  "incoming.help.binary": "Telefone zeigen so eine Nachricht nicht. Die Oktette stehen unten.",
  "incoming.help.call": "Das Gateway nimmt nie ab. Rufen Sie zurück, wenn Sie etwas erwarten.",
  "incoming.help.flash": "Telefone zeigen sie sofort und behalten sie nicht.",
  "incoming.help.mms":
    "Das Bild wartet im Netz. Das Gateway kann es nicht abholen: Bitten Sie um einen Text oder eine E-Mail, oder stecken Sie die SIM in ein Telefon.",
  "incoming.help.push": "Prüfen Sie, wer sie geschickt hat, bevor Sie dem Link folgen.",
  "incoming.help.undecodable": "Sie wurde behalten, wie sie kam. Was an ihr falsch ist, steht unten.",
  "incoming.mms": "Hierher wurde eine MMS geschickt",
  "incoming.mmsFrom": "Hierher wurde eine MMS von {from} geschickt",
  "incoming.mmsSize": "{size} KB, bei {host}",
  "incoming.push": "WAP-Push ({type})",
  "incoming.replaced": "Eine neuere Nachricht hat sie ersetzt.",
  "incoming.replaces": "Sie hat eine ältere Nachricht ersetzt.",
  "incoming.showNewer": "Neuere zeigen",
  "incoming.showOlder": "Ältere zeigen",
  "incoming.undecodable": "Eine Nachricht, die sich nicht lesen lässt",
  "incoming.withheld": "Unterdrückte Nummer",
};
