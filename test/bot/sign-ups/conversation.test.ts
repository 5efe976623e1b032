import { describe, expect, it } from 'vitest';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { showSignUp } from '#bot/sign-ups/moves.ts';
import { findSignUp } from '#bot/sign-ups/sign-up.ts';
import { findTool } from '#bot/tools/tool.ts';
import { hearDirect } from '#bot/ways-in/direct.ts';
import { cooperativeWithTools } from './some-tools.ts';

const BY_OWNER = [{ who: 'owner', memberIds: [], needs: 'one' }];
const AGREEMENT = { name: 'Data agreement', url: 'https://example.org/agreement', version: '1' };
const FIELDS = [{ id: 'why', label: 'What for?', kind: 'text', isOptional: false, options: [] }];

describe('/tools', () => {
  it('shows the catalogue, a tool’s page, and takes a request in one form: people, agreement and the tool’s own fields', async () => {
    const coop = await cooperativeWithTools({
      subject: 'organisation',
      seatsByPerson: true,
      seatCap: 5,
      cost: '€4 a month',
      forWhom: 'Who counts <things>',
      agreement: AGREEMENT,
      fields: FIELDS,
      stages: BY_OWNER,
      links: [{ label: 'Handbook', url: 'https://example.org/handbook' }],
    });
    const { people, on, db, states } = coop;
    const maya = on(people.maya.id);

    await maya.command();
    expect(maya.sees()).toContain('*Data warehouse*');
    await maya.press('tools.show');
    for (const part of ['Who counts &lt;things&gt;', '€4 a month', 'Free seats: 5 of 5.', '|Handbook>', `<@${people.ben.id}>`])
      expect(maya.sees()).toContain(part);
    await maya.press('tools.ask');

    const wrong = await maya.send({ people: [people.maya.id], addresses: 'not an address', 'field:why': 'To count' });
    expect(wrong).toMatchObject({ outcome: 'errors', errors: { addresses: expect.stringContaining('not') } });
    const sent = await maya.send({
      addresses: 'Board@Elsewhere.example',
      'field:why': 'To <count> & tell',
      signed: ['I have read it, and I sign it for my organisation'],
    });

    expect(sent.outcome).toBe('updated');
    expect(maya.sees()).toContain('Your sign-up is *S1*');
    expect(maya.sees()).toContain(`It is up to <@${people.ben.id}> to decide now.`);
    expect(await states()).toEqual(['asked']);
    expect(await db.signUp.findFirst()).toMatchObject({ seats: 2, answers: { why: 'To <count> & tell' } });
    expect(await db.toolAgreement.count()).toBe(1);
    expect(maya.direct().at(-1)?.text).toContain('*S1* · *Data warehouse* for Maple Street');
    expect(JSON.stringify(maya.direct().at(-1))).toContain('board@elsewhere.example');
  });

  it('finds by a word and by category, page by page, and says when there is nothing', async () => {
    const { people, on, addTool } = await cooperativeWithTools({ category: 'Data' });
    for (let index = 1; index <= 9; index += 1)
      await addTool({ id: `map-${index}`, name: `Map ${index}`, summary: 'Where things are', category: 'Maps' });
    const maya = on(people.maya.id);

    await maya.command('search warehouse');
    expect(maya.sees()).toContain('Data warehouse');
    expect(maya.sees()).not.toContain('Map 1');

    await maya.press('tools.browse');
    expect(maya.sees()).toContain('Map 7');
    expect(maya.sees()).not.toContain('Map 9');
    await maya.press('tools.next');
    expect(maya.sees()).toContain('Map 9');
    await maya.press('tools.back');
    expect(maya.sees()).toContain('Data warehouse');

    await maya.press('tools.category', 'Maps');
    expect(maya.sees()).not.toContain('Data warehouse');
    await maya.press('tools.search', 'unicorn');
    expect(maya.sees()).toContain('I found no tool like that.');
    await maya.send({ 'tools-search': 'map 5' });
    expect(maya.sees()).toContain('Map 5');
  });

  it('says in words why a tool is not open to somebody, and has no form for it, whatever they press', async () => {
    const { people, on, slack, db, workspaceId, toolId } = await cooperativeWithTools({ eligibility: { plans: ['Gold'] } });
    const maya = on(people.maya.id);
    await maya.command();

    await maya.press('tools.show');
    expect(maya.sees()).toContain('This tool is not open to you.');
    expect(maya.sees()).not.toContain('tools.ask');

    // The page was open when the tool was; the rule is asked again.
    await db.tool.update({ where: { workspaceId_id: { workspaceId, id: toolId } }, data: { eligibility: {} } });
    await maya.press('tools.browse');
    await maya.press('tools.show');
    await maya.press('tools.ask');
    await db.tool.update({ where: { workspaceId_id: { workspaceId, id: toolId } }, data: { eligibility: { plans: ['Gold'] } } });
    await maya.send();
    expect(JSON.stringify(slack.views(people.maya.id).at(-1))).toMatch(/plan/);
    expect(await db.signUp.count()).toBe(0);
  });

  it('shows what is theirs with "mine", and an empty list in words', async () => {
    const { people, on } = await cooperativeWithTools();
    const maya = on(people.maya.id);

    await maya.command('mine');
    expect(maya.sees()).toContain('You have no tools yet.');
    await maya.press('tools.browse');
    await maya.press('tools.show');
    await maya.press('tools.ask');
    await maya.send();
    await maya.command('mine');

    expect(maya.sees()).toContain('*S1* · *Data warehouse*');
    expect(maya.sees()).toContain('It is approved, and somebody of our team sets it up for you.');
  });
});

