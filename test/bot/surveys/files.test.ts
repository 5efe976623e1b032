import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceOf } from '#bot/surveys/difference.ts';
import { applyImport, planImport } from '#bot/surveys/file-import.ts';
import { readJsonFile } from '#bot/surveys/file-text.ts';
import { keptSurvey, saveDefinition } from '#bot/surveys/surveys.ts';
import { readySurveys } from '#surveys/catalogue.ts';
import { readSurvey } from '#surveys/reading.ts';
import { startCooperative } from '#test/support/cooperative.ts';
import { ANA, MAYA, MONDAY_TEN, openDesk, WORKSPACE } from '#test/support/factories.ts';
import { aSurvey, seedSurvey } from '#test/support/surveys.ts';
import { biggestSurvey } from './biggest.ts';
import { builderOf, openedSurvey } from './building.ts';

const staff = { workspaceId: WORKSPACE, actorId: ANA };
const bytes = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, isBig: boolean) => {
  const buffer = Buffer.from(text, 'utf16le');
  return new Uint8Array(isBig ? buffer.swap16() : buffer);
};

describe('a JSON file', () => {
  it.each([
    ['UTF-8', bytes('{"a":"ñ"}')],
    ['UTF-8 with a mark', bytes('\uFEFF{"a":"ñ"}')],
    ['UTF-16', utf16('\uFEFF{"a":"ñ"}', false)],
    ['UTF-16, the large end first', utf16('\uFEFF{"a":"ñ"}', true)],
    ['UTF-16 without a mark', utf16('{"a":"ñ"}', false)],
  ])('is read in %s', (_, file) => {
    expect(readJsonFile(file)).toEqual({ value: { a: 'ñ' } });
  });

  it.each([
    ['{"a": x}', 'Line 1, column 7: there is “x” where a value'],
    ['{\r\n  "a": [1, 2\r\n  "b": 3}', 'Line 3, column 3: there is “"” where a comma or ]'],
    ["{'a': 1}", "Line 1, column 2: there is “'” where a name in double quotation marks"],
    ['[1, 2,]', 'Line 1, column 7: there is “]” where a value'],
    ['{"a": 1', 'Line 1, column 8: the file ends too early. It should go on with a comma or }'],
    ['{"a": "one\ntwo"}', 'Line 1, column 7: a text begins here and is not ended well'],
    ['{} {}', 'Line 1, column 4: there is “{” where the end of the file'],
    ['', 'The file is empty'],
    ['PK\u0003\u0004', 'This is a spreadsheet or an archive'],
    [`"${'x'.repeat(1024 * 1024)}"`, 'The file is larger than 1 MB'],
  ])('%.20j is answered with what is wrong', (text, problem) => {
    expect(readJsonFile(bytes(text))).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('of any kind is read, or answered with a place in it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), fc.nat(), fc.constantFrom('', '}', ',', '"', 'x'), (text, at, stranger) => {
        const cut = at % (text.length + 1);
        const broken = text.slice(0, cut) + stranger + text.slice(cut + 1);
        const read = readJsonFile(bytes(broken));

        if ('problem' in read) expect(read.problem).toMatch(/^(Line \d+, column \d+: .+|The file is empty\.)$/s);
        else expect(read.value).toEqual(JSON.parse(broken));
      }),
    );
  });

  it('of random bytes is read, or refused in words', () => {
    fc.assert(fc.property(fc.uint8Array(), (file) => void expect(Object.keys(readJsonFile(file))).toHaveLength(1)));
  });
});

describe('what a file changes', () => {
  it('is nothing when it says what is there', () => {
    expect(differenceOf(aSurvey(), structuredClone(aSurvey()))).toEqual({
      sum: '0 questions added, 0 removed, 0 changed.',
      lines: [],
    });
  });

  it('is told question by question', () => {
    const before = aSurvey();
    const [first, second, third, ...others] = before.questions;
    const added = { id: 'tea', kind: 'yes-no', label: { en: 'Tea?' }, isRequired: false } as const;
    const after = {
      ...before,
      intro: { en: 'Hello' },
      questions: [added, { ...third!, isRequired: true, showIf: [] }, first!, ...others],
    };

    expect(differenceOf(before, after)).toEqual({
      sum: '1 question added, 1 removed, 1 changed.',
      lines: [
        'The text before the questions is different.',
        'Added: “1. Tea?”',
        `Removed: “2. ${second?.label.en}”`,
        'Changed: “2. What went wrong?” (whether it has to be answered, when it is shown)',
        'The questions come in another order.',
      ],
    });
  });
});

