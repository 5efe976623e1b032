import { describe, expect, it } from 'vitest';
import { planReadings } from '#bot/members/reading.ts';
import { type Cooperative, startCooperative } from '#test/support/cooperative.ts';

const PATIENTLY = { timeout: 10_000 };

/** Lea, who leads the desk, has the catalogue open. */
async function openCatalogue(text = 'admin') {
  const coop = await startCooperative();
  for (const { deps } of coop.bots) await planReadings(deps);
  await coop.quiet();
  const desk = deskOf(coop);
  await coop.slack.command(desk.lea, coop.help, '/tools', text);
  await expect.poll(() => desk.count(), PATIENTLY).toBe(1);
  return { ...coop, ...desk };
}

function deskOf({ slack, people, quiet, db, workspaceId }: Cooperative) {
  const lea = people.lea.id;
  const top = () => slack.views(lea).at(-1);
  const dm = () => slack.directChannel(lea);
  const last = () => slack.botMessages(dm()).at(-1);
  return {
    lea,
    count: () => slack.views(lea).length,
    sees: () => JSON.stringify(top()?.blocks ?? null),
    below: () => JSON.stringify(slack.views(lea)[0]?.blocks ?? null),
    title: () => (top() as { title?: { text?: string } } | undefined)?.title?.text,
    press: async (choice: Parameters<typeof slack.press>[2], userId = lea) => {
      const answer = await slack.press(userId, { view: String(top()?.id) }, choice);
      await quiet();
      return answer;
    },
    send: async (values: Record<string, string | string[] | null>) => {
      const sent = await slack.submit(lea, String(top()?.id), values);
      await quiet();
      return sent;
    },
    close: () => slack.closeView(lea, String(top()?.id)),
    tool: () => db.tool.findFirstOrThrow({ where: { workspaceId } }),
    last: () => ({ ts: last()?.ts ?? '', text: last()?.text ?? '', shown: JSON.stringify(last()?.blocks ?? []) }),
    decide: async (label: string) => {
      await slack.press(lea, { channel: dm(), ts: last()?.ts ?? '' }, label);
      await quiet();
    },
  };
}

/** … with one tool in it, whose page is open. */
async function openTool(more: Record<string, unknown> = {}) {
  const coop = await openCatalogue();
  const { press, send } = coop;
  await press('New tool');
  await send({
    name: 'Mapping',
    summary: 'Maps for everybody',
    subject: 'organisation',
    ownerId: coop.people.ana.id,
    ...(more as object),
  });
  const edit = (section: string) => press({ text: 'Edit', value: section });
  return { ...coop, edit: (section: string) => pressPart(coop, section), editRaw: edit };
}

/** Presses "Edit" beside one part of the tool. */
async function pressPart({ slack, lea, press }: Awaited<ReturnType<typeof openCatalogue>>, part: string) {
  const blocks = (slack.views(lea).at(-1)?.blocks ?? []) as {
    text?: { text?: string };
    accessory?: { action_id: string; value: string };
  }[];
  const found = blocks.find(({ text }) => text?.text?.startsWith(`*${part}*`))?.accessory;
  if (!found) throw new Error(`There is no part ${part}: ${JSON.stringify(slack.views(lea).at(-1)).slice(0, 3000)}`);
  await press({ actionId: found.action_id, value: found.value });
}

