/** What a program cannot do on a profile by its own fault, as its wire trace shows. */
interface ProgramLimit {
  /** Exactly what it does instead. */
  outcome: string | RegExp;
  /** What in the trace shows why. */
  shown: RegExp;
  /** The same for people. */
  reason: string;
}

const UNKNOWN_RESPONSE = /^(Deleting SMS from "\w*" folder: )?Unknown response from phone\./;

/** gammu reads no answer that begins with a blank, as this firmware's do. */
const blankInFront = (outcome: string | RegExp, command: string): ProgramLimit => ({
  outcome,
  shown: new RegExp(`^<  \\${command}: `, "m"),
  reason: `gammu takes " ${command}: …", with a blank in front, for an unknown answer`,
});

/** gammu expects numbers behind the choice of a memory. */
const withoutUsage: ProgramLimit = {
  outcome: UNKNOWN_RESPONSE,
  shown: /^> AT\+CPMS="ME"\n< OK$/m,
  reason: "gammu takes the bare OK to AT+CPMS for an unknown answer; the telephone gives no messages out anyway",
};

/** Both programs send what the modem called failed again, although it went out. */
const takenForFailed = (outcome: string): ProgramLimit => ({
  outcome,
  shown: /^< \+CMS ERROR: 500$/m,
  reason: "every eighth part is answered with +CMS ERROR: 500 although it was sent, and goes out a second time",
});

/** oFono's drivers for plain AT modems; those for makers' modems need udev. It does not get as far as messages. */
const ofonoStops = (shown: RegExp, reason: string) => ({
  ofono: { start: { outcome: OFONO_STOPPED, shown, reason } },
});
const OFONO_STOPPED = /waited in vain for oFono|Timeout was reached|ServiceUnknown|ofonod/;

/** ModemManager's generic plug-in tries `2,1,2,1,0` and `2,1,2,0,0`-like settings, and no other. */
const modemManagerHearsNothing = {
  ModemManager: {
    report: {
      outcome: "none",
      shown: /^> AT\+CNMI=2,1,2,1,0\n< \+CMS ERROR: 302$/m,
      reason: "ModemManager's generic plug-in asks for AT+CNMI=2,1,2,1,0, which this family refuses",
    },
    receive: {
      outcome: "0 others",
      shown: /^> AT\+CNMI=2,1,2,1,0\n< \+CMS ERROR: 302$/m,
      reason: "and so hears of no message; it does not look for them by itself",
    },
  },
};

/** u-blox announces what it stores as in MT, both memories together. */
const inMemoryMt = (outcome: string) => ({ outcome, reason: "oFono passes over an announcement for the memory MT" });

/** A report that is stored is announced, and not fetched. */
const storedReport: ProgramLimit = {
  outcome: "none",
  shown: /^< \+CDSI: /m,
  reason: "ModemManager and oFono do not read the report that +CDSI announces",
};

/** On LTE the first part after a start is refused. */
const refusedOnLte = (outcome: string | RegExp): ProgramLimit => ({
  outcome,
  shown: /^< \+CMS ERROR: 38$/m,
  reason: "on LTE the first part after a start is refused with 38 (network out of order); it is not tried again",
});

/** Wavecom's +CMGR has no field for the name. */
const withoutAlpha: ProgramLimit = {
  outcome: "0 others",
  shown: /^< \+CMGR: 0,30$/m,
  reason: "reads +CMGR only with a field for the name between status and length",
};

/** By program and step, on every profile. */
const EVERYWHERE: Readonly<Record<string, Readonly<Record<string, ProgramLimit>>>> = {
  "serialport-gsm": {
    "send long": {
      outcome: /^another text, \d+ of 380 characters$/,
      shown: /^> 0041000D91947110325476F800008C060804/m,
      reason:
        "node-pdu counts octets (8C) instead of septets in TP-UDL, so that a telephone reads 132 of 133 characters",
    },
  },
};

/** What a program cannot do on a profile. */
export const limitsOf = (profile: string, program: string): Readonly<Record<string, ProgramLimit>> => ({
  ...EVERYWHERE[program],
  ...EXCEPTIONS[profile]?.[program],
});