describe('a file that is taken in', () => {
  async function seeded() {
    const desk = await openDesk();
    const { id } = await seedSurvey(desk.db, { ...staff, ownerId: ANA, at: MONDAY_TEN });
    return { ...desk, id };
  }
  const once = async () => true;

  it('is the next version, though nobody was asked the one before', async () => {
    const { db, deps, id } = await seeded();
    const file = aSurvey({ thanks: { en: 'Thanks!' } });
    const { fingerprint, lines } = await planImport(db, staff, id, file);

    const done = await applyImport(deps, staff, { into: id, file, fingerprint }, once);

    expect(lines).toEqual(['The text at the end is different.']);
    expect(done).toMatchObject({ outcome: 'applied', kept: { survey: { version: 2 }, definition: file } });
    expect(await db.surveyVersion.count()).toBe(2);
  });

  it('is not written over what somebody changed since it was shown', async () => {
    const { db, deps, id } = await seeded();
    const file = aSurvey({ thanks: { en: 'Thanks!' } });
    const { fingerprint } = await planImport(db, staff, id, file);
    await saveDefinition(deps, staff, id, { what: 'texts', change: (survey) => ({ ...survey, intro: { en: 'Mine' } }) });

    const done = await applyImport(deps, staff, { into: id, file, fingerprint }, once);

    expect(done).toMatchObject({
      outcome: 'changed',
      plan: { lines: expect.arrayContaining(['The text before the questions is different.']) },
    });
    expect((await keptSurvey(db, WORKSPACE, id)).definition.intro).toEqual({ en: 'Mine' });
  });

  it('makes one new survey, however often and however fast it is pressed', async () => {
    const { db, deps } = await seeded();
    const file = aSurvey();
    const { fingerprint } = await planImport(db, staff, null, file);
    const apply = () =>
      applyImport(deps, staff, { into: null, file, fingerprint }, async (tx) => {
        const request = { workspaceId: WORKSPACE, key: 'once', receivedAt: MONDAY_TEN };
        return (await tx.handledRequest.createMany({ data: [request], skipDuplicates: true })).count === 1;
      });

    const outcomes = await Promise.all([apply(), apply(), apply()]);

    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['applied', 'before', 'before']);
    expect(await db.survey.count()).toBe(2);
    expect(await db.surveyEvent.count({ where: { kind: 'created' } })).toBe(1);
  });

  it('is for staff, and into a survey for who keeps it', async () => {
    const { db, deps, id } = await seeded();
    const as = (actorId: string) => ({ workspaceId: WORKSPACE, actorId });
    const { fingerprint } = await planImport(db, staff, id, biggestSurvey());

    await expect(planImport(db, as(MAYA), null, aSurvey())).rejects.toThrow('staff');
    await expect(planImport(db, as('U0BEN'), id, aSurvey())).rejects.toMatchObject({ code: 'not_keeper' });
    await expect(applyImport(deps, as('U0BEN'), { into: id, file: biggestSurvey(), fingerprint }, once)).rejects.toMatchObject({
      code: 'not_keeper',
    });
  });
});

it('what is exported is read again as what it was', async () => {
  const { db } = await openDesk();
  for (const definition of [aSurvey(), biggestSurvey(), ...readySurveys().map(({ survey }) => survey)]) {
    const { id } = await seedSurvey(db, { ...staff, ownerId: ANA, at: MONDAY_TEN, definition });

    const exported = JSON.stringify((await keptSurvey(db, WORKSPACE, id)).definition);

    expect(readSurvey(JSON.parse(exported))).toEqual({ survey: definition });
  }
});

