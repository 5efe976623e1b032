import { describe, expect, it } from 'vitest';
import { ADD_COMMENT, CALLED, RATE_REQUEST, TAKE_CALL } from '#bot/ratings/blocks.ts';
import { THANK_IN_PUBLIC, THANK_QUIETLY } from '#bot/ratings/thanks-blocks.ts';
import { CLAIM_TICKET, REOPEN_TICKET, RESOLVE_TICKET, SOLVE_TICKET } from '#bot/tickets/action-ids.ts';
import { MONDAY_MORNING } from '#test/support/cooperative.ts';
import { type CooperativeWithRequest, cooperativeWithRequest } from '#test/support/requests.ts';

/** So much later, with what waited for that. */
async function later({ clock, database, quiet }: CooperativeWithRequest, minutes: number, task: string): Promise<void> {
  clock.set(new Date(clock.now().getTime() + minutes * 60_000));
  await database.pool.query(
    `update graphile_worker._private_jobs set run_at = now()
     where task_id = (select id from graphile_worker._private_tasks where identifier = $1)`,
    [task],
  );
  await quiet();
}

const direct = ({ slack }: CooperativeWithRequest, userId: string) => slack.botMessages(slack.directChannel(userId));

async function pressIn(coop: CooperativeWithRequest, userId: string, actionId: string) {
  const { slack, quiet } = coop;
  const channel = slack.directChannel(userId);
  await slack.press(userId, { channel, ts: direct(coop, userId).at(-1)?.ts ?? '' }, actionId);
  await quiet();
}

/** Maya speaks this language, and her request was solved ten minutes ago. */
async function askedFor(language: string) {
  const coop = await cooperativeWithRequest({ at: MONDAY_MORNING });
  const { db, workspaceId, people, press } = coop;
  const maya = { workspaceId, id: people.maya.id };
  await db.member.upsert({
    where: { workspaceId_id: maya },
    create: { ...maya, displayName: 'Maya', language },
    update: { language },
  });
  await press(people.ana.id, CLAIM_TICKET);
  await press(people.ana.id, SOLVE_TICKET);
  await later(coop, 11, 'ask-rating');
  return coop;
}

describe('after a request is solved', () => {
  it.each([
    [
      'en',
      'Your request *#1* is done. How happy are you with how we helped you?',
      ['Very happy', 'Happy', 'Neither happy nor unhappy', 'Unhappy', 'Very unhappy'],
      'Thank you! Your answer: *Happy*.',
      'Thank you! Your answer: *Happy*. We have your comment, too.',
    ],
    [
      'es',
      'Tu solicitud *#1* está resuelta. ¿Qué te ha parecido nuestra ayuda?',
      ['Muy bien', 'Bien', 'Ni bien ni mal', 'Mal', 'Muy mal'],
      '¡Gracias! Tu respuesta: *Bien*.',
      '¡Gracias! Tu respuesta: *Bien*. También tenemos tu comentario.',
    ],
  ])(
    'the member is asked, thanked and may comment, all in one message (%s)',
    async (language, question, points, thanks, commented) => {
      const coop = await askedFor(language);
      const { slack, people, quiet, db } = coop;
      const [asked, ...more] = direct(coop, people.maya.id);
      const buttons = JSON.stringify(asked?.blocks)
        .match(/"text":"[^"]*","emoji"|"plain_text","text":"[^"]*"/g)
        ?.map((one) => one.split('"').at(-2));

      await pressIn(coop, people.maya.id, RATE_REQUEST[3]);
      const thanked = direct(coop, people.maya.id).map(({ text }) => text);
      await pressIn(coop, people.maya.id, ADD_COMMENT);
      const form = slack.views(people.maya.id).at(-1);
      await slack.submit(people.maya.id, String(form?.id), {
        [language === 'en' ? 'What should we know?' : '¿Qué deberíamos saber?']: 'Ana <3',
      });
      await quiet();

      expect(asked?.text).toContain(question);
      expect(more).toEqual([]);
      expect(buttons).toEqual(points);
      expect(thanked).toEqual([thanks]);
      expect(direct(coop, people.maya.id).map(({ text }) => text)).toEqual([commented]);
      expect(await db.rating.findFirst()).toMatchObject({ score: 4, comment: 'Ana <3' });
      expect(direct(coop, people.lea.id)).toEqual([]);
    },
  );

  it('an unhappy answer is a card for the lead, who calls; staff see nothing of it', async () => {
    const coop = await askedFor('en');
    const { people, triage, slack } = coop;
    const before = slack.messages(triage).length;

    await pressIn(coop, people.maya.id, RATE_REQUEST[0]);
    const [card] = direct(coop, people.lea.id);
    await pressIn(coop, people.lea.id, TAKE_CALL);
    const taken = direct(coop, people.lea.id).at(-1)?.text;
    await pressIn(coop, people.lea.id, CALLED);

    expect(card?.text).toContain(
      `<@${people.maya.id}> is *very unhappy* with how we helped (request *#1*). Nobody has called them yet.`,
    );
    expect(taken).toContain(`<@${people.lea.id}> calls them`);
    expect(direct(coop, people.lea.id).map(({ text }) => text)).toEqual([
      expect.stringContaining(`<@${people.lea.id}> called them`),
    ]);
    expect(direct(coop, people.maya.id).at(-1)?.text).toContain('We are sorry; one of our leads looks at it today.');
    expect(slack.messages(triage)).toHaveLength(before);
    expect(direct(coop, people.ana.id)).toEqual([]);
  });

  it('the question says so when it is taken back because the request is open again', async () => {
    const coop = await askedFor('en');
    const { people, press } = coop;

    await press(people.ben.id, REOPEN_TICKET);

    expect(direct(coop, people.maya.id).map(({ text }) => text)).toEqual([
      'Your request *#1* is open again, so we do not ask yet how it was.',
    ]);
  });
});

