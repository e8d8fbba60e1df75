/** What the bot says, in the language of the person as far as it is spoken here. */
interface BotTexts {
  /** On the button that shares the number. */
  shareNumber: string;
  /** How to link oneself. */
  welcome: string;
  /** To somebody who is linked already. */
  alreadyLinked(number: string): string;
  linked(number: string): string;
  /** A contact that is not the person's own. */
  notYours: string;
  /** A number that cannot be one. */
  noNumber: string;
  unlinked: string;
  wasNotLinked: string;
  /** To whoever presses a button that is not for them, or no longer. */
  notYourButton: string;
}

const ENGLISH: BotTexts = {
  shareNumber: "📱 Share my number",
  welcome:
    "Hello! Messages for your telephone number can reach you here, faster than by SMS. To receive them, press “Share my number” below. /stop ends it at any time.",
  alreadyLinked: (number) => `Messages for ${number} reach you here. /stop ends it.`,
  linked: (number) => `Thank you! From now on, messages for ${number} reach you here. /stop ends it.`,
  notYours:
    "Thank you, but this is somebody else's number. Only the person whose number it is can link it. To link your own, press “Share my number” below.",
  noNumber: "Sorry, this number cannot be used. Please try again with the button below.",
  unlinked: "Done: from now on, messages for your number come by SMS again. /start links it again.",
  wasNotLinked: "Your number is not linked, so nothing has changed. /start links it.",
  notYourButton: "This button is not for you, or no longer: nothing was done.",
};

const GERMAN: BotTexts = {
  shareNumber: "📱 Meine Nummer teilen",
  welcome:
    "Hallo! Nachrichten an Ihre Telefonnummer können Sie hier erreichen, schneller als per SMS. Tippen Sie dafür unten auf „Meine Nummer teilen“. Mit /stop endet es jederzeit.",
  alreadyLinked: (number) => `Nachrichten an ${number} erreichen Sie hier. Mit /stop endet das.`,
  linked: (number) => `Vielen Dank! Ab jetzt erreichen Sie Nachrichten an ${number} hier. Mit /stop endet das.`,
  notYours:
    "Vielen Dank, aber das ist die Nummer von jemand anderem. Nur wem eine Nummer gehört, kann sie verbinden. Für Ihre eigene tippen Sie unten auf „Meine Nummer teilen“.",
  noNumber: "Diese Nummer lässt sich leider nicht verwenden. Bitte versuchen Sie es mit der Taste unten noch einmal.",
  unlinked: "Erledigt: Nachrichten an Ihre Nummer kommen ab jetzt wieder per SMS. Mit /start verbinden Sie sie wieder.",
  wasNotLinked: "Ihre Nummer ist nicht verbunden, es hat sich also nichts geändert. Mit /start verbinden Sie sie.",
  notYourButton: "Diese Taste ist nicht oder nicht mehr für Sie: nichts wurde getan.",
};

/** @param language  IETF tag, such as `de-AT` */
export function botTexts(language: string | undefined): BotTexts {
  return language?.toLowerCase().split("-")[0] === "de" ? GERMAN : ENGLISH;
}