describe('/tools admin', () => {
  it('makes a tool in one form, which then shows everything else that can be set', async () => {
    const { press, send, sees, below, tool, people } = await openCatalogue();

    await press('New tool');
    const sent = await send({ name: 'Mapping', summary: 'Maps for everybody', subject: 'person', ownerId: people.ana.id });

    expect(sent.outcome).toBe('updated');
    expect(sees()).toContain('It is in the catalogue.');
    expect(sees()).toContain('Set-up and welcome');
    await expect.poll(below, PATIENTLY).toContain('*Mapping*');
    expect(await tool()).toMatchObject({ id: 'mapping', name: 'Mapping', subject: 'person', ownerId: people.ana.id });
  });

  it('says what is wrong under the field where it is, and keeps what was typed', async () => {
    const { press, send, db } = await openCatalogue();
    await press('New tool');

    const sent = await send({ name: 'Mapping', summary: 'Maps', subject: 'person', standInId: 'U0GHOST' });

    expect(sent).toMatchObject({
      outcome: 'errors',
      errors: { standInId: expect.stringContaining('nobody who can look after') },
    });
    expect(await db.tool.count()).toBe(0);
  });

  it('changes a part in a form of its own, and shows it below', async () => {
    const { edit, send, sees, tool, count } = await openTool();

    await edit('Seats');
    const wrong = await send({ seatCap: '5', seatCapPerOrganisation: '6', offerHours: 'soon' });
    const right = await send({ seatCap: '1,000', seatCapPerOrganisation: '6', offerHours: '8', seatsByPerson: ['yes'] });

    expect(wrong.errors).toEqual({ offerHours: 'This is a whole number from 1 to 400.' });
    expect(right.outcome).toBe('closed');
    expect(await tool()).toMatchObject({ seatCap: 1000, seatCapPerOrganisation: 6, offerHours: 8, seatsByPerson: true });
    expect(count()).toBe(2);
    await expect.poll(sees, PATIENTLY).toContain('1000, 6 an organisation');
  });

  it('takes stages of approval, and says in which of them somebody is missing', async () => {
    const { edit, send, tool, people } = await openTool();

    await edit('Approval');
    const wrong = await send({ 'stages.0.who': 'contact', 'stages.2.who': 'people' });
    const right = await send({
      'stages.2.memberIds': [people.ben.id, people.lea.id],
      'stages.2.needs': 'all',
      'stages.3.who': 'owner',
    });

    expect(wrong.errors).toEqual({ 'stages.2.memberIds': 'Please choose who approves in this stage.' });
    expect(right.outcome).toBe('closed');
    expect((await tool()).stages).toEqual([
      { who: 'contact', memberIds: [], needs: 'one' },
      { who: 'people', memberIds: [people.ben.id, people.lea.id], needs: 'all' },
      { who: 'owner', memberIds: [], needs: 'one' },
    ]);
  });

  it('takes terms, who may, the agreement, links and the welcome, and shows them again as they were', async () => {
    const { edit, send, tool, sees, db, workspaceId, quiet } = await openTool();
    await db.organisation.create({ data: { workspaceId, id: 'maple', name: 'Maple Street' } });

    await edit('How long it lasts');
    await send({ term: 'fixed', termEndsOn: '2028-02-29', reminderDays: '60, 30', unusedDays: '90' });
    await edit('Who may have it');
    const who = await send({
      'eligibility.organisationIds': 'maple street',
      'eligibility.smallest': '3',
      'eligibility.roles': 'Chair\nTreasurer',
    });
    expect(who.errors).toEqual({});
    await edit('Agreement');
    await send({ 'agreement.name': 'Terms', 'agreement.url': 'https://example.org/t', 'agreement.version': '1' });
    await edit('Set-up and welcome');
    await send({ checklist: 'Make an account\nTell them', welcome: 'Hello {name}' });
    await edit('Links and webhook');
    await send({ links: 'The handbook: https://example.org/h', linkHosts: 'send.example.org' });
    await quiet();

    expect(await tool()).toMatchObject({
      term: 'fixed',
      termEndsOn: new Date('2028-02-29T00:00:00Z'),
      reminderDays: [60, 30],
      unusedDays: 90,
      eligibility: { organisationIds: ['maple'], smallest: 3, plans: [], roles: ['Chair', 'Treasurer'] },
      agreement: { name: 'Terms', url: 'https://example.org/t', version: '1' },
      checklist: ['Make an account', 'Tell them'],
      welcome: 'Hello {name}',
      links: [{ label: 'The handbook', url: 'https://example.org/h' }],
      linkHosts: ['send.example.org'],
    });
    await edit('Who may have it');
    expect(sees()).toContain('Maple Street');
    await send({});
    expect((await tool()).eligibility).toMatchObject({ organisationIds: ['maple'] });
  });

  it('shows the secret of a webhook once, when its address is saved', async () => {
    const { edit, send, sees, title, tool, press, close } = await openTool();

    await edit('Links and webhook');
    const sent = await send({ webhookUrl: 'https://hooks.example.org/x' });
    const first = /```([\w-]{43})```/.exec(sees())?.[1];
    await close();
    await press('New webhook secret');
    const second = /```([\w-]{43})```/.exec(sees())?.[1];

    expect(sent.outcome).toBe('updated');
    expect(title()).toBe('Webhook secret');
    expect(first).toBeDefined();
    expect(second).toBeDefined();
    expect(second).not.toBe(first);
    expect((await tool()).webhookSecret).not.toContain(second);
  });

  it('asks first before many who wait are written to', async () => {
    const { edit, send, sees, tool, db, workspaceId, people } = await openTool({ subject: 'person' });
    await db.tool.updateMany({ data: { seatCap: 1 } });
    const at = new Date('2026-03-02T10:00:00Z');
    for (let id = 1; id <= 14; id += 1)
      await db.signUp.create({
        data: {
          workspaceId,
          id,
          toolId: 'mapping',
          subjectKey: `p:${id}`,
          openKey: `mapping p:${id}`,
          memberId: people.maya.id,
          state: 'waiting',
          askedAt: at,
          queuedAt: at,
        },
      });

    await edit('Seats');
    const wrong = await send({ seatCap: '12', fewSeats: '13' });
    const first = await send({ fewSeats: null });
    const asked = sees();
    const before = (await tool()).seatCap;
    await send({});

    expect(wrong.outcome).toBe('errors');
    expect(first.outcome).toBe('updated');
    expect(asked).toContain('This will notify 12 people');
    expect(before).toBe(1);
    expect((await tool()).seatCap).toBe(12);
    expect(await db.signUp.count({ where: { state: 'offered' } })).toBe(12);
  });

  it('begins the yearly review, and takes a file of who uses it, from the page of a tool', async () => {
    const { press, sees, title, close, last, db, workspaceId, people } = await openTool({ subject: 'person' });
    const at = new Date('2026-03-02T10:00:00Z');
    const ids = { workspaceId, id: 1, toolId: 'mapping', subjectKey: 'p:1', openKey: 'mapping p:1', memberId: people.maya.id };
    await db.signUp.create({ data: { ...ids, state: 'ready', askedAt: at, queuedAt: at, readyAt: at } });

    await press('Yearly review…');
    const begun = sees();
    await close();
    await press('Import use (CSV)…');

    expect(begun).toContain('in your direct messages');
    expect(last().shown).toContain('S1');
    expect(await db.toolReview.count()).toBe(1);
    expect(title()).toBe('Who uses it');
    expect(sees()).toContain('*Mapping*');
  });

  it('shows a draw with its seed, to leads only, and no button for it before', async () => {
    const { press, sees, close, db, workspaceId, people, lea } = await openTool({ subject: 'person' });
    const at = new Date('2026-03-02T10:00:00Z');
    const ids = { workspaceId, id: 7, toolId: 'mapping', subjectKey: 'p:1', openKey: 'mapping p:1', memberId: people.maya.id };
    await db.signUp.create({ data: { ...ids, state: 'ready', askedAt: at, queuedAt: at, readyAt: at } });
    const before = sees();
    const result = [
      { signUpId: 8, organisationId: null, rank: 2, hasSeat: false },
      { signUpId: 7, organisationId: null, rank: 1, hasSeat: true },
    ];
    await db.toolDraw.create({ data: { workspaceId, toolId: 'mapping', closedAt: at, drawnAt: at, seed: 'abc123', result } });
    await close();
    await press('Edit');

    await press('The draw');

    expect(before).not.toContain('The draw');
    expect(sees()).toContain('`abc123`');
    expect(sees()).toContain(`1. *S7* · <@${people.maya.id}> · :seat: a seat\\n2. *S8* · gone · on the list`);
    await close();
    await db.deskStaff.updateMany({ where: { memberId: lea }, data: { role: 'staff' } });
    await press('The draw');
    expect(sees()).not.toContain('abc123');
  });

  it('says before a tool is put away what becomes of its sign-ups', async () => {
    const { press, sees, close, db, workspaceId, people } = await openTool({ subject: 'person' });
    const at = new Date('2026-03-02T10:00:00Z');
    const ids = { workspaceId, id: 7, toolId: 'mapping', subjectKey: 'p:1', openKey: 'mapping p:1', memberId: people.maya.id };
    await db.signUp.create({ data: { ...ids, state: 'asked', askedAt: at, queuedAt: at } });
    await close();

    await press('Edit');

    expect(sees()).toContain('1 sign-up is open and goes on: what is asked for is decided');
  });

  it('does not overwrite what another lead saved meanwhile', async () => {
    const { edit, send, db, tool } = await openTool();
    await edit('Seats');
    await db.tool.updateMany({ data: { seatCap: 7 } });

    const sent = await send({ seatCap: '9' });

    expect(Object.values(sent.errors)[0]).toContain('Somebody changed this a moment ago');
    expect((await tool()).seatCap).toBe(7);
  });

  it('edits what a tool asks: adds, changes, moves and removes fields', async () => {
    const { edit, press, send, tool, sees } = await openTool();
    const ids = async () => ((await tool()).fields as { id: string }[]).map(({ id }) => id);

    await edit('What is asked');
    await press('Add a field');
    const wrong = await send({ label: 'How many?', kind: 'choice', options: '' });
    await send({ label: 'How many?', kind: 'choice', options: 'One\nTwo' });
    await press('Add a field');
    await send({ label: 'Why?', kind: 'long text', isOptional: ['optional'] });
    const added = await ids();
    await press('Up');
    const moved = await ids();
    await press({ actionId: 'tools.field-edit', value: JSON.stringify({ of: 'mapping', id: 'why' }) });
    await send({ label: 'What for?' });
    await press({ actionId: 'tools.field-remove', value: JSON.stringify({ of: 'mapping', id: 'how-many' }) });

    expect(wrong.errors).toEqual({ options: expect.stringContaining('something to choose') });
    expect([added, moved]).toEqual([
      ['how-many', 'why'],
      ['why', 'how-many'],
    ]);
    expect((await tool()).fields).toEqual([{ id: 'why', label: 'What for?', kind: 'long text', isOptional: true, options: [] }]);
    expect(sees()).toContain('What for?');
  });

  it('puts a tool away and offers it again', async () => {
    const { press, tool, sees, below } = await openTool();

    await press('Put it away');
    const { archivedAt } = await tool();
    await expect.poll(below, PATIENTLY).toContain('(put away)');
    await press('Offer it again');

    expect(archivedAt).not.toBeNull();
    expect(sees()).toContain('It is offered again.');
    expect((await tool()).archivedAt).toBeNull();
  });

  it('looks for a word and turns pages', async () => {
    const coop = await startCooperative();
    for (let index = 0; index < 25; index += 1)
      await coop.db.tool.create({
        data: {
          workspaceId: coop.workspaceId,
          id: `t${index}`,
          name: `Tool ${String(index).padStart(2, '0')}`,
          summary: index === 7 ? 'Lucky' : 'x',
          deskId: 'main',
          subject: 'person',
          createdAt: new Date(),
        },
      });
    const { press, sees, lea, close } = deskOf(coop);
    await coop.slack.command(lea, coop.help, '/tools', 'admin');
    await press('More');
    const second = sees();
    await press('Back');
    const first = sees();
    await close();
    await coop.slack.command(lea, coop.help, '/tools', 'admin lucky');

    expect(second).toContain('*Tool 24*');
    expect(second).not.toContain('*Tool 00*');
    expect(first).toContain('*Tool 00*');
    expect(sees()).toContain('*Tool 07*');
    expect(sees()).not.toContain('*Tool 08*');
  });

  it('is for leads alone, whatever is pressed', async () => {
    const { slack, people, help, tool, press, db } = await openTool();
    for (const who of [people.ana.id, people.maya.id]) {
      const answer = await slack.command(who, help, '/tools', 'admin');
      expect(JSON.stringify(answer.json)).toMatch(/leads|staff/);
      expect(slack.views(who)).toEqual([]);
    }
    await db.deskStaff.updateMany({ where: { memberId: people.lea.id }, data: { role: 'staff' } });

    await press('Put it away');

    expect((await tool()).archivedAt).toBeNull();
  });
});