describe('a member who answered another', () => {
  /** Tom answered Maya, and Ana resolved with that; the form named Tom by itself. */
  async function answeredByTom() {
    const coop = await cooperativeWithRequest({ at: MONDAY_MORNING });
    const { people, write, fillIn } = coop;
    await write(people.tom.id, 'It is in the portal under Documents');
    await write(people.ben.id, 'Right, thank you Tom');
    await fillIn(people.ana.id, RESOLVE_TICKET, { 'How did it end?': 'Answered by a member' });
    await later(coop, 11, 'thank-member');
    return coop;
  }

  it('is thanked, and with their yes in the help channel, by name and without what it was about', async () => {
    const coop = await answeredByTom();
    const { people, slack, help, ticket } = coop;
    const [thanks] = direct(coop, people.tom.id);

    await pressIn(coop, people.tom.id, THANK_IN_PUBLIC);

    expect(await ticket()).toMatchObject({ answeredById: people.tom.id });
    expect(thanks?.text).toBe(
      `Thank you! You answered somebody's question in <#${help}>, and it helped them. May we say so in <#${help}>? We would name you, and not say what it was about.`,
    );
    expect(slack.botMessages(help).at(-1)?.text).toBe(
      `:raised_hands: <@${people.tom.id}> answered another member's question. Thank you!`,
    );
    expect(direct(coop, people.tom.id).map(({ text }) => text)).toEqual([expect.stringContaining('Thank you! We say so in')]);
  });

  it('is thanked, and with their no nobody else learns of it', async () => {
    const coop = await answeredByTom();
    const { people, slack, help } = coop;

    await pressIn(coop, people.tom.id, THANK_QUIETLY);

    expect(direct(coop, people.tom.id).map(({ text }) => text)).toEqual([expect.stringContaining('it stays between us')]);
    expect(slack.botMessages(help).filter(({ text }) => text?.includes('raised_hands'))).toEqual([]);
  });

  it('is one who wrote there: anybody else is refused with a sentence', async () => {
    const coop = await cooperativeWithRequest({ at: MONDAY_MORNING });
    const { people, write, fillIn, ticket } = coop;
    await write(people.tom.id, 'It is in the portal under Documents');

    const refused = await fillIn(people.ana.id, RESOLVE_TICKET, {
      'How did it end?': 'Answered by a member',
      'If a member answered it: who?': people.ada.id,
    });

    expect(JSON.stringify(refused)).toContain('wrote nothing in the thread of this request');
    expect(await ticket()).toMatchObject({ state: 'open' });
  });
});
