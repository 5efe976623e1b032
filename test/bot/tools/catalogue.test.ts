import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoriesOf, toolPage, toolsFor, type Wanted } from '#bot/tools/catalogue.ts';
import { type Person, personFor, sentenceOf, type Why, whyNot } from '#bot/tools/eligibility.ts';
import { Eligibility } from '#bot/tools/tool.ts';
import { verbOf } from '#bot/tools/verbs.ts';
import { LANGUAGES } from '#bot/words/words.ts';
import { MONDAY_TEN, WORKSPACE } from '#test/support/factories.ts';
import { HARBOR, MAPLE, openTools } from '#test/support/tools.ts';

const looking = { workspaceId: WORKSPACE, memberId: 'UMAYA', now: MONDAY_TEN };
const names = (page: { entries: { tool: { name: string } }[] }) => page.entries.map(({ tool }) => tool.name);

async function withTools(...more: { name: string; category?: string; summary?: string; archivedAt?: Date }[]) {
  const opened = await openTools({ archivedAt: MONDAY_TEN });
  for (const [index, one] of more.entries()) await opened.addTool({ id: `t${index}`, summary: 'x', ...one });
  return { ...opened, page: (wanted: Wanted = {}) => toolsFor(opened.db, looking, wanted) };
}

describe('the catalogue', () => {
  it('is in order of names as people expect it, accents and capitals aside, without what is put away', async () => {
    const { page } = await withTools(
      { name: 'zebra' },
      { name: 'Ábaco' },
      { name: 'apples' },
      { name: 'Abacus' },
      { name: 'Old', archivedAt: MONDAY_TEN },
    );

    expect(names(await page())).toEqual(['Ábaco', 'Abacus', 'apples', 'zebra']);
  });

  it('is paged forwards and back without showing a tool twice or missing one, even of the same name', async () => {
    const { page } = await withTools(
      ...Array.from({ length: 7 }, (_, index) => ({ name: index < 4 ? 'Same' : `Tool ${index}` })),
    );

    const one = await page({ most: 3 });
    const two = await page({ most: 3, page: one.next ?? '' });
    const three = await page({ most: 3, page: two.next ?? '' });
    const back = await page({ most: 3, page: three.previous ?? '' });
    const first = await page({ most: 3, page: back.previous ?? '' });

    expect([one, two, three].flatMap((each) => each.entries.map(({ tool }) => tool.id))).toEqual([
      't0',
      't1',
      't2',
      't3',
      't4',
      't5',
      't6',
    ]);
    expect([one.total, one.previous, three.next, first.previous]).toEqual([7, null, null, null]);
    expect(names(back)).toEqual(names(two));
    expect(names(first)).toEqual(names(one));
  });

  it('keeps its place when tools come and go between pages', async () => {
    const { page, db, addTool } = await withTools({ name: 'A' }, { name: 'B' }, { name: 'C' }, { name: 'D' });
    const one = await page({ most: 2 });

    await db.tool.updateMany({ where: { id: 't1' }, data: { archivedAt: MONDAY_TEN } });
    await addTool({ id: 'aa', name: 'AA' });

    expect(names(await page({ most: 2, page: one.next ?? '' }))).toEqual(['C', 'D']);
  });

  it('shows the first page for a place that cannot be read', async () => {
    const { page } = await withTools({ name: 'A' });

    for (const place of ['', 'x', '[]', '{"way":"sideways","name":"A","id":"a"}'])
      expect(names(await page({ page: place }))).toEqual(['A']);
  });

  it('is searched for words anywhere in name, summary and category, all of them, whatever is typed', async () => {
    const { page } = await withTools(
      { name: 'Mapping', summary: 'Maps for every neighbourhood', category: 'Geography' },
      { name: 'Contabilidad', summary: 'Las cuentas, 100% en línea', category: 'Dinero' },
    );

    expect(names(await page({ search: '  MAPS geo ' }))).toEqual(['Mapping']);
    expect(names(await page({ search: 'linea' }))).toEqual(['Contabilidad']);
    expect(names(await page({ search: '100%' }))).toEqual(['Contabilidad']);
    expect(names(await page({ search: 'maps dinero' }))).toEqual([]);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (search) => void (await page({ search: `\0${search}` }))),
      { numRuns: 30 },
    );
  });

  it('is filtered by a category, of those that have something to offer', async () => {
    const { page, db } = await withTools(
      { name: 'Mapping', category: 'Geography' },
      { name: 'Ledger', category: 'Money' },
      { name: 'Old', category: 'Attic', archivedAt: MONDAY_TEN },
    );

    expect(await categoriesOf(db, WORKSPACE)).toEqual(['Geography', 'Money']);
    expect(names(await page({ category: 'Money' }))).toEqual(['Ledger']);
    expect((await toolPage(db, WORKSPACE, { category: 'Attic' }, true)).tools).toHaveLength(1);
  });

  it('says of each tool whether it is open to whoever looks', async () => {
    const { db, addTool } = await openTools({ eligibility: { organisationIds: [HARBOR.id] } });
    await addTool({ id: 'open', name: 'Open', subject: 'organisation' });

    const mayas = await toolsFor(db, looking);
    const amina = await toolsFor(db, { ...looking, memberId: 'UAMINA' });

    expect(mayas.entries.map(({ openness }) => openness)).toEqual([
      { isOpen: false, why: { code: 'organisations', organisation: 'Maple Street' } },
      { isOpen: true },
    ]);
    expect(amina.entries.every(({ openness }) => openness.isOpen)).toBe(true);
  });
});

