/** Whether digits are a payment card's: the length and beginning of one of the networks, and Luhn's check digit. */
export function isCard(written: string): boolean {
  const digits = written.replaceAll(/\D/g, '');
  return NETWORKS.test(digits) && !/^(\d)\1*$/.test(digits) && luhn(digits);
}

const NETWORKS = /^(?:4(?:\d{12}|\d{15}|\d{18})|5\d{15}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12}|35\d{14}|6\d{15,18})$/;

function luhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Whether what begins here is an account of its country (an IBAN): its length there, and the check digits by 97. */
export function isAccount(written: string): boolean {
  const letters = written.replaceAll(/[^a-z0-9]/gi, '').toUpperCase();
  const length = IBAN_LENGTHS[letters.slice(0, 2)];
  if (!length || letters.length < length) return false;
  const account = letters.slice(0, length);
  let rest = 0;
  for (const letter of account.slice(4) + account.slice(0, 4)) rest = Number(`${rest}${Number.parseInt(letter, 36)}`) % 97;
  return rest === 1;
}

/** Letters of an IBAN by country, from the SWIFT registry. */
const IBAN_LENGTHS: Record<string, number> = {
  ...{ AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BR: 29, BY: 28, CH: 21, CR: 22, CY: 28, CZ: 24 },
  ...{ DE: 22, DK: 18, DO: 28, EE: 20, EG: 29, ES: 24, FI: 18, FO: 18, FR: 27, GB: 22, GE: 22, GI: 23, GL: 18, GR: 27, GT: 28 },
  ...{ HR: 21, HU: 28, IE: 22, IL: 23, IQ: 23, IS: 26, IT: 27, JO: 30, KW: 30, KZ: 20, LB: 28, LI: 21, LT: 20, LU: 20, LV: 21 },
  ...{ MC: 27, MD: 24, ME: 22, MK: 19, MR: 27, MT: 31, MU: 30, NL: 18, NO: 15, PK: 24, PL: 28, PS: 29, PT: 25, QA: 29, RO: 24 },
  ...{ RS: 22, SA: 24, SC: 31, SE: 24, SI: 19, SK: 24, SM: 27, SV: 28, TN: 24, TR: 26, UA: 29, VA: 22, VG: 24, XK: 20 },
};

/** Whether what follows "my password is" is a secret, and not how the password is ("wrong", "caducada"). */
export function isSaidSecret(said: string): boolean {
  const [word = ''] = said.split(/\s/);
  const bare = word.replaceAll(/^["'“”‘’«`*_]+|["'“”‘’».,;!?`*_)]+$/g, '');
  if (bare.length < 3) return false;
  if (/^<?https?:/i.test(bare)) return false;
  if (/[\d#$%&@^+=!*?~]/.test(bare) || /\p{Ll}\p{Lu}/u.test(bare) || bare.length < word.replaceAll(/[.,;!?)]+$/g, '').length)
    return true;
  // A plain word may be a secret, too, when the sentence ends with it.
  const rest = said.slice(word.length);
  return /^\p{L}{4,}$/u.test(bare) && (/[.,;!]$/.test(word) || rest.trim() === '') && !HOW_IT_IS.has(bare.toLowerCase());
}

/** How passwords are, which is what most who write of theirs complain about. */
const HOW_IT_IS = new Set(
  `wrong incorrect expired invalid broken gone lost blocked locked required missing unknown reset forgotten weak short long
  rejected refused outdated changed right correct fine empty unclear case secret safe stolen leaked compromised needed
  incorrecta errónea caducada vencida inválida perdida bloqueada rechazada necesaria desconocida débil corta larga antigua correcta
  olvidada cambiada secreta segura robada obligatoria incorrecto erróneo caducado bloqueado inválido correcto equivocada mala nueva`.split(
    /\s+/,
  ),
);
