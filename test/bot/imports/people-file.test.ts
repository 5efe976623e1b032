import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PeopleFile, readPeopleFile } from '#bot/imports/people-file.ts';

const read = (text: string): PeopleFile => readPeopleFile(Buffer.from(text));
const rowsOf = (file: PeopleFile) => (file.kind === 'unknown' ? [] : file.rows);
const sentences = (file: PeopleFile) => file.problems.map(({ row, column, sentence }) => `${row} ${column}: ${sentence}`);

describe('a file of organisations', () => {
  it('is read with everything it can hold', () => {
    const file = read(
      [
        'Organisation,Domain(s),Size,Region,Time zone,Plan,Joined,Contact: billing,Contact',
        'Maple Street,maple.coop; maplestreet.org,"1,200",North,america/denver,Full,2019-05-01,Ana <ana@maple.coop>;BEN@maple.coop,',
      ]
        .join('\n')
        .replace('Ana <ana@maple.coop>', 'ana@maple.coop'),
    );

    expect(file).toEqual({
      kind: 'organisations',
      problems: [],
      notes: [],
      rows: [
        {
          row: 2,
          name: 'Maple Street',
          facts: { size: 1200, region: 'North', timeZone: 'America/Denver', plan: 'Full', joinedOn: '2019-05-01' },
          domains: ['maple.coop', 'maplestreet.org'],
          contacts: [
            { role: 'billing', email: 'ana@maple.coop' },
            { role: 'billing', email: 'ben@maple.coop' },
          ],
        },
      ],
    });
  });

  it('may have its columns named in Spanish, in any order and case', () => {
    const file = read(
      'TAMAÑO;Organización;Región;Zona horaria;Fecha de alta;Contacto: facturación\n12;Olmo;Norte;Europe/Madrid;1 de mayo de 2019;ana@olmo.es',
    );

    expect(rowsOf(file)).toMatchObject([
      {
        name: 'Olmo',
        facts: { size: 12, region: 'Norte', timeZone: 'Europe/Madrid', joinedOn: '2019-05-01' },
        contacts: [{ role: 'facturación', email: 'ana@olmo.es' }],
      },
    ]);
  });

  it.each([
    ['a comma', 'organisation,size\nMaple,12'],
    ['a semicolon', 'organisation;size\nMaple;12'],
    ['a tab', 'organisation\tsize\nMaple\t12'],
    ['what Excel says it is', 'sep=;\norganisation;size\nMaple;12'],
    ['quotes, and the lines of an old Mac', '"organisation","size"\r"Maple","12"\r'],
    ['formulas that keep text text', 'organisation,size\r\n="Maple",="12"\r\n'],
  ])('may be delimited by %s', (_name, text) => {
    expect(rowsOf(read(text))).toMatchObject([{ name: 'Maple', facts: { size: 12 } }]);
  });

  it.each([
    ['UTF-8 with a mark', Buffer.from('\ufefforganisation\nCafé Ñandú')],
    ['UTF-16', Buffer.from('\ufefforganisation\nCafé Ñandú', 'utf16le')],
    ['UTF-16, the other way round', Buffer.from('\ufefforganisation\nCafé Ñandú', 'utf16le').swap16()],
    ['an older Windows', Buffer.from('organisation\nCafé Ñandú', 'latin1')],
    ['letters and their accents apart', Buffer.from('organisation\nCafé Ñandú'.normalize('NFD'))],
  ])('may be encoded as %s', (_name, bytes) => {
    expect(rowsOf(readPeopleFile(bytes))).toMatchObject([{ name: 'Café Ñandú' }]);
  });

  it('leaves what is empty as it is, and skips blank rows without losing count', () => {
    const file = read('organisation,size,domain\n\n,,\nMaple,,\n\nOak,x,');

    expect(rowsOf(file)).toEqual([{ row: 4, name: 'Maple', facts: {}, domains: [], contacts: [] }]);
    expect(sentences(file)).toEqual(['6 size: “x” is not a number of people. Write digits only, such as 12.']);
  });

  it('says row by row and column by column what is wrong', () => {
    const file = read(
      [
        'organisation,domain,size,time zone,joined,contact: billing',
        ',a.coop,,,,',
        'A,gmail.com,,,,',
        'B,not a domain,,,,',
        'C,,12 people,,,',
        'D,,,Denver,,',
        'E,,,Amercia/Denver,,',
        'F,,,,03/04/2019,',
        'G,,,,2019-02-30,',
        'H,,,,,nobody',
        'I,i.coop,,,,',
        'i,,,,,',
        'J,i.coop,,,,',
      ].join('\n'),
    );

    expect(sentences(file)).toEqual([
      '2 organisation: The name of the organisation is missing.',
      '3 domain: Anybody can have an address at gmail.com, so it says nothing of where they belong. Leave it out.',
      '4 domain: “not” is not a mail domain. Write what follows the @, such as example.org.',
      '4 domain: “a” is not a mail domain. Write what follows the @, such as example.org.',
      '4 domain: “domain” is not a mail domain. Write what follows the @, such as example.org.',
      '5 size: “12 people” is not a number of people. Write digits only, such as 12.',
      '6 time zone: “Denver” is not a time zone. Did you mean America/Denver?',
      '7 time zone: “Amercia/Denver” is not a time zone. Did you mean America/Denver?',
      '8 joined: “03/04/2019” could be 2019-04-03 or 2019-03-04. Write it like that, please.',
      '9 joined: “2019-02-30” is not a day. Write it as 2019-05-31: year, month, day.',
      '10 contact: billing: “nobody” is not an e-mail address. Write one such as ana@example.org.',
      '12 organisation: Organisation “i” is in row 11 already.',
      '13 domain: Domain “i.coop” is in row 11 already.',
    ]);
    expect(rowsOf(file)).toMatchObject([{ row: 11, name: 'I' }]);
  });

  it.each([
    ['2019-05-31', '2019-05-31'],
    ['2019/5/31', '2019-05-31'],
    ['2019-05-31 00:00:00', '2019-05-31'],
    ['31.05.2019', '2019-05-31'],
    ['03.04.2019', '2019-04-03'],
    ['31/05/2019', '2019-05-31'],
    ['05/31/2019', '2019-05-31'],
    ['5/5/2019', '2019-05-05'],
    ['31 May 2019', '2019-05-31'],
    ['May 31st, 2019', '2019-05-31'],
    ['31 de mayo de 2019', '2019-05-31'],
  ])('takes %s as a day', (written, day) => {
    expect(rowsOf(read(`organisation;joined\nMaple;${written}`))).toMatchObject([{ facts: { joinedOn: day } }]);
  });
});

