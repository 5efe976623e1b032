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

describe('the list', () => {
  it('turns its pages with buttons, forwards and back to the first', async () => {
    const { slack, people, help, quiet, type } = await desk();
    for (let index = 2; index <= 23; index += 1) {
      await slack.post(index % 2 ? people.maya.id : people.tom.id, help, `Question ${index}`);
      await quiet();
    }
    const numbers = () =>
      [...(slack.ephemerals(people.ana.id).at(-1)?.text ?? '').matchAll(/\*#(\d+)\*/g)].map(([, number]) => Number(number));
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
});
