/** What the set-up page says. */
export const SETUP_WORDS = {
  en: {
    title: "Set up Aldis",
    intro: "This makes the administrator of this SMS gateway, who holds every permission and adds the other users.",
    name: "User name",
    password: "Password",
    again: "Password once more",
    hint: "At least 6 characters, and not the user name.",
    submit: "Make the administrator",
    script:
      "This page needs JavaScript. On the gateway's machine, aldis user add NAME --preset administrator does the same.",
    said: {
      waiting: "One moment …",
      done: "The administrator was made. Programs can now send with this name and password.",
      link: "This link is not valid: it works once, for 30 minutes. On the gateway's machine, aldis setup-link makes a new one.",
      name: "A user name has 1 to 64 letters, digits and . _ - @ +, with single blanks between them.",
      password: "A password has 6 to 256 characters, and differs from the user name.",
      differ: "The two passwords differ.",
      throttled: "Too many attempts: try again in a minute.",
      failed: "That did not work. Try again; the gateway's log says more.",
    },
  },
  de: {
    title: "Aldis einrichten",
    intro:
      "Damit wird der Administrator dieses SMS-Gateways angelegt. Er hat alle Berechtigungen und legt die anderen Benutzer an.",
    name: "Benutzername",
    password: "Passwort",
    again: "Passwort wiederholen",
    hint: "Mindestens 6 Zeichen und nicht der Benutzername.",
    submit: "Administrator anlegen",
    script:
      "Diese Seite braucht JavaScript. Auf dem Rechner des Gateways geht es auch mit aldis user add NAME --preset administrator.",
    said: {
      waiting: "Einen Moment …",
      done: "Der Administrator ist angelegt. Programme können jetzt mit diesem Namen und Passwort senden.",
      link: "Dieser Link gilt nicht: Er gilt einmal und 30 Minuten lang. Auf dem Rechner des Gateways erzeugt aldis setup-link einen neuen.",
      name: "Ein Benutzername hat 1 bis 64 Buchstaben, Ziffern und . _ - @ +, dazwischen einzelne Leerzeichen.",
      password: "Ein Passwort hat 6 bis 256 Zeichen und ist nicht der Benutzername.",
      differ: "Die beiden Passwörter sind verschieden.",
      throttled: "Zu viele Versuche: Bitte in einer Minute noch einmal.",
      failed: "Das hat nicht geklappt. Bitte noch einmal versuchen; mehr steht im Log des Gateways.",
    },
  },
} as const;

type Language = keyof typeof SETUP_WORDS;

/** The language that a browser prefers, of those that there are; English by default. */
export function languageOf(acceptLanguage: string | null): Language {
  const wanted = (acceptLanguage ?? "").slice(0, 200).split(",");
  const known = wanted.map((each) => each.trim().slice(0, 2).toLowerCase()).find((each) => each in SETUP_WORDS);
  return (known as Language | undefined) ?? "en";
}