describe('one open sign-up', () => {
  it('comes of a form that two people of one organisation send at once; the second is told which', async () => {
    const { people, on, db, quiet, slack } = await cooperativeWithTools({ subject: 'organisation', stages: BY_OWNER });
    const both = [people.maya.id, people.tom.id];
    for (const id of both) {
      await on(id).command();
      await on(id).press('tools.show');
      await on(id).press('tools.ask');
    }

    await Promise.all(both.map((id) => slack.submit(id, String(slack.views(id).at(-1)?.id))));
    await quiet();

    expect(await db.signUp.count()).toBe(1);
    const seen = both.map((id) => on(id).sees()).join();
    expect(seen).toContain('Your sign-up is *S1*');
    expect(seen).toContain('There is one open sign-up already');
  });

  it('comes of a form that is sent five times', async () => {
    const { people, on, db, quiet, slack } = await cooperativeWithTools({ stages: BY_OWNER });
    const maya = on(people.maya.id);
    await maya.command();
    await maya.press('tools.show');
    await maya.press('tools.ask');
    const form = String(maya.top()?.id);

    await Promise.allSettled(Array.from({ length: 5 }, () => slack.submit(people.maya.id, form)));
    await quiet();

    expect(await db.signUp.count()).toBe(1);
    expect(maya.direct().filter(({ text }) => text.includes('S1'))).toHaveLength(1);
  });
});

