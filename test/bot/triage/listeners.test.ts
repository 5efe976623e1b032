import { describe, expect, it } from 'vitest';
import { startCooperative } from '#test/support/cooperative.ts';
import { cooperativeWithRequest } from '#test/support/requests.ts';

async function desk(options: Parameters<typeof cooperativeWithRequest>[0] = {}) {
  const coop = await cooperativeWithRequest(options);
  const { slack, people, triage, quiet } = coop;
  /** Types after `/triage`; answers what only that person sees then. */
  const type = async (words: string, userId = people.ana.id, channel = triage) => {
    const answer = await slack.command(userId, channel, '/triage', words);
    await quiet();
    return answer.json?.text ?? answer.body;
  };
  return { ...coop, type };
}

describe('/triage', () => {
  it('claims, resolves with and without a topic, and reopens', async () => {
    const { type, ticket, people } = await desk();

    expect(await type('claim 1')).toBe('Request #1 is yours now.');
    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: people.ana.id });
    expect(await type('resolve #1 billing')).toBe('Request #1 is resolved.');
    expect(await ticket()).toMatchObject({ state: 'resolved', outcome: 'solved', topic: 'billing' });
    expect(await type('reopen 1')).toBe('Request #1 is back in work.');
    expect(await ticket()).toMatchObject({ state: 'claimed' });
    expect(await type('RESOLVE 1')).toBe('Request #1 is resolved.');
    expect(await ticket()).toMatchObject({ state: 'resolved', topic: 'billing' });
  });

  it('takes a topic however it is written, and names the topics when it is none', async () => {
    const { type, ticket } = await desk();

    const refused = await type('resolve 1 <!channel>');
    const before = await ticket();
    await type('resolve 1 Something  BROKEN');

    expect(refused).not.toContain('<!channel>');
    expect(refused).toContain('billing');
    expect(before).toMatchObject({ state: 'open' });
    expect(await ticket()).toMatchObject({ state: 'resolved', topic: 'something broken' });
  });

  it('tells the second staff member who was faster', async () => {
    const { type, people } = await desk();
    await type('claim 1');

    expect(await type('claim 1', people.ben.id)).toBe(`<@${people.ana.id}> is already looking after request #1.`);
    expect(await type('claim 1')).toBe('You are already looking after request #1.');
  });

  it('shows one request with what was said', async () => {
    const { type, write, people, slack } = await desk();
    await write(people.maya.id, 'It is the one of May');

    const shown = await type('show 1');

    expect(shown).toContain('Where is my invoice?');
    expect(JSON.stringify(slack.ephemerals(people.ana.id).at(-1)?.blocks)).toContain('It is the one of May');
  });

  it('offers the form that splits a request, and nothing to split where there is none', async () => {
    const { type, slack, people, quiet, write } = await desk();
    await write(people.maya.id, 'And I cannot log in');

    const offered = await type('split 1');
    await slack.press(people.ana.id, { ephemeral: String(slack.ephemerals(people.ana.id).at(-1)?.id) }, 'Choose them…');
    await quiet();

    expect(offered).toContain('request #1');
    expect(slack.views(people.ana.id)).toHaveLength(1);
    expect(await type('split 77')).toContain('There is no request #77.');
  });

  it('answers what was mistyped, forgotten or not there with what to type instead, and does nothing', async () => {
    const { type, kinds } = await desk();
    const answers: [string, string][] = [
      ['', 'What you can type'],
      ['help', 'What you can type'],
      ['lsit', 'Did you mean `/triage list'],
      ['reslove 12', 'Did you mean `/triage resolve'],
      ['constructor', '`/triage help` lists'],
      ['__proto__ 1', '`/triage help` lists'],
      ['qwertzuiop', '`/triage help` lists'],
      ['claim', '`/triage claim 12`'],
      ['claim one', '`/triage claim 12`'],
      ['show 1; drop table', '`/triage show 12`'],
      ['show 77', 'There is no request #77.'],
      ['claim 9999999999999', '`/triage claim 12`'],
      ['reopen 1', 'is not resolved'],
    ];

    for (const [words, answer] of answers) expect(await type(words), words).toContain(answer);

    expect(await kinds()).toEqual(['opened']);
  });

  it('is for staff only, in whatever channel they are, and only they see the answers', async () => {
    const { type, slack, people, help, triage, kinds } = await desk();
    const before = [help, triage].map((channel) => slack.messages(channel).length);

    for (const words of ['', 'help', 'list', 'show 1', 'claim 1', 'resolve 1', 'reopen 1', 'nonsense']) {
      expect(await type(words, people.maya.id, help), words).toMatch(/the staff of/);
    }
    await type('list', people.ana.id, help);

    expect([help, triage].map((channel) => slack.messages(channel).length)).toEqual(before);
    expect(slack.ledger.calls('chat.postEphemeral')).toEqual([]);
    expect(await kinds()).toEqual(['opened']);
    expect(slack.ephemerals(people.maya.id)).toHaveLength(8);
  });

  it('points to the set-up before there is one', async () => {
    const { slack, people, help } = await startCooperative({ isSetUp: false });

    const answer = await slack.command(people.maya.id, help, '/triage', 'list');

    expect(answer.json?.text ?? answer.body).toContain('/rochdale setup');
  });
});

