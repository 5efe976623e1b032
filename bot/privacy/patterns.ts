// What a message may hold that does not belong in a channel, as data: to look for one thing more, add a line here.
import { isAccount, isCard, isSaidSecret } from './number-checks.ts';

/** What a message looks like it holds; the words for privacy have a name for each. */
export type Finding = 'card' | 'account' | 'socialSecurity' | 'password' | 'health';

export type Pattern = {
  name: Finding;
  /** Global; whatever its first group (or else the whole) finds is checked. Every repetition in it has an end. */
  regex: RegExp;
  check?: (found: string) => boolean;
  example: string;
};

/** The most that Slack takes in one message; nothing is looked for after it. */
const LONGEST = 40_000;

const CONDITIONS_EN =
  'cancer|depression|anxiety disorder|diabetes|epilepsy|hiv|aids|asthma|hepatitis|dementia|autism|adhd|ptsd|bipolar|a tumou?r|heart disease|multiple sclerosis|an eating disorder|an addiction';
const CONDITIONS_ES =
  'cáncer|depresión|un trastorno|diabetes|epilepsia|vih|sida|asma|hepatitis|demencia|autismo|tdah|un tumor|esclerosis múltiple|una adicción|una discapacidad|una enfermedad';

export const PATTERNS: readonly Pattern[] = [
  {
    // Overlapping on purpose (the lookahead): a year before the number must not hide it.
    name: 'card',
    regex:
      /(?<!\d)(?=(\d{13,19}|\d{4}[ .\u00a0-]\d{6}[ .\u00a0-]\d{4,5}|\d{4}(?:[ .\u00a0-]\d{4}){3}(?:[ .\u00a0-]\d{1,3})?)(?!\d))\d/g,
    check: isCard,
    example: 'My card is 4111 1111 1111 1111',
  },
  {
    name: 'account',
    regex: /(?<![a-z0-9])[a-z]{2}\d{2}(?:[ \u00a0-]?[a-z0-9]){11,30}/gi,
    check: isAccount,
    example: 'Please pay to ES91 2100 0418 4502 0005 1332',
  },
  {
    name: 'account',
    regex:
      /(?<!\p{L})(?:bank account|account number|account no|acct|routing number)(?!\p{L})[^\d\n]{0,30}\d(?:[ -]?\d){5,19}(?!\d)/giu,
    example: 'My bank account is 000123456789',
  },
  {
    name: 'account',
    regex: /(?<!\p{L})(?:n[úu]mero de cuenta|cuenta bancaria|cuenta del banco)(?!\p{L})[^\d\n]{0,30}\d(?:[ -]?\d){5,19}(?!\d)/giu,
    example: 'Mi número de cuenta es 0049 1500 0512 3456 7892',
  },
  {
    name: 'socialSecurity',
    regex: /(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g,
    example: 'They ask for it: 219-09-9999',
  },
  {
    name: 'socialSecurity',
    regex:
      /(?<!\p{L})(?:ssn|social security|seguro social)(?!\p{L})[^\d\n]{0,30}(?!000|666|9)\d{3}[ -]?(?!00)\d{2}[ -]?(?!0000)\d{4}(?!\d)/giu,
    example: 'My SSN is 219099999',
  },
  {
    name: 'password',
    regex:
      /(?<!\p{L})(?:password|passcode|passphrase|pwd|pin(?: code| number)?)(?: (?:for|to|of|there|here) [\p{L}\d ]{1,40}?)? {0,3}(?:is now|is|was|:|=) {0,3}([^\s]{3,64}[^\n]{0,2})/giu,
    check: isSaidSecret,
    example: 'my password is Sunflower42',
  },
  {
    name: 'password',
    regex:
      /(?<!\p{L})(?:contrase[ñn]a|clave|pin)(?: (?:de|del|para|en) [\p{L}\d ]{1,40}?)? {0,3}(?:ahora es|es|era|:|=) {0,3}([^\s]{3,64}[^\n]{0,2})/giu,
    check: isSaidSecret,
    example: 'mi contraseña es Girasol42',
  },
  {
    name: 'health',
    regex: new RegExp(
      `(?<!\\p{L})(?:diagnosed with|my (?:diagnosis|disability|medication|surgery|chemo(?:therapy)?|therapist|psychiatrist|pregnancy|illness)|(?:i am|i['’]m) (?:pregnant|disabled|on sick leave|on medical leave)|(?:i have|i['’]ve got|i suffer from) (?:${CONDITIONS_EN}))(?!\\p{L})`,
      'giu',
    ),
    example: 'I was diagnosed with diabetes last week',
  },
  {
    name: 'health',
    regex: new RegExp(
      `(?<!\\p{L})(?:me (?:han )?diagnostica(?:ron|do)|mi (?:diagnóstico|discapacidad|medicación|operación|quimioterapia|terapeuta|psiquiatra|embarazo|enfermedad)|estoy (?:embarazada|de baja|enferm[oa])|baja médica|(?:tengo|padezco|sufro de) (?:${CONDITIONS_ES}))(?!\\p{L})`,
      'giu',
    ),
    example: 'Me han diagnosticado diabetes',
  },
];

/** What a message looks like it holds; null for nothing. A guess, so that nothing may follow from it but a question to its author. */
export function sensitiveIn(text: string): Finding | null {
  const looked = text.slice(0, LONGEST);
  const found = PATTERNS.find(({ regex, check = () => true }) =>
    [...looked.matchAll(regex)].some((match) => check(match[1] ?? match[0])),
  );
  return found?.name ?? null;
}