describe('the note in her messages', () => {
  it('always says how it stands, with the buttons that make sense now; what she presses twice is done once', async () => {
    const { people, on, states, slack, db } = await cooperativeWithTools({ stages: BY_OWNER });
    const maya = on(people.maya.id);
    await maya.command();
    await maya.press('tools.show');
    await maya.press('tools.ask');
    await maya.send();
    const channel = slack.directChannel(people.maya.id);
    const note = maya.direct().at(-1);
    const shown = () => JSON.stringify(slack.message(channel, String(note?.ts)));
    expect(shown()).toContain('sign-up.cancel');

    await maya.pressIn('*S1*', 'sign-up.cancel');

    expect(await states()).toEqual(['cancelled']);
    expect(shown()).toContain('It was withdrawn.');
    expect(shown()).not.toContain('sign-up.cancel');
    expect(await db.signUpEvent.count({ where: { kind: 'cancelled' } })).toBe(1);
  });

  it('has the seat that was offered taken from the message about it, and a late press says how it stands', async () => {
    const coop = await cooperativeWithTools({ seatCap: 1 });
    const { people, on, states, slack } = coop;
    const [maya, tom] = [on(people.maya.id), on(people.tom.id)];
    for (const one of [maya, tom]) {
      await one.command();
      await one.press('tools.show');
      await one.press('tools.ask');
      await one.send();
    }
    expect(tom.sees()).toContain('You are number 1 of 1 on the waiting list.');

    await maya.pressIn('*S1*', 'sign-up.cancel');
    expect(await states()).toEqual(['cancelled', 'offered']);
    await tom.pressIn('Good news', 'sign-up.take-seat');
    expect(await states()).toEqual(['cancelled', 'setting up']);
    await tom.pressIn('Good news', 'sign-up.take-seat');

    expect(slack.ephemerals(people.tom.id).at(-1)?.text).toContain('being set up already');
  });

  it('goes to whoever the sign-up is handed over to, and is gone from where it was', async () => {
    const { people, on, db, workspaceId, quiet, clock } = await cooperativeWithTools({ stages: BY_OWNER });
    const [maya, tom] = [on(people.maya.id), on(people.tom.id)];
    await maya.command();
    await maya.press('tools.show');
    await maya.press('tools.ask');
    await maya.send();
    expect(maya.direct()).toHaveLength(1);

    await db.$transaction(async (tx) => {
      const deps = { now: clock.now, dueAt: (at: Date) => at };
      await tx.signUp.updateMany({ data: { memberId: people.tom.id } });
      const detail = { from: people.maya.id, to: people.tom.id };
      await recordSignUpEvent(tx, { workspaceId, signUpId: 1, kind: 'handed_over', actorId: null, at: clock.now(), detail });
      await showSignUp(tx, deps, await findTool(tx, workspaceId, 'warehouse'), await findSignUp(tx, workspaceId, 1));
    });
    await quiet();

    expect(maya.direct()).toEqual([]);
    expect(tom.direct().at(-1)?.text).toContain('*S1*');
  });

  it('somebody else’s number in a button does nothing and is answered with a sentence', async () => {
    const { people, on, states, slack } = await cooperativeWithTools({ stages: BY_OWNER });
    const [maya, lea] = [on(people.maya.id), on(people.lea.id)];
    for (const one of [maya, lea]) {
      await one.command();
      await one.press('tools.show');
      await one.press('tools.ask');
      await one.send();
    }
    await lea.home();
    // The number in the button of Lea's Home is Maya's, as if she had forged it.
    const blocks = slack.home(people.lea.id)?.blocks as { elements?: { value?: string }[] }[];
    for (const { elements = [] } of blocks) for (const element of elements) if (element.value === '2') element.value = '1';

    await slack.press(people.lea.id, { view: String(slack.home(people.lea.id)?.id) }, { actionId: 'sign-up.cancel' });

    await expect.poll(() => lea.sees()).toContain('not your sign-up');
    expect(await states()).toEqual(['asked', 'asked']);
  });
});

describe('what she does with a tool of hers', () => {
  it('reports a problem, which becomes a request about the tool that its page shows', async () => {
    const { people, on, db } = await cooperativeWithTools();
    const maya = on(people.maya.id);
    await maya.command();
    await maya.press('tools.show');
    await maya.press('tools.ask');
    await maya.send();

    await maya.pressIn('*S1*', 'sign-up.problem');
    const empty = await maya.send({ text: ' ' });
    await maya.send({ text: 'It does not open' });

    expect(empty.outcome).toBe('errors');
    expect(maya.sees()).toContain('request *#1*');
    expect(await db.ticket.findMany()).toMatchObject([{ toolId: 'warehouse', signUpId: 1, requesterId: people.maya.id }]);
    await maya.command();
    await maya.press('tools.show');
    expect(maya.sees()).toContain('There is one open request about this tool. Yours: *#1*.');
  });

  it('changes its people, and staff read under the card who came and who went', async () => {
    const { people, on, db, slack, triage } = await cooperativeWithTools({
      subject: 'organisation',
      seatsByPerson: true,
      seatCap: 2,
    });
    const maya = on(people.maya.id);
    await maya.command();
    await maya.press('tools.show');
    await maya.press('tools.ask');
    await maya.send();

    await maya.pressIn('*S1*', 'sign-up.people');
    await maya.send({ people: [people.maya.id, people.tom.id] });

    expect(maya.sees()).toContain('Added: 1. Taken out: 0.');
    expect(await db.signUp.findFirst()).toMatchObject({ seats: 2 });
    expect(JSON.stringify(slack.botMessages(triage))).toContain(`To be added: <@${people.tom.id}>`);
  });

  it('finds it in App Home, with the same buttons and the way to the catalogue', async () => {
    const { people, on, slack, quiet, states } = await cooperativeWithTools({ stages: BY_OWNER });
    const maya = on(people.maya.id);
    expect(await maya.home()).toContain('Browse tools');
    await slack.press(people.maya.id, { view: String(slack.home(people.maya.id)?.id) }, 'tools.browse');
    await maya.press('tools.show');
    await maya.press('tools.ask');
    await maya.send();

    expect(await maya.home()).toContain('to decide now.');
    await slack.press(people.maya.id, { view: String(slack.home(people.maya.id)?.id) }, 'sign-up.cancel');
    await quiet();

    expect(await states()).toEqual(['cancelled']);
    expect(await maya.home()).not.toContain('*S1*');
  });
});

