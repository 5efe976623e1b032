import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_FIELDS, readFields } from '#bot/form-fields/definition.ts';
import { editFields, readTyped } from '#bot/form-fields/editing.ts';
import { editorIds, fieldForm, fieldList, whichField } from '#bot/form-fields/editor.ts';
import { FIELD_KINDS, type FormField } from '#bot/form-fields/form-fields.ts';
import { fieldBlocks } from '#bot/form-fields/parts.ts';
import { FIELD_ACTION, fieldBlockId, readAnswers } from '#bot/form-fields/reading.ts';
import { answerLines, answerTexts } from '#bot/form-fields/showing.ts';
import { readAddress } from '#bot/form-fields/values.ts';
import { LANGUAGES, wordsIn } from '#bot/words/words.ts';
import { readNumber } from '#surveys/typed-values.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { liveSequences, liveTexts, objectionsToView } from '#test/support/valid-blocks.ts';

const words = wordsIn('en').formFields;
const spanish = LANGUAGES.es.formFields;
const field = (kind: FormField['kind'], more: Partial<FormField> = {}): FormField => ({
  id: kind.replace(/[^a-z]/g, '-'),
  label: `Your ${kind}`,
  kind,
  isOptional: false,
  options: kind === 'choice' || kind === 'many' ? ['Small', 'Large'] : [],
  ...more,
});
const ALL = FIELD_KINDS.map((kind) => field(kind));
const modal = (blocks: unknown[]) => ({
  type: 'modal',
  callback_id: 'x',
  title: { type: 'plain_text', text: 'x' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks,
});
const state = (entries: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(entries).map(([id, entry]) => [fieldBlockId(id), { [FIELD_ACTION]: entry }]));
const FILLED = {
  text: { value: ' Maple Street ' },
  'long-text': { value: 'one\ntwo' },
  number: { value: '1,234.50' },
  date: { selected_date: '2026-05-31' },
  choice: { selected_option: { value: 'Small' } },
  many: { selected_options: [{ value: 'Small' }, { value: 'Large' }, { value: 'Small' }] },
  person: { selected_user: 'U0MAYA' },
  file: { files: [{ id: 'F0123', name: 'budget 2026.pdf', url_private: 'https://x' }] },
  'e-mail': { value: 'Ana@Example.ORG' },
};
const ANSWERS = {
  text: 'Maple Street',
  'long-text': 'one\ntwo',
  number: '1234.5',
  date: '2026-05-31',
  choice: 'Small',
  many: ['Small', 'Large'],
  person: 'U0MAYA',
  file: ['F0123 budget 2026.pdf'],
  'e-mail': 'ana@example.org',
};

describe('a form', () => {
  it('of every kind is one that Slack takes, empty and filled in', () => {
    expect(objectionsToView(modal(fieldBlocks(ALL)))).toEqual([]);
    expect(objectionsToView(modal(fieldBlocks(ALL, ANSWERS)))).toEqual([]);
    expect(
      objectionsToView(modal(fieldBlocks([field('many', { options: Array.from({ length: 100 }, (_, n) => `Choice ${n}`) })]))),
    ).toEqual([]);
  });

  it('is read as it was filled in: each kind in its own form', () => {
    expect(readAnswers(ALL, state(FILLED), words)).toEqual({ answers: ANSWERS });
  });

  it('that is sent back as it stands says the same, in every language', () => {
    for (const own of [words, spanish]) {
      const fields = [field('number')];
      for (const number of ['1.234', '1234', '-0.5', '1234567.891']) {
        const [block] = fieldBlocks(fields, { number }, own.decimalMark);
        const typed = String((block?.element as { initial_value?: string } | undefined)?.initial_value);
        expect(readAnswers(fields, state({ number: { value: typed } }), own)).toEqual({ answers: { number } });
      }
    }
  });

  it('names what is missing under its own field, and lets optional ones be', () => {
    const fields = [field('text'), field('file'), field('many', { isOptional: true })];

    expect(readAnswers(fields, state({ text: { value: '  ' }, file: { files: [] } }), words)).toEqual({
      errors: { 'field:text': words.missing, 'field:file': words.missing },
    });
  });

  it.each([
    ['number', { value: 'a dozen' }, 'no es un número'],
    ['e-mail', { value: 'ana at example' }, 'no es una dirección'],
    ['date', { selected_date: '2027-02-29' }, 'Elige un día'],
    ['choice', { selected_option: { value: 'Huge' } }, 'Elige algo de la lista'],
    ['many', { selected_options: [{ value: 'Small' }, { value: 'Huge' }] }, 'Elige algo de la lista'],
    ['person', { selected_user: 'nobody' }, 'Elige a alguien'],
    ['file', { files: [{ id: '../etc' }] }, 'no ha llegado'],
    ['file', { files: Array.from({ length: 6 }, (_, n) => ({ id: `F${n}` })) }, '5 archivos como mucho'],
    ['text', { value: 'x'.repeat(301) }, '300 caracteres'],
  ] as const)('says in the member’s words what is wrong with a %s', (kind, entry, sentence) => {
    const read = readAnswers([field(kind)], state({ [field(kind).id]: entry }), spanish);

    expect(Object.values('errors' in read ? read.errors : {})[0]).toContain(sentence);
  });

  it('believes nothing that was not on it, and survives every payload', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (values, entry) => {
        readAnswers(ALL, values, words);
        readAnswers(ALL, state(Object.fromEntries(ALL.map(({ id }) => [id, entry]))), words);
      }),
    );
    expect(
      readAnswers([field('text', { isOptional: true })], state({ __proto__: { value: 'x' }, other: { value: 'x' } }), words),
    ).toEqual({
      answers: {},
    });
  });
});

