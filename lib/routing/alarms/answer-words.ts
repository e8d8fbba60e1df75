/** What an answer asks for. */
export type AnswerAct = "take" | "pass" | "resolve";

/** A digit asks for it, whatever people add behind it, unless that turns it around. */
export const DIGITS: ReadonlyMap<string, AnswerAct> = new Map([
  ["1", "take"],
  ["2", "pass"],
  ["0", "resolve"],
]);

/** English, then German; in lower case, without apostrophes. */
const ACTS: Readonly<Record<AnswerAct, string>> = {
  take: `ok okay k y ack acknowledge acknowledged take taking taken yes yep yeah mine
    ja jo jep übernehme uebernehme übernommen uebernommen meins`,
  pass: `pass next no nope
    nein ne nö weiter weitergeben weiterreichen`,
  resolve: `done resolve resolved fixed closed solved
    erledigt fertig behoben gelöst geloest repariert`,
};

/**
 * What people write around them. A sentence that has any other word may say the opposite, or ask, or speak of somebody else: it is no
 * answer. `please` asks somebody else to take it, and `soon` is not done.
 */
const AROUND: Readonly<Record<AnswerAct, string>> = {
  take: `i ill im am ive will it this that on my the way coming going there in right away now looking into at soon thanks
    ich bin es das den ihn diesen mach mache gleich sofort jetzt unterwegs auf dem weg komme fahre fahr los hin da schaue schau
    gucke guck nach mir mich an kümmere kuemmere darum drum schon danke um übernehm uebernehm machs dran`,
  pass: `i it on the please thanks
    ich es das den ihn bitte danke an nächsten naechsten`,
  resolve: `i it its this that is was has have ive been the problem now again already everything thanks
    ich es das ist wurde habe hab problem alles jetzt wieder schon danke`,
};

/** *Mach ich*, *bin dran*; *mach du* and *du bist dran* mean somebody else. */
export const TAKING_WITH: ReadonlyMap<string, string> = new Map([
  ...["mach", "mache", "machs", "übernehm", "uebernehm"].map((word) => [word, "ich"] as const),
  ["dran", "bin"],
]);

/** With nothing but thanks they answer news, and take nothing: *ok, danke*. */
export const AGREEING: ReadonlySet<string> = setOf("ok okay k y yes yep yeah ja jo jep");
export const THANKS: ReadonlySet<string> = setOf("thanks danke");

/** Between what is asked for and the numbers of alarms. */
export const FILLERS: ReadonlySet<string> = setOf("alarm alarms alarme nr number nummer and und all alle");

/** Behind 2, which no reason turns around. */
const REASONS = setOf("can cant cannot dont bin im am kann kein keine habe hab");

/** `1 Minute`, `in 20 min`: the number is no alarm's. */
export const UNITS: ReadonlySet<string> = setOf(
  `s sec secs second seconds m min mins minute minutes h hour hours oclock pm day days
    sek sekunde sekunden minuten std stunde stunden uhr tag tage tagen`,
);
/** Before a number: it is a time. */
export const BEFORE_TIMES: ReadonlySet<string> = setOf("in at by until um gegen ab bis");

/** Behind 0: it is not over yet. */
const NOT_YET = setOf(
  `soon shortly almost nearly eta will ill going coming way trying working looking
    gleich bald sofort fast unterwegs wird werde werden komme fahre fahr dabei dran versuche kümmere kuemmere schaue schau gucke guck`,
);

/** Behind 0 and 1 they turn what it says around. */
const NEGATIONS = setOf(
  `not no none never nobody nothing neither nor without cannot unable still
    nicht nichts nie niemals niemand nein ohne weder noch`,
);
/** Behind any digit: somebody else, another time, not all, or only perhaps. */
const DOUBTS = setOf(
  `but except excluding besides if unless or maybe perhaps later tomorrow instead wait hold stop wrong
    aber außer ausser ausgenommen wenn falls oder vielleicht später spaeter erst morgen sondern statt warte moment halt falsch`,
);

/** *Is it fixed*, without a question mark. */
export const ASKING: ReadonlySet<string> = setOf("is was has have am will do ist wurde hat bin");
export const SUBJECTS: ReadonlySet<string> = setOf("it this that the i everything es das ich alles problem alarm");

export const WORD_ACTS: ReadonlyMap<string, AnswerAct> = new Map(
  (["take", "pass", "resolve"] as const).flatMap((act) => wordsOf(ACTS[act]).map((word) => [word, act] as const)),
);

const WORDS_AROUND: Readonly<Record<AnswerAct, ReadonlySet<string>>> = {
  take: setOf(AROUND.take),
  pass: setOf(AROUND.pass),
  resolve: setOf(AROUND.resolve),
};

/** Whether a word may stand beside one that asks for this. With a time, only what begins then: what is over has no time. */
export const isAround = (act: AnswerAct, word: string): boolean =>
  WORDS_AROUND[act].has(word) || FILLERS.has(word) || (act === "take" && isOfTime(word));

/** Whether a word may stand right behind the digit: a noun there is counted, as in *2 people* and *0 problem*. */
export function isBehindDigit(act: AnswerAct, word: string): boolean {
  if (WORD_ACTS.has(word) || (isAround(act, word) && word !== "problem")) return true;
  if (act === "resolve") return false;
  return isAround("take", word) || PLEASE.has(word) || (act === "pass" && REASONS.has(word));
}

const PLEASE = setOf("please bitte");

const isOfTime = (word: string) => UNITS.has(word) || BEFORE_TIMES.has(word);

/** Whether a word turns around what a digit before it says. Whoever passes on may say what they cannot do. */
export function turnsAround(act: AnswerAct, word: string): boolean {
  if (DOUBTS.has(word)) return true;
  if (act === "pass") return false;
  if (act === "resolve" && (NOT_YET.has(word) || UNITS.has(word))) return true;
  return (
    NEGATIONS.has(word) ||
    /^kein/.test(word) ||
    /^(?:wo|ca|do|is|are|was|were|does|did|could|would|should|has|have|ai)nt$/.test(word)
  );
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(wordsOf(words));
}

function wordsOf(words: string): string[] {
  return words.trim().split(/\s+/);
}
