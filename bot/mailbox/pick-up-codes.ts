// THE PICK-UP CODE: three groups of five, such as `K7MPQ-XW3TR-9FHDV`, easy to write on paper and to type again.
// Thirteen characters are by chance, which is 63 bits; the last two follow from them, so that a slip of the pen is told from a code of nobody.

/** What cannot be taken for each other: neither 0 and O, 1, I and L, nor 5 and S. There are 29, a prime, so that the check below finds every slip. */
const CHARACTERS = '2346789ABCDEFGHJKMNPQRTUVWXYZ';
const SIZE = CHARACTERS.length;
const BY_CHANCE = 13;
const LENGTH = 15;
const GROUP = 5;

/** The code that so many random bytes make, without its hyphens. */
export function codeFrom(random: Buffer): string {
  let rest = BigInt(`0x${random.toString('hex')}`);
  const digits: number[] = [];
  while (digits.length < BY_CHANCE) {
    digits.push(Number(rest % BigInt(SIZE)));
    rest /= BigInt(SIZE);
  }
  return [...digits, ...checksOf(digits)].map((digit) => CHARACTERS[digit]).join('');
}

/** As it is shown. */
export function grouped(code: string): string {
  return code.match(new RegExp(`.{${GROUP}}`, 'g'))?.join('-') ?? code;
}

/** The code in what somebody typed, however they wrote it; null when it has a slip in it. */
export function readCode(typed: string): string | null {
  const code = typed
    .slice(0, 200)
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
  const digits = [...code].map((character) => CHARACTERS.indexOf(character));
  if (digits.length !== LENGTH || digits.includes(-1)) return null;
  const checks = checksOf(digits.slice(0, BY_CHANCE));
  return checks.every((check, index) => check === digits[BY_CHANCE + index]) ? code : null;
}

/**
 * The last two: with them both the sum of all digits and the sum of each times its place are nothing, counted in a prime's remainders,
 * so that one wrong character, two of them, or two that changed places never make another code.
 */
function checksOf(digits: readonly number[]): [number, number] {
  const sum = digits.reduce((total, digit) => total + digit, 0);
  const weighted = digits.reduce((total, digit, index) => total + digit * (index + 1), 0);
  // a + b = -sum and 14a + 15b = -weighted
  const last = modulo((LENGTH - 1) * sum - weighted);
  return [modulo(-sum - last), last];
}

const modulo = (number: number): number => ((number % SIZE) + SIZE) % SIZE;