describe('a file in Slack', () => {
  it('that is bad is answered with every problem and its path, and a good one is taken in with one press', async () => {
    const { ana, slack, db, quiet } = await openedSurvey();
    const give = async (text: string) => {
      await ana.press('Import (JSON)');
      await ana.send({ file: slack.uploadFile(ana.userId, 'survey.json', text) });
      await ana.close();
    };
    const bad = aSurvey();
    await give(
      JSON.stringify({
        ...bad,
        questions: [
          { ...bad.questions[0], kind: 'nsp' },
          { ...bad.questions[1], label: { es: 'x' } },
        ],
      }),
    );
    const problems = ana.message();
    await give('{"name": oops}');
    const malformed = ana.message();
    await give(JSON.stringify(aSurvey({ intro: { en: 'Hello <!channel>' } })));
    const preview = ana.message();
    const value = /"value":"([^"]+)"/.exec(preview.shown)?.[1] ?? '';
    await ana.decide('Take it in');
    await quiet();

    expect(problems.shown).toContain('questions.0.kind');
    expect(problems.shown).toContain('questions.1.label.en');
    expect(problems.shown).not.toContain('Take it in');
    expect(malformed.shown).toContain('Line 1, column 10');
    expect(preview.shown).toContain('The text before the questions is different.');
    expect(value).toMatch(/^F\w+ \d+ [\w-]{16}$/);
    expect(ana.message().shown).toContain('has version 2 now');
    expect(await ana.version()).toBe(2);
    expect((await ana.definition()).intro).toEqual({ en: 'Hello <!channel>' });
    expect(await db.surveyEvent.findMany()).toMatchObject([{ kind: 'changed', detail: { version: 2, what: 'imported' } }]);
  });

  it('that is very bad is answered with a file of all its problems, since a message does not hold them', async () => {
    const { ana, slack } = await openedSurvey();
    const [first] = aSurvey().questions;
    const questions = Array.from({ length: 50 }, (_, index) => ({ ...first, id: `q${index}`, kind: 'nsp' }));
    await ana.press('Import (JSON)');

    await ana.send({
      file: slack.uploadFile(ana.userId, 'survey.json', JSON.stringify(aSurvey({ questions: questions as never }))),
    });

    const [file] = slack.files().filter(({ name }) => name.startsWith('problems-'));
    const lines = Buffer.from(file!.content).toString().trim().split('\n');
    expect(lines).toHaveLength(50);
    expect(lines.at(-1)).toMatch(/^questions\.49\.kind: /);
    expect(JSON.stringify(slack.messages(slack.directChannel(ana.userId)))).toContain('and 20 more; all of them come as a file.');
  });

  it('makes a new survey, once, though the button is pressed twice', async () => {
    const coop = await startCooperative();
    const { slack, db, people, quiet } = coop;
    const ana = builderOf(coop, people.ana.id);
    await ana.type('new');
    await ana.press('From a JSON file instead…');
    await ana.send({ file: slack.uploadFile(ana.userId, 'survey.json', JSON.stringify(aSurvey())) });
    const { ts, shown } = ana.message();
    const press = () => slack.press(ana.userId, { channel: slack.directChannel(ana.userId), ts }, 'Make this survey');

    await Promise.all([press(), press()]);
    await quiet();
    await ana.close();
    await ana.decide('Open');

    expect(shown).toContain('A new survey: How are we doing?');
    expect(await db.survey.findMany()).toMatchObject([{ name: 'How are we doing?', ownerId: people.ana.id }]);
    expect(ana.sees()).toContain('Where did you hear of us?');
  });

  it('is left alone with one press, and given to whoever asks for it', async () => {
    const { ana, slack, db } = await openedSurvey();
    await ana.press('Import (JSON)');
    await ana.send({ file: slack.uploadFile(ana.userId, 'survey.json', JSON.stringify(aSurvey({ intro: { en: 'Hello' } }))) });
    await ana.close();
    await ana.decide('Leave it');
    const left = ana.message();

    await ana.press('Export (JSON)');

    expect(left.shown).toContain('nothing was changed');
    expect(await db.surveyVersion.count()).toBe(1);
    const [file] = slack.files().filter(({ name }) => name.startsWith('survey-1-how-are-we-doing-'));
    expect(readSurvey(JSON.parse(Buffer.from(file!.content).toString()))).toEqual({ survey: aSurvey() });
  });
});
