import { sourceFiles, withoutComments } from '#test/support/source-files.ts';

export type Found = { path: string; regex: RegExp };

/** Every regular expression written in these rooms; what is no literal is put together by a function that a proof calls itself. */
export function regexesIn(...rooms: string[]): Found[] {
  return sourceFiles(...rooms).flatMap(({ path, source }) =>
    [...withoutComments(source).matchAll(LITERAL)].flatMap(([, pattern = '', flags = '']) => {
      const regex = compiled(pattern, flags);
      return regex ? [{ path, regex }] : [];
    }),
  );
}

/** A slash where a value can stand, and all up to the next one that is neither escaped nor in a class. */
const LITERAL =
  /(?<=[(,=:[!&|?{};+]\s*|\breturn\s+|=>\s*)\/((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)(?=[\s).,;:\]])/g;

function compiled(pattern: string, flags: string): RegExp | undefined {
  try {
    // Global, so that all of the text is looked through.
    return new RegExp(pattern, flags.includes('g') ? flags : `${flags}g`);
  } catch {
    return undefined;
  }
}

const UNITS = [
  'a',
  'A',
  'é',
  '0',
  ' ',
  '\n',
  '\t',
  '.',
  '-',
  ',',
  ':',
  '/',
  '<',
  '>',
  '@',
  '&',
  '#',
  '"',
  '`',
  '*',
  '=',
  'a ',
  'a.',
  'a-',
  'a@',
  '1,',
  '1 ',
  '00-',
  '4111 ',
  'es91',
  'ha',
  'lol',
  '&lt;',
  '<@U1',
  '<@U1>',
  '<!a|',
  ':a:',
  'http://',
  '[',
  ']',
  '{',
  '"a',
  'a:"',
  'on a until ',
  '#12 and ',
  '12,',
  'pin for ',
  'password ',
  'my diagnosis ',
  'cuenta bancaria ',
  'mon-fri 9-5, ',
  '👍',
];

/** What comes before a row of the same, so that the patterns that begin with a word are led on, too. */
const STARTS = [
  '',
  'password for ',
  'contraseña de ',
  'bank account ',
  '="',
  '<',
  ':',
  'on ',
  '<@U0BOT|',
  '<mailto:',
  '12 ',
  'me ',
];
/** What makes a match fail at the very end. */
const ENDS = ['', '!', '\0x'];

/** Texts of so many characters that lead careless patterns to try every way to split them. */
export function hostileTo(length: number, { starts = STARTS, ends = ENDS } = {}): string[] {
  return starts.flatMap((start) =>
    UNITS.flatMap((unit) =>
      ends.map((end) =>
        `${start}${unit.repeat(length)}`
          .slice(0, length - end.length)
          .toWellFormed()
          .concat(end),
      ),
    ),
  );
}