it('/tools help shows members what there is for them, and leads what there is for leads', async () => {
  const { slack, people, help, db, workspaceId } = await startCooperative();
  await db.member.updateMany({ where: { workspaceId }, data: { language: 'en' } });

  const mayas = JSON.stringify((await slack.command(people.maya.id, help, '/tools', 'help')).json);
  const leas = JSON.stringify((await slack.command(people.lea.id, help, '/tools', 'help')).json);

  expect(mayas).toContain('/tools mine');
  expect(mayas).not.toContain('/tools admin');
  expect(leas).toContain('/tools admin');
});

describe('a file of tools', () => {
  it('is read, shown with what it would change, and applied with one press', async () => {
    const { slack, lea, press, send, last, decide, db } = await openCatalogue();
    await press('Import');
    await send({ file: slack.uploadFile(lea, 'tools.csv', 'name,summary\nMap <ping>,Maps\nBroken,\n') });
    const preview = last();

    await decide('Apply without that row');

    expect(preview.shown).toContain('1 new tool, 0 changed, 0 unchanged.');
    expect(preview.shown).toContain('New: Map &lt;ping&gt;');
    expect(preview.shown).toContain('Row 3, summary: Please fill this in.');
    expect((await db.tool.findMany()).map(({ name }) => name)).toEqual(['Map <ping>']);
    expect(last().text).toContain('Done: 1 new tool');
  });

  it('may be left alone, and is applied for nobody who leads no more', async () => {
    const { slack, lea, press, send, decide, db, last } = await openCatalogue();
    await press('Import');
    await send({ file: slack.uploadFile(lea, 'tools.json', '[{"name":"Mapping","summary":"Maps"}]') });
    await db.deskStaff.updateMany({ where: { memberId: lea }, data: { role: 'staff' } });

    await decide('Apply');

    expect(await db.tool.count()).toBe(0);
    await db.deskStaff.updateMany({ where: { memberId: lea }, data: { role: 'lead' } });
    await decide('Leave it');
    expect(last().shown).toContain('nothing was changed');
  });

  it('is given to the lead who asks for it, ready to be imported again', async () => {
    const { slack, lea, press, close } = await openTool();
    await close();

    await press('Export CSV');

    const uploads = slack.ledger.calls('files.completeUploadExternal');
    expect(uploads).toHaveLength(1);
    expect(JSON.stringify(uploads[0]?.args)).toContain(slack.directChannel(lea));
  });

  it('comes once though Slack did not say that it had it, and again when it is asked for again', async () => {
    const { slack, lea, press, close, quiet, database } = await openTool();
    slack.faults.next('files.completeUploadExternal', 'accept-then-drop', 1);
    const brought = () => slack.messages(slack.directChannel(lea)).filter(({ files }) => files !== undefined);
    await close();

    await press('Export CSV');
    await database.pool.query('update graphile_worker._private_jobs set run_at = now()');
    await quiet();
    const first = brought().length;
    await close();
    await press('Export CSV');

    expect(first).toBe(1);
    expect(brought()).toHaveLength(2);
  });
});