describe('the agreement', () => {
  it('left open in the form is signed by the organisation’s contact from the message, and the member hears of it', async () => {
    const { people, on, states } = await cooperativeWithTools({ subject: 'organisation', agreement: AGREEMENT });
    const [maya, tom] = [on(people.maya.id), on(people.tom.id)];
    await maya.command();
    await maya.press('tools.show');
    await maya.press('tools.ask');
    await maya.send();
    expect(await states()).toEqual(['unsigned']);

    await tom.pressIn('has to be signed', 'sign-up.sign');
    const unticked = await tom.send();
    await tom.send({ signed: ['I have read it, and I sign it for my organisation'] });

    expect(unticked.outcome).toBe('incomplete');
    expect(await states()).toEqual(['setting up']);
    expect(maya.direct().map(({ text }) => text)).toContain('The agreement for *Data warehouse* is signed. We set it up now.');
    await maya.pressIn('has to be signed', 'sign-up.sign');
    expect(maya.sees()).toContain('sets it up for you');
  });
});

describe('an approver’s question', () => {
  const asked = async () => {
    const coop = await cooperativeWithTools({ stages: BY_OWNER });
    const { people, on } = coop;
    const [maya, ben] = [on(people.maya.id), on(people.ben.id)];
    await maya.command();
    await maya.press('tools.show');
    await maya.press('tools.ask');
    await maya.send();
    await ben.pressIn('S1', 'approval.ask');
    await ben.send({ question: 'For which report?' });
    return { ...coop, maya, ben };
  };

  it('is answered in its thread, and opens no request, even if the message is heard twice', async () => {
    const { maya, slack, people, quiet, states, db, bots, workspaceId } = await asked();
    expect(await states()).toEqual(['questioned']);
    const channel = slack.directChannel(people.maya.id);
    const question = maya
      .direct()
      .findLast((one) => JSON.stringify(one).includes('For which report?') && !one.text.includes('*S1* ·'));

    const { ts } = await slack.post(people.maya.id, channel, 'The yearly &lt;one&gt;', { threadTs: String(question?.ts) });
    await quiet();
    const again = { channelId: channel, ts, threadTs: String(question?.ts), authorId: people.maya.id, isHuman: true, files: [] };
    await hearDirect(bots[0]!.deps, { workspaceId, ...again, text: 'The yearly &lt;one&gt;' });
    await quiet();

    expect(await states()).toEqual(['asked']);
    const event = await db.signUpEvent.findFirstOrThrow({ where: { kind: 'answered' } });
    expect(event.detail).toMatchObject({ answer: 'The yearly <one>' });
    expect(await db.ticket.count()).toBe(0);
    expect(slack.messages(channel, { threadTs: String(question?.ts) }).at(-1)?.text).toContain('I passed your answer on');
  });

  it('is answered in a form, once', async () => {
    const { maya, states } = await asked();

    await maya.pressIn('For which report?', 'sign-up.answer-question');
    await maya.send({ text: 'The yearly one' });
    expect(await states()).toEqual(['asked']);
    await maya.pressIn('For which report?', 'sign-up.answer-question').catch(() => undefined);

    expect(maya.sees()).toContain('to decide now.');
  });
});

describe('a member who reads Spanish', () => {
  it('reads Spanish from the catalogue to the note, and gives the tool back', async () => {
    const { people, on, slack, quiet, states, db } = await cooperativeWithTools();
    await slack.changePerson(people.maya.id, { locale: 'es-ES' });
    await quiet();
    const maya = on(people.maya.id);

    await maya.command();
    expect(JSON.stringify(maya.top())).toContain('Herramientas comunes');
    await maya.press('Leer más');
    expect(maya.sees()).toContain('Hay plazas para todos.');
    await maya.press('Pedirla');
    await maya.send();
    expect(maya.sees()).toContain('¡Gracias! Tu inscripción es *S1*.');
    expect(await maya.home()).toContain('Tus herramientas');

    await db.signUp.updateMany({ data: { state: 'ready' } });
    await maya.command('mine');
    expect(maya.sees()).toContain('Ya la puedes usar.');
    await maya.press('Devolverla');

    expect(await states()).toEqual(['ended']);
    expect(maya.sees()).toContain('Ha terminado.');
    expect(maya.direct().at(-1)?.text).toContain('Ha terminado.');
  });
});