describe('a number', () => {
  it.each([
    ['12', '12'],
    ['1,234.5', '1234.5'],
    ['1.234,5', '1234.5'],
    ['1 234', '1234'],
    ['1\u00a0234\u00a0567,80', '1234567.8'],
    ["12'000", '12000'],
    ['€ 12', '12'],
    ['12 %', '12'],
    ['−3', '-3'],
    ['+7', '7'],
    ['007', '7'],
    ['１２', '12'],
    ['1,234,567', '1234567'],
    ['0.50', '0.5'],
    ['-0', '0'],
  ])('written %s is %s', (typed, number) => {
    expect(readNumber(typed, '.')).toBe(number);
  });

  it('that can be read in two ways is read as the language writes it', () => {
    expect([readNumber('1.234', '.'), readNumber('1.234', ',')]).toEqual(['1.234', '1234']);
    expect([readNumber('1,234', '.'), readNumber('1,234', ',')]).toEqual(['1234', '1.234']);
  });

  it.each(['', 'x', '1e3', '1 23', '1,23,456', '12a', '1.2.3', '--1', '1..2', '.', '0x10', '1,2.3,4', '9'.repeat(30)])(
    'is not %j',
    (typed) => {
      expect(readNumber(typed, '.')).toBeUndefined();
    },
  );
});

it('an address is taken from a name and brackets, and never more than one', () => {
  expect(readAddress('Ana <mailto:Ana@Example.org>')).toBe('ana@example.org');
  for (const wrong of ['a@b', 'ana@example.org, ben@example.org', '@example.org', 'a b@example.org', `${'a'.repeat(400)}@x.org`])
    expect(readAddress(wrong), wrong).toBeUndefined();
});

describe('answers', () => {
  it('are shown with their labels, people as mentions and files by name', () => {
    expect(answerLines(ALL, ANSWERS)).toEqual([
      '*Your text*: Maple Street',
      '*Your long text*: one\ntwo',
      '*Your number*: 1234.5',
      '*Your date*: 2026-05-31',
      '*Your choice*: Small',
      '*Your many*: Small, Large',
      '*Your person*: <@U0MAYA>',
      '*Your file*: :paperclip: budget 2026.pdf',
      '*Your e-mail*: ana@example.org',
    ]);
    expect(answerLines(ALL, {})).toEqual([]);
    expect(answerLines([field('text', { label: 'What for?' })], { text: 'Maps' })[0]).toBe('*What for?* Maps');
  });

  it('are never live, whatever was written in them', () => {
    for (const text of HOSTILE_TEXTS) {
      const lines = answerLines([field('text', { label: text.slice(0, 100) || 'x' }), field('file'), field('person')], {
        text,
        file: [`F1 ${text}`],
        person: text,
      });
      expect(liveSequences(lines, /^$/)).toEqual([]);
    }
  });

  it('fit into sections, however long they are', () => {
    const fields = Array.from({ length: MOST_FIELDS }, (_, n) => field('long text', { id: `f${n}` }));
    const texts = answerTexts(fields, Object.fromEntries(fields.map(({ id }) => [id, 'x'.repeat(3000)])));

    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThan(3000);
    expect(texts.length).toBeLessThan(20);
  });
});