describe('every verb of /triage', () => {
  it('is carried out on the request, and says so in a sentence', async () => {
    const { type, ticket, slack, people, help, db, quiet, thread } = await desk();
    for (const [who, text] of [
      [people.tom.id, 'The label printer is down'],
      [people.maya.id, 'My printer is down'],
      [people.tom.id, 'Hello, spam'],
      [people.maya.id, 'My card number is in here'],
    ] as const) {
      await slack.post(who, help, text);
      await quiet();
    }
    await db.savedReply.create({
      data: { workspaceId: slack.teamId, deskId: 'main', id: 'r1', name: 'Thanks', text: 'Thank you, {name}!' },
    });

    expect(await type('next')).toContain('Request #1 is yours now.');
    expect(await type(`assign 1 <@${people.ben.id}|ben>`)).toBe(`Request #1 is <@${people.ben.id}>’s now.`);
    expect(await type('assign 1 me')).toBe('Request #1 is yours now.');
    expect(await type('release 1')).toBe('Request #1 can be claimed by anybody again.');
    expect(await type('priority 1 high')).toBe('Request #1 has the priority high now.');
    expect(await type('topic 1 billing')).toBe('Request #1 is about billing now.');
    expect(await type('note 1 She prefers a call')).toBe('Request #1 has your note. Only staff see it.');
    expect(await type('reply 1 It is on its way')).toContain('the member reads it with your name');
    expect((await thread()).join()).toContain('It is on its way');
    expect((await thread()).join()).not.toContain('She prefers a call');
    expect(await type('wait 1')).toContain('Request #1 waits for the member now');
    expect(await type('wait 1 on Vendor until 3 days')).toMatch(/^Request #1 waits for Vendor and comes back <!date/);
    expect(await ticket()).toMatchObject({ state: 'waiting', waitingOn: 'other', waitingFor: 'Vendor', priority: 'high' });
    expect(await type('claim 2 3 4')).toBe('Requests #2, #3 and #4 are yours now.');
    expect(await type('undo 2')).toBe('Request #2 is as it was before.');
    expect(await type('link 2 3')).toBe('Request #2 is linked to #3 now.');
    expect(await type('problem 2 The label printers are down')).toContain('Request #2 is a known problem now');
    expect(await type('attach 3 2')).toBe('Request #3 is part of known problem #2 now.');
    expect(await type('detach 3')).toBe('Request #3 is part of no known problem any more.');
    expect(await ticket(3)).toMatchObject({ partOfId: null });
    expect(await type('dismiss 4')).toBe('Request #4 is marked as not a request.');
    expect(await type('private 5')).toContain('Request #5 is private now');
    expect(await ticket(5)).toMatchObject({ isPrivate: true });
    expect(await type('merge 3 into 1')).toContain('Request #3 goes on in #1');
    expect(await ticket(3)).toMatchObject({ state: 'merged', mergedIntoId: 1 });
    expect(await type('resolve 1')).toBe('Request #1 is resolved.');
    expect(await type('reopen 1')).toBe('Request #1 is back in work.');
    expect(await type('search invoice')).toContain('*#1*');
    expect(await type('stats')).toContain('*On your hands:*');
    expect(await type('replies')).toContain('Thank you, {name}!');
    expect(await type('list private')).toContain(':lock: _private_');
    expect(await type('show 1')).toContain('Where is my invoice?');
  });

  it('says of several at once what was done and what was not', async () => {
    const { type, slack, people, help, quiet } = await desk();
    await slack.post(people.tom.id, help, 'Another question');
    await quiet();
    await type('claim 2', people.ben.id);

    const answer = await type('claim 1 2 77');

    expect(answer).toBe(
      `Request #1 is yours now.\n#2: <@${people.ben.id}> is already looking after request #2.\n#77: There is no request #77.`,
    );
  });

  it('loses nothing that was typed when it is refused', async () => {
    const { type } = await desk();

    expect(await type('reply 77 A long and careful answer')).toBe(
      'There is no request #77.\nYou typed: `A long and careful answer`',
    );
    expect(await type('wait 1 on Vendor until someday')).toContain('You typed: `on Vendor until someday`');
    expect(await type('note A careful note')).toContain('You typed: `A careful note`');
  });

  it('takes back what was just done with the Undo beside it', async () => {
    const { type, slack, people, ticket, quiet } = await desk();
    await type('dismiss 1');

    await slack.press(people.ana.id, { ephemeral: String(slack.ephemerals(people.ana.id).at(-1)?.id) }, 'Undo');
    await quiet();

    expect(await ticket()).toMatchObject({ state: 'open' });
    expect(slack.ephemerals(people.ana.id).at(-1)?.text).toBe('Request #1 is as it was before.');
    expect(slack.ephemerals(people.ana.id)).toHaveLength(1);
  });
});

describe('the list', () => {
  it('turns its pages with buttons, forwards and back to the first', async () => {
    const { slack, people, help, quiet, type } = await desk();
    for (let index = 2; index <= 23; index += 1) {
      await slack.post(index % 2 ? people.maya.id : people.tom.id, help, `Question ${index}`);
      await quiet();
    }
    const numbers = () =>
      [...(slack.ephemerals(people.ana.id).at(-1)?.text ?? '').matchAll(/\*#(\d+)\* <@/g)].map(([, number]) => Number(number));
    const turn = async (to: string) => {
      await slack.press(people.ana.id, { ephemeral: String(slack.ephemerals(people.ana.id).at(-1)?.id) }, to);
      await quiet();
      return numbers();
    };
    const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

    const heading = await type('list');
    const pages = [numbers(), await turn('Next page'), await turn('Next page'), await turn('Back to the first')];

    expect(heading).toContain('23 open requests');
    expect(pages).toEqual([range(1, 10), range(11, 20), range(21, 23), range(1, 10)]);
    expect(slack.ephemerals(people.ana.id)).toHaveLength(1);
  });

  it('leaves out what is out of the queue', async () => {
    const { type } = await desk();
    await type('resolve 1');

    expect(await type('list')).toContain('Nothing waits');
  });

  it('lets staff show and claim a request from it, and leads back', async () => {
    const { type, slack, people, ticket, quiet } = await desk();
    const press = async (button: string) => {
      await slack.press(people.ana.id, { ephemeral: String(slack.ephemerals(people.ana.id).at(-1)?.id) }, button);
      await quiet();
      return slack.ephemerals(people.ana.id).at(-1)?.text ?? '';
    };
    await type('list unassigned');

    const shown = await press('Show');
    const back = await press('Back to the list');
    const claimed = await press('Claim');

    expect(shown).toContain('Where is my invoice?');
    expect(back).toContain('1 open request (without an owner)');
    expect(claimed).toBe(
      'Request #1 is yours now.\nNothing at *Help desk* is without an owner. `/triage list` shows everything.',
    );
    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: people.ana.id });
    expect(slack.ephemerals(people.ana.id)).toHaveLength(1);
  });

  it('answers a button value that somebody else has written with a sentence', async () => {
    const { type, slack, people, kinds, quiet } = await desk();
    await type('list');
    const list = slack.ephemerals(people.ana.id).at(-1);
    const buttons = (list?.blocks ?? []).flatMap((block) => (block as { elements?: Record<string, unknown>[] }).elements ?? []);
    for (const button of buttons) if (button.value) button.value = '{"filter":{"deskId":"elsewhere"},"after":null,"ticketId":1}';

    await slack.press(people.ana.id, { ephemeral: String(list?.id) }, 'Claim');
    await quiet();
    const said = slack.ephemerals(people.ana.id).map(({ text }) => text);

    expect(said.join('\n')).toContain('Only people who work at this desk can do that.');
    expect(await kinds()).toEqual(['opened']);
  });
});
