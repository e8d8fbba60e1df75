/** What a program cannot do on a profile by its own fault, as its wire trace shows. */
export interface ProgramLimit {
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

/** By profile, program and step; everything that is not here works. */
export const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, ProgramLimit>>>>>> = {
  bg95: {
    "gammu-smsd": { send: takenForFailed("43 of 50, and 14 others") },
    smstools3: {
      send: takenForFailed("43 of 50, and 14 others"),
      report: takenForFailed("57 for 50"),
    },
  },
  sim7600: {
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
      getussd: blankInFront("nothing said", "+CUSD"),
    },
    "gammu-smsd": {
      send: blankInFront("0 of 50", "+CPMS"),
      receive: blankInFront("0 of 50", "+CPMS"),
    },
  },
  nokia: {
    gammu: { monitor: withoutUsage, getallsms: withoutUsage, deleteallsms: withoutUsage },
  },
};