describe('a definition', () => {
  const problems = (value: unknown) => {
    const read = readFields(value);
    return 'problems' in read ? read.problems.map(({ path, sentence }) => `${path}: ${sentence}`) : [];
  };

  it('is taken as it was, without what is not part of a field', () => {
    const read = readFields([{ ...field('choice'), colour: 'red', hint: ' ' }]);

    expect(read).toEqual({ fields: [field('choice')] });
  });

  it.each([
    ['no list', {}, 'fields: The fields of a form are a list.'],
    [
      'too many',
      Array.from({ length: 41 }, (_, n) => field('text', { id: `f${n}` })),
      'fields: A form has 40 fields at most; these are 41.',
    ],
    ['nothing', [null], 'fields.0: A field has an id, a label and a kind.'],
    ['an id of its own', [field('text'), field('text')], 'fields.1.id: The id “text” is that of field 1 already.'],
    ['an id that is none', [field('text', { id: 'A B' })], 'fields.0.id: An id is made of'],
    ['no label', [field('text', { label: ' ' })], 'fields.0.label: Please say what is asked.'],
    ['an unknown kind', [{ ...field('text'), kind: 'colour' }], 'fields.0.kind: A field is one of: text'],
    ['no choices', [field('choice', { options: [] })], 'fields.0.options: There has to be something to choose'],
    ['a choice twice', [field('many', { options: ['a', 'a'] })], 'fields.0.options: “a” is there twice.'],
    ['a long choice', [field('many', { options: ['a'.repeat(76)] })], 'fields.0.options: “aaa'],
    ['choices that are no texts', [{ ...field('many'), options: [1] }], 'fields.0.options: The choices are a list of texts.'],
  ])('with %s is refused, with where it is wrong', (_, value, sentence) => {
    expect(problems(value).join('\n')).toContain(sentence);
  });

  it('never fails, and what it takes Slack takes, too', () => {
    const likely = fc.record({
      id: fc.oneof(fc.constant('a'), fc.string()),
      label: fc.string(),
      kind: fc.constantFrom(...FIELD_KINDS, 'x'),
      options: fc.oneof(fc.array(fc.string()), fc.anything()),
      hint: fc.oneof(fc.string(), fc.constant(undefined)),
      isOptional: fc.oneof(fc.boolean(), fc.anything()),
    });
    fc.assert(
      fc.property(fc.oneof(fc.array(likely, { maxLength: 3 }), fc.anything()), (value) => {
        const read = readFields(value);
        if ('fields' in read && read.fields.length > 0) expect(objectionsToView(modal(fieldBlocks(read.fields)))).toEqual([]);
      }),
    );
  });
});

describe('the editor', () => {
  const fields = [field('text'), field('number'), field('date')];
  const ids = (edited: FormField[]) => edited.map(({ id }) => id).join(' ');

  it('moves a field up and down, and stops at the ends', () => {
    expect(ids(editFields(fields, { move: 'up', id: 'number' }))).toBe('number text date');
    expect(ids(editFields(fields, { move: 'down', id: 'number' }))).toBe('text date number');
    expect(ids(editFields(fields, { move: 'up', id: 'text' }))).toBe('text number date');
    expect(ids(editFields(fields, { move: 'down', id: 'date' }))).toBe('text number date');
    expect(ids(editFields(fields, { move: 'remove', id: 'number' }))).toBe('text date');
  });

  it('gives a new field an id from its label that stays when the label changes', () => {
    const added = editFields(fields, { move: 'put', field: { ...field('text'), label: '¿Número de socios?' } });
    const renamed = editFields(added, { move: 'put', id: 'numero-de-socios', field: { ...field('text'), label: 'Socios' } });

    expect(ids(added)).toBe('text number date numero-de-socios');
    expect(renamed.at(-1)).toMatchObject({ id: 'numero-de-socios', label: 'Socios' });
    expect(ids(editFields(added, { move: 'put', field: { ...field('text'), label: 'Número de socios' } }))).toContain(
      'numero-de-socios-2',
    );
  });

  it('says so when a field is gone, or there is no room', () => {
    const full = Array.from({ length: MOST_FIELDS }, (_, n) => field('text', { id: `f${n}` }));

    expect(() => editFields(fields, { move: 'up', id: 'gone' })).toThrow('not there any more');
    expect(() => editFields(full, { move: 'put', field: field('text') })).toThrow('40 fields at most');
    for (const value of ['', '{}', '{"of":1}', undefined]) expect(() => whichField(value)).toThrow('cannot be found');
  });

  it('reads choices a line each, and refuses them where there is nothing to choose', () => {
    const typed = { label: 'Size', kind: 'choice', hint: '', isOptional: true, options: ' Small \n\n Large' };

    expect(readTyped(typed, undefined)).toEqual({
      field: { id: 'new', label: 'Size', kind: 'choice', isOptional: true, options: ['Small', 'Large'] },
    });
    expect(readTyped({ ...typed, kind: 'text' }, undefined)).toMatchObject({ problems: [{ path: 'field.options' }] });
  });

  it('is made of modals that Slack takes, full of whatever somebody wrote', () => {
    const editor = editorIds('tools');
    for (const text of HOSTILE_TEXTS.filter((one) => one.trim() !== '')) {
      const one = field('choice', {
        label: text.slice(0, 140),
        hint: text.slice(0, 290),
        options: [text.trim().slice(0, 70) || 'x'],
      });
      const views = [
        fieldList({ ids: editor, of: 'x', name: text, fields: [one] }),
        fieldForm({ ids: editor, of: 'x', field: one }),
      ];
      for (const view of views) {
        expect(objectionsToView(view), text.slice(0, 60)).toEqual([]);
        expect(liveSequences(liveTexts(view.blocks), /^$/), text.slice(0, 60)).toEqual([]);
      }
    }
    const full = Array.from({ length: MOST_FIELDS }, (_, n) => field('choice', { id: `f${n}` }));
    expect(objectionsToView(fieldList({ ids: editor, of: 'x', name: 'X', fields: full, done: 'It is saved.' }))).toEqual([]);
    expect(JSON.stringify(fieldList({ ids: editor, of: 'x', name: 'X', fields: full }))).not.toContain(editor.add);
  });
});