describe('who a tool is open to', () => {
  const maple = { id: MAPLE.id, name: 'Maple & Sons', size: 12, plan: 'Full' };
  const person = (more: Partial<Person> = {}): Person => ({
    kind: 'member',
    isOff: false,
    role: 'Treasurer',
    organisation: maple,
    ...more,
  });
  type Asked = Parameters<typeof whyNot>[0];
  const tool = ({
    eligibility,
    ...more
  }: Partial<Omit<Asked, 'eligibility'>> & { eligibility?: Partial<Eligibility> } = {}): Asked => ({
    archivedAt: null,
    subject: 'person',
    agreement: null,
    windowOpensAt: null,
    windowClosesAt: null,
    eligibility: Eligibility.parse(eligibility ?? {}),
    ...more,
  });
  const agreement = { name: 'Terms', url: 'https://example.org', version: '1' };
  const hour = (by: number) => new Date(MONDAY_TEN.getTime() + by * 3_600_000);

  it.each<[string, Asked, Person, Why | null]>([
    ['everybody, when nothing is said', tool(), person({ organisation: null, role: null }), null],
    ['nobody any more', tool({ archivedAt: MONDAY_TEN }), person(), { code: 'archived' }],
    ['no guest', tool(), person({ kind: 'guest' }), { code: 'guest' }],
    ['nobody of another workspace', tool(), person({ kind: 'stranger' }), { code: 'stranger' }],
    ['no bot', tool(), person({ kind: 'bot' }), { code: 'nobody' }],
    ['nobody who is switched off', tool(), person({ isOff: true }), { code: 'nobody' }],
    [
      'nobody without an organisation, when it is for those',
      tool({ subject: 'organisation' }),
      person({ organisation: null }),
      { code: 'no organisation' },
    ],
    [
      'nobody without one, when only some may',
      tool({ eligibility: { smallest: 1 } }),
      person({ organisation: null }),
      { code: 'no organisation' },
    ],
    ['nobody who cannot sign for one', tool({ agreement }), person({ organisation: null }), { code: 'agreement' }],
    ['who can sign', tool({ agreement }), person(), null],
    ['one of those named', tool({ eligibility: { organisationIds: ['maple'] } }), person(), null],
    [
      'no other',
      tool({ eligibility: { organisationIds: ['x'] } }),
      person(),
      { code: 'organisations', organisation: 'Maple & Sons' },
    ],
    ['the smallest', tool({ eligibility: { smallest: 12 } }), person(), null],
    [
      'none that is smaller',
      tool({ eligibility: { smallest: 13 } }),
      person(),
      { code: 'too small', organisation: 'Maple & Sons', smallest: 13 },
    ],
    ['the largest', tool({ eligibility: { largest: 12 } }), person(), null],
    [
      'none that is larger',
      tool({ eligibility: { largest: 11 } }),
      person(),
      { code: 'too large', organisation: 'Maple & Sons', largest: 11 },
    ],
    [
      'none whose size nobody knows',
      tool({ eligibility: { largest: 11 } }),
      person({ organisation: { ...maple, size: null } }),
      { code: 'size unknown', organisation: 'Maple & Sons' },
    ],
    ['a plan however it is written', tool({ eligibility: { plans: [' fúll '] } }), person(), null],
    ['no other plan', tool({ eligibility: { plans: ['Lite'] } }), person(), { code: 'plan', plans: ['Lite'] }],
    [
      'none whose plan nobody knows',
      tool({ eligibility: { plans: ['Lite'] } }),
      person({ organisation: { ...maple, plan: null } }),
      { code: 'plan unknown', organisation: 'Maple & Sons' },
    ],
    ['a role however it is written', tool({ eligibility: { roles: ['TREASURER'] } }), person(), null],
    ['no other role', tool({ eligibility: { roles: ['Chair'] } }), person(), { code: 'role', roles: ['Chair'] }],
    ['nobody yet', tool({ windowOpensAt: hour(1) }), person(), { code: 'window not open', at: hour(1) }],
    ['whoever applies in time', tool({ windowOpensAt: hour(-1), windowClosesAt: hour(1) }), person(), null],
    ['nobody too late', tool({ windowClosesAt: hour(0) }), person(), { code: 'window closed' }],
  ])('is %s', (_, asked, who, why) => {
    expect(whyNot(asked, who, MONDAY_TEN)).toEqual(why);
  });

  it('is said in a sentence in every language, with names that are not live', () => {
    const reasons: Why[] = [
      ...(['archived', 'guest', 'stranger', 'nobody', 'no organisation', 'agreement', 'window closed'] as const).map((code) => ({
        code,
      })),
      { code: 'window not open', at: MONDAY_TEN },
      { code: 'organisations', organisation: '<!channel>' },
      { code: 'size unknown', organisation: '<!channel>' },
      { code: 'plan unknown', organisation: '<!channel>' },
      { code: 'too small', organisation: '<!channel>', smallest: 3 },
      { code: 'too large', organisation: '<!channel>', largest: 3 },
      { code: 'plan', plans: ['<!here>'] },
      { code: 'role', roles: ['<!here>'] },
    ];
    for (const words of Object.values(LANGUAGES)) {
      const sentences = reasons.map((why) => sentenceOf(why, words));
      expect(new Set(sentences).size).toBe(reasons.length);
      for (const sentence of sentences) expect(sentence).not.toMatch(/<!(?:channel|here)/);
    }
  });

  it('is decided by what the store knows of them', async () => {
    const { db } = await openTools();
    await db.organisation.updateMany({ where: { id: 'maple' }, data: { size: 7, plan: 'Full' } });
    await db.member.updateMany({ where: { id: 'UMAYA' }, data: { role: 'Chair' } });

    expect(await personFor(db, WORKSPACE, 'UMAYA')).toEqual({
      kind: 'member',
      isOff: false,
      role: 'Chair',
      organisation: { id: 'maple', name: 'Maple Street', size: 7, plan: 'Full' },
    });
    expect(await personFor(db, WORKSPACE, 'UNOBODY')).toEqual({ kind: 'member', isOff: false, role: null, organisation: null });
  });
});

describe('what is typed after /tools', () => {
  it.each([
    ['', { verb: 'browse', search: '' }],
    ['data  warehouse', { verb: 'browse', search: 'data warehouse' }],
    ['search help', { verb: 'browse', search: 'help' }],
    ['HELP', { verb: 'help' }],
    ['ayuda', { verb: 'help' }],
    ['help desk', { verb: 'browse', search: 'help desk' }],
    ['mine', { verb: 'mine' }],
    ['admin', { verb: 'admin', search: '' }],
    ['Admin mapping tool', { verb: 'admin', search: 'mapping tool' }],
    ['report csv', { verb: 'report', rest: 'csv' }],
    ['constructor', { verb: 'browse', search: 'constructor' }],
  ])('%j belongs to one room alone', (text, asked) => {
    expect(verbOf(text)).toEqual(asked);
  });
});