/** By profile, program and step; everything that is not here works. */
export const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, ProgramLimit>>>>>> = {
  bg95: {
    "gammu-smsd": { send: takenForFailed("43 of 50, and 14 others") },
    smstools3: {
      send: takenForFailed("43 of 50, and 14 others"),
      report: takenForFailed("57 for 50"),
    },
  },
  huawei: {
    ...ofonoStops(/^> AT\+SIMSTATE\?\n< COMMAND NOT SUPPORT$/m, "takes COMMAND NOT SUPPORT for no answer"),
    ModemManager: { report: storedReport },
  },
  ublox: {
    ofono: {
      report: { ...inMemoryMt("none"), shown: /^< \+CDSI: "MT",\d+$/m },
      receive: { ...inMemoryMt("0 others"), shown: /^< \+CMTI: "MT",\d+$/m },
    },
    ...modemManagerHearsNothing,
  },
  cinterion: {
    ...ofonoStops(
      /^> AT\+CPMS="ME","ME","ME"\n< \+CMS ERROR: 302$/m,
      "asks for ME in all three places, which is refused",
    ),
    ...modemManagerHearsNothing,
  },
  wavecom: {
    ...ofonoStops(/^< \+CPMS: \(\("SM"\),\("SM"\)\)$/m, "does not read +CPMS in these brackets"),
    ModemManager: { receive: withoutAlpha },
    kannel: { receive: withoutAlpha },
  },
  sim7600: {
    gnokii: { send: refusedOnLte(/^SMS Send failed/) },
    ofono: { send: refusedOnLte("nothing arrived"), report: storedReport },
    ModemManager: { send: refusedOnLte(/Unknown message error: 38/), report: storedReport },
    "serialport-gsm": { send: refusedOnLte("Message Failed +CMS ERROR: 38") },
    gammu: {
      send: {
        outcome: "Unknown error.",
        shown: /^< \+CMS ERROR: 38$/m,
        reason:
          "on LTE the first part after a start is refused with 38 (network out of order); gammu does not try again",
      },
    },
  },
  sierra: {
    ...ofonoStops(/^< \+CPIN: READY$(?!\n< OK)/m, "waits for the OK that this firmware leaves out behind +CPIN"),
    ModemManager: {
      start: {
        outcome: /modem in failed state/,
        shown: /^< \+CPIN: READY$(?!\n< OK)/m,
        reason: "ModemManager's generic plug-in waits for the OK that this firmware leaves out behind +CPIN",
      },
    },
    gammu: {
      monitor: {
        outcome: UNKNOWN_RESPONSE,
        shown: /^< \+CREG: 2,1,1A2B,00C0FFEE,7,1$/m,
        reason: "gammu does not read the sixth field of Sierra's +CREG",
      },
    },
  },
  zte: {
    gammu: {
      identify: {
        outcome: /^without .*IMEI/,
        shown: /^< {2}86381201/m,
        reason: "gammu does not take an IMEI with a blank in front",
      },
      monitor: blankInFront(UNKNOWN_RESPONSE, "+CPBR"),
      send: blankInFront("Failed to get SMSC number from phone.", "+CSCA"),
      "send long": blankInFront("Failed to get SMSC number from phone.", "+CSCA"),
      "send Unicode": blankInFront("Failed to get SMSC number from phone.", "+CSCA"),
      getallsms: blankInFront(UNKNOWN_RESPONSE, "+CPMS"),
      deleteallsms: blankInFront(UNKNOWN_RESPONSE, "+CPMS"),
      getussd: blankInFront("No response in specified timeout. Probably the phone is not connected.", "+CUSD"),
    },
    ...ofonoStops(/^< {2}\+CPIN: READY$/m, "reads no answer that begins with a blank"),
    gnokii: {
      receive: { ...blankInFront("1 others", "+CMGR"), reason: "gnokii reads the PDU with a blank in front wrongly" },
    },
    ModemManager: {
      report: blankInFront("none", "+CNMI"),
      receive: { ...blankInFront("0 others", "+CMTI"), reason: "ModemManager hears no +CMTI with a blank in front" },
    },
    "serialport-gsm": {
      start: { ...blankInFront(/no answer to the start/, "+CPIN"), reason: "reads no answer with a blank" },
    },
    "gammu-smsd": {
      send: blankInFront("0 of 50", "+CPMS"),
      receive: blankInFront("0 of 50", "+CPMS"),
    },
  },
  nokia: {
    ...ofonoStops(/^> AT\+CRSM=/m, "needs a memory to receive into, which a telephone that only sends does not have"),
    ModemManager: Object.fromEntries(
      ["send", "send long", "send Unicode", "report"].map((step) => [
        step,
        {
          outcome: "error: modem has no messaging capabilities",
          shown: /^> AT\+CNMI=\?\n< ERROR$/m,
          reason: "ModemManager offers messages only where AT+CNMI=? is answered",
        },
      ]),
    ),
    gammu: { monitor: withoutUsage, getallsms: withoutUsage, deleteallsms: withoutUsage },
  },
};