describe('a file of members', () => {
  it('is known by its column with e-mails', () => {
    const file = read(
      'E-mail,Name,Organization,Language,Role\nANA@maple.coop,Ana,Maple Street,Español,Treasurer\nben@maple.coop,,,,',
    );

    expect(file).toEqual({
      kind: 'members',
      problems: [],
      notes: [],
      rows: [
        { row: 2, email: 'ana@maple.coop', organisation: 'Maple Street', language: 'es', role: 'Treasurer' },
        { row: 3, email: 'ben@maple.coop' },
      ],
    });
  });

  it('says what is wrong with a row', () => {
    const file = read('email,language\n,en\nana@,en\nana@maple.coop,klingon\nben@maple.coop,es-MX\nben@maple.coop,en');

    expect(sentences(file)).toEqual([
      '2 e-mail: The e-mail address is missing.',
      '3 e-mail: “ana@” is not an e-mail address. Write one such as ana@example.org.',
      '4 language: “klingon” is not a language I know. Write en for English or es for Spanish.',
      '6 e-mail: E-mail “ben@maple.coop” is in row 5 already.',
    ]);
    expect(rowsOf(file)).toEqual([{ row: 5, email: 'ben@maple.coop', language: 'es' }]);
  });
});

describe('a file nobody can take in', () => {
  it.each([
    ['', 'The file is empty'],
    ['\n\n;;;\n', 'The file is empty'],
    ['PK\u0003\u0004rest of a workbook', 'This is a spreadsheet, not a CSV file'],
    ['colour,shape\nred,round', 'The first row names the columns'],
    ['email,domain\nana@a.coop,a.coop', 'One file can hold organisations or members, not both'],
    ['organisation,size,people\nA,1,2', 'The column “people” is there twice'],
    ['organisation\n"Maple\nOak', 'A quotation mark opens here and never closes'],
  ])('is answered with what to do about it: %j', (text, sentence) => {
    const file = read(text);

    expect(file.kind).toBe('unknown');
    expect(file.problems[0]?.sentence).toContain(sentence);
  });

  it('is one that is too large', () => {
    expect(readPeopleFile(Buffer.alloc(6 * 1024 * 1024, 'a')).problems[0]?.sentence).toContain('larger than 5 MB');
  });
});

it('says which columns it leaves out, and what may have been meant', () => {
  expect(read('organisation,sise,favourite colour\nA,1,red').notes).toEqual([
    'The column “sise” is left out. Did you mean “size”?',
    'The column “favourite colour” is left out: I do not know it.',
  ]);
});

describe('whatever is in a file', () => {
  const word = fc.constantFrom(
    'organisation',
    'domain',
    'email',
    'size',
    'joined',
    'contact: x',
    'a.coop',
    'ana@a.coop',
    '12',
    '"',
    ',',
    ';',
    '\n',
    '\r\n',
    '1/2/2019',
    '=',
    '\0',
    '\ufeff',
    'ñ',
  );

  it('reading it never throws, and every row is read, empty, or has a problem', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        const file = read(words.join(''));

        for (const row of rowsOf(file)) expect(row.row).toBeGreaterThan(1);
        for (const { row, sentence } of file.problems) {
          expect(row).toBeGreaterThan(0);
          expect(sentence.length).toBeLessThan(300);
        }
        expect(file.kind !== 'unknown' || file.problems.length > 0).toBe(true);
      }),
    );
  });

  it('reading it never throws, be it bytes without sense', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => readPeopleFile(bytes)).not.toThrow();
      }),
    );
  });
});
