import type { Language } from "./types.ts";

/**
 * National language single shift tables, 23.038 §A.2, as what they have besides the default extension table: a position
 * in hexadecimal, then code points for it and those after it.
 */

/** Common to the languages of India and to Urdu. */
const COMMON = `
    00: 0040 00a3 0024 00a5 00bf 0022 00a4 0025 0026 0027
    0b: 002a 002b
    0e: 002d 002f
    10: 003c 003d 003e 00a1
    15: 00a1 005f 0023 002a
    41: 0041 0042 0043 0044 0045 0046 0047 0048 0049 004a 004b 004c 004d 004e 004f
    50: 0050 0051 0052 0053 0054 0055 0056 0057 0058 0059 005a
`;

export const SINGLE_SHIFT_TABLES: Readonly<Record<Language, string>> = {
  // Turkish, §A.2.1
  tr: `
    47: 011e
    49: 0130
    53: 015e
    63: 00e7
    67: 011f
    69: 0131
    73: 015f
  `,
  // Spanish, §A.2.2
  es: `
    09: 00e7
    41: 00c1
    49: 00cd
    4f: 00d3
    55: 00da
    61: 00e1
    69: 00ed
    6f: 00f3
    75: 00fa
  `,
  // Portuguese, §A.2.3
  pt: `
    05: 00ea
    09: 00e7
    0b: 00d4 00f4
    0e: 00c1 00e1
    12: 03a6 0393
    15: 03a9 03a0 03a8 03a3 0398
    1f: 00ca
    41: 00c0
    49: 00cd
    4f: 00d3
    55: 00da
    5b: 00c3 00d5
    61: 00c2
    69: 00ed
    6f: 00f3
    75: 00fa
    7b: 00e3 00f5
    7f: 00e2
  `,
  // Bengali, §A.2.4
  bn: `${COMMON}
    19: 09e6 09e7 .... 09e8 09e9 09ea 09eb
    20: 09ec 09ed 09ee 09ef 09df 09e0 09e1 09e2
    2a: 09e3 09f2 09f3 09f4 09f5
    30: 09f6 09f7 09f8 09f9 09fa
  `,
  // Gujarati, §A.2.5
  gu: `${COMMON}
    19: 0964 0965 .... 0ae6 0ae7 0ae8 0ae9
    20: 0aea 0aeb 0aec 0aed 0aee 0aef
  `,
  // Hindi, §A.2.6
  hi: `${COMMON}
    19: 0964 0965 .... 0966 0967 0968 0969
    20: 096a 096b 096c 096d 096e 096f 0951 0952
    2a: 0953 0954 0958 0959 095a
    30: 095b 095c 095d 095e 095f 0960 0961 0962 0963 0970 0971
  `,
  // Kannada, §A.2.7
  kn: `${COMMON}
    19: 0964 0965 .... 0ce6 0ce7 0ce8 0ce9
    20: 0cea 0ceb 0cec 0ced 0cee 0cef 0cde 0cf1
    2a: 0cf2
  `,
  // Malayalam, §A.2.8
  ml: `${COMMON}
    19: 0964 0965 .... 0d66 0d67 0d68 0d69
    20: 0d6a 0d6b 0d6c 0d6d 0d6e 0d6f 0d70 0d71
    2a: 0d72 0d73 0d74 0d75 0d7a
    30: 0d7b 0d7c 0d7d 0d7e 0d7f
  `,
  // Oriya, §A.2.9
  or: `${COMMON}
    19: 0964 0965 .... 0b66 0b67 0b68 0b69
    20: 0b6a 0b6b 0b6c 0b6d 0b6e 0b6f 0b5c 0b5d
    2a: 0b5f 0b70 0b71
  `,
  // Punjabi, §A.2.10
  pa: `${COMMON}
    19: 0964 0965 .... 0a66 0a67 0a68 0a69
    20: 0a6a 0a6b 0a6c 0a6d 0a6e 0a6f 0a59 0a5a
    2a: 0a5b 0a5c 0a5e 0a75
  `,
  // Tamil, §A.2.11
  ta: `${COMMON}
    19: 0964 0965 .... 0be6 0be7 0be8 0be9
    20: 0bea 0beb 0bec 0bed 0bee 0bef 0bf3 0bf4
    2a: 0bf5 0bf6 0bf7 0bf8 0bfa
  `,
  // Telugu, §A.2.12
  te: `${COMMON}
    1c: 0c66 0c67 0c68 0c69
    20: 0c6a 0c6b 0c6c 0c6d 0c6e 0c6f 0c58 0c59
    2a: 0c78 0c79 0c7a 0c7b 0c7c
    30: 0c7d 0c7e 0c7f
  `,
  // Urdu, §A.2.13
  ur: `${COMMON}
    19: 0600 0601 .... 06f0 06f1 06f2 06f3
    20: 06f4 06f5 06f6 06f7 06f8 06f9 060c 060d
    2a: 060e 060f 0610 0611 0612
    30: 0613 0614 061b 061f 0640 0652 0658 066b 066c 0672 0673 06cd
    3f: 06d4
  `,
};
