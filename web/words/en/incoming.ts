/** What came in and is no text. */
export const incoming = {
  "incoming.binary": "Data for a program, {count} octets",
  "incoming.binaryPort": "Data for the program at port {port}, {count} octets",
  "incoming.call": "Called, rang {time}",
  "incoming.callOpen": "Called",
  "incoming.help.binary": "Telephones do not show such a message. The octets are below.",
  "incoming.help.call": "The gateway never answers. Call back if you expect something.",
  "incoming.help.flash": "Telephones show it at once, and do not keep it.",
  "incoming.help.mms":
    "The picture waits in the network. The gateway cannot fetch it: ask the sender for a text or an email, or put the SIM into a telephone.",
  "incoming.help.push": "Check who sent it before you follow the link.",
  "incoming.help.undecodable": "It was kept as it came. What is wrong with it stands below.",
  "incoming.mms": "An MMS was sent here",
  "incoming.mmsFrom": "An MMS from {from} was sent here",
  "incoming.mmsSize": "{size} KB, at {host}",
  "incoming.push": "WAP push ({type})",
  "incoming.replaced": "A newer message has replaced it.",
  "incoming.replaces": "It replaced an older message.",
  "incoming.showNewer": "Show the newer one",
  "incoming.showOlder": "Show the older one",
  "incoming.undecodable": "A message that cannot be read",
  "incoming.withheld": "Withheld number",
};
