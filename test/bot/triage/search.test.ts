import { expect, it } from 'vitest';
import { pressedSearch, searchFor, searchTickets, searchValue, ticketSearchedFor } from '#bot/triage/search.ts';
import { ANA, MAYA, MONDAY_TEN, minutesAfter, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';

/** One request per text, each an hour after the one before. */
async function deskWhere(texts: string[]) {
  const desk = await openDesk();
  await desk.db.member.create({ data: { workspaceId: WORKSPACE, id: MAYA, displayName: 'Maya López' } });
  for (const [index, text] of texts.entries())
    await desk.say(index % 2 ? TOM : MAYA, text, { at: minutesAfter(MONDAY_TEN, 60 * index) });
  const look = (words: string, memberId = ANA) => searchTickets(desk.deps, WORKSPACE, memberId, searchFor(words));
  const found = async (words: string) => (await look(words)).hits.map(({ id }) => id);
  return { ...desk, look, found };
}

it('finds a word in its other forms and without its accents, in English and in Spanish', async () => {
  const { found } = await deskWhere([
    'He olvidado mi contraseña',
    'Where is the invoice of May?',
    '¿Dónde está la factura de mayo?',
    'Two printers broke',
  ]);

  expect(await found('contrasena')).toEqual([1]);
  expect(await found('contraseñas')).toEqual([1]);
  expect(await found('facturas')).toEqual([3]);
  expect(await found('invoices')).toEqual([2]);
  expect(await found('printer')).toEqual([4]);
  expect(await found('INVOICE may')).toEqual([2]);
});

it('keeps words in quotes together, leaves out what has a minus, and takes either of two', async () => {
  const { found } = await deskWhere(['red label printer', 'printer label red', 'red bicycle']);

  expect(await found('“label printer”')).toEqual([1]);
  expect(await found('red -printer')).toEqual([3]);
  expect(await found('bicycle or "label printer"')).toEqual([3, 1]);
});

it('finds requests by who asked and by notes, and shows the words around the hit', async () => {
  const { db, found, look } = await deskWhere(['The scanner is slow', 'Something else']);
  const note = { workspaceId: WORKSPACE, channelId: 'C0TRIAGE', ts: '1.2', threadTs: '1.1', authorId: ANA, seenAt: MONDAY_TEN };
  await db.channelMessage.create({ data: { ...note, standing: 'note', ticketId: 1, text: 'She has the old battery' } });

  expect(await found('lopez')).toEqual([1]);
  expect((await look('batteries')).hits).toMatchObject([{ id: 1, snippet: 'She has the old battery' }]);
});

it('never finds the words of a private request, and shows none of them when it is found by a name', async () => {
  const { db, look } = await deskWhere(['My account number is 4711 and my diagnosis is secret']);
  await db.ticket.updateMany({ data: { isPrivate: true } });

  const [byWords, byName] = [await look('diagnosis'), await look('maya')];

  expect(byWords.hits).toEqual([]);
  expect(byName.hits).toMatchObject([{ id: 1, snippet: null }]);
  expect(JSON.stringify(byName)).not.toContain('4711');
});

it('shows what is like it when nothing has exactly these words', async () => {
  const { look } = await deskWhere(['Where is my invoice?', 'The bicycle is broken']);

  const alike = await look('my invioce');
  const nothing = await look('xylophone quartet');

  expect(alike).toMatchObject({ isAlike: true, hits: [{ id: 1 }], next: null });
  expect(nothing).toMatchObject({ isAlike: true, hits: [] });
});

it('turns its pages by number, newest first', async () => {
  const { deps, look } = await deskWhere(Array.from({ length: 23 }, (_, index) => `printer ${index}`));

  const first = await look('printer');
  const second = await searchTickets(deps, WORKSPACE, ANA, { words: 'printer', before: first.next });

  expect(first.hits.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, index) => 23 - index));
  expect(second.hits.map(({ id }) => id)).toEqual([3, 2, 1]);
  expect(second.next).toBeNull();
});

it('finds old requests beyond the newest thousands, and none of another workspace or desk', async () => {
  const { db, deps } = await deskWhere([]);
  const fill = (workspace: string, desk: string, from: number, to: number, words: string) => db.$executeRaw`
    insert into ticket_search (workspace_id, ticket_id, desk_id, words, asked)
    select ${workspace}, n, ${desk}, search_words(${words}), '' from generate_series(${from}::int, ${to}::int) n`;
  await fill(WORKSPACE, 'main', 1, 3, 'rare rhubarb');
  await fill(WORKSPACE, 'main', 4, 23_000, 'common');
  await fill(WORKSPACE, 'elsewhere', 23_001, 23_002, 'rhubarb');
  await fill('T0OTHER', 'main', 1, 3, 'rhubarb');
  await db.$executeRaw`
    insert into ticket (workspace_id, id, desk_id, requester_id, channel_id, ts, thread_ts, opened_at, last_joined_ts)
    select ${WORKSPACE}, n, 'main', ${MAYA}, 'C0HELP', n::text, n::text, now(), n::text from generate_series(1, 3) n`;

  const { hits } = await searchTickets(deps, WORKSPACE, ANA, searchFor('rhubarb'));

  expect(hits.map(({ id }) => id)).toEqual([3, 2, 1]);
});

it('gives up with a sentence when looking takes too long', async () => {
  const { deps, db } = await deskWhere(['printer']);
  const unlock = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const holding = db.$transaction(async (tx) => {
    await tx.$executeRaw`lock table ticket_search in access exclusive mode`;
    locked.resolve();
    await unlock.promise;
  });
  await locked.promise;

  const looking = searchTickets(deps, WORKSPACE, ANA, searchFor('printer'));

  await expect(looking).rejects.toThrow('That would take too long to look for.');
  unlock.resolve();
  await holding;
});

it('goes straight to a request whose number is searched for', async () => {
  const { deps } = await deskWhere(['Where is my invoice?']);
  const number = (typed: string) => ticketSearchedFor(deps, WORKSPACE, ANA, typed);

  expect([await number('#1'), await number(' 1 '), await number('77'), await number('invoice 1')]).toEqual([1, 1, null, null]);
});

it('is for staff only, and takes neither nothing nor a novel', async () => {
  const { look } = await deskWhere([]);

  await expect(look('printer', MAYA)).rejects.toThrow('That is for the staff');
  expect(() => searchFor('  ')).toThrow('What shall I look for?');
  expect(() => searchFor('word '.repeat(100))).toThrow('That is a lot to look for');
});

it('refuses a button value that somebody else has written', () => {
  const good = { words: 'a "b" é', before: 12 };

  expect(pressedSearch(searchValue(good))).toEqual(good);
  for (const value of [
    undefined,
    '',
    '{}',
    '{"words":"","before":1}',
    '{"words":"a","before":-1}',
    '{"words":"a\\u0000","before":null}',
    `{"words":"a","before":1,"x":2}`,
  ])
    expect(() => pressedSearch(value), String(value)).toThrow('Please search again');
});
