// The guided tour: each step does for a visitor what people would do, through Slack, and says where to look.
import type { Deps } from '#bot/deps.ts';
import { CLAIM_TICKET, REPLY_TO_MEMBER } from '#bot/tickets/action-ids.ts';
import type { Workspace } from '#test/workspace/workspace.ts';
import type { MovableClock, Tour } from './playground.ts';
import { cardOf, topForm } from './riverbend/play.ts';
import type { Name, Riverbend } from './riverbend/riverbend.ts';
import type { TourStep, TourStop } from './seen.ts';
import { answerSurvey } from './tour-survey.ts';
import { signUp } from './tour-tool.ts';
import { until } from './until.ts';

type Stage = { slack: Workspace; deps: Deps; riverbend: Riverbend; clock: MovableClock };
type Question = [Name, text: string];
type Step = TourStep & { take: (stage: Stage) => Promise<TourStop> };

/** Each press asks something else, by somebody else: the same person's next message would join the request before it. */
const QUESTIONS: Question[] = [
  ['maya', 'The card reader at our new office does not know Jerome’s card. Can somebody let him in before Monday?'],
  ['amina', 'How do we add a second clinic to our map page? The old one still shows.'],
  ['owen', 'Where do I see what we paid for the shared accounts last year?'],
  ['joan', 'Our intern starts on Monday. Which tools can she have, and who signs for them?'],
  ['tom', 'The stock list has every potato twice since this morning :potato:'],
];
const WHILE_BROKEN: Question[] = [
  ['bea', 'The nap room sensor sends a message every minute. Can you make it stop?'],
  ['huong', 'I get “not allowed” when I open the delivery calendar'],
  ['greg', 'Two of our invoices have the same number'],
];

const STEPS: Step[] = [
  {
    id: 'ask',
    title: 'Ask',
    says: 'A member writes in #help, in their own words. There is nothing to learn.',
    button: 'Ask something as a member',
    take: ask,
  },
  {
    id: 'triage',
    title: 'Triage',
    says: 'Staff see a card for each request. They claim it and answer from there; the member reads the answer in their thread.',
    button: 'Claim and answer as staff',
    take: triage,
  },
  {
    id: 'tool',
    title: 'Sign up for a tool',
    says: 'A member asks for a shared tool. Their organisation’s contact and the tool’s owner approve in their direct messages, staff set it up.',
    button: 'Ask for a tool, and have it set up',
    take: signUp,
  },
  {
    id: 'survey',
    title: 'Answer a survey',
    says: 'Staff ask who uses a tool how it is for them. The first answer is one press in the message, the rest a short form.',
    button: 'Answer a survey as a member',
    take: answerSurvey,
  },
  {
    id: 'digest',
    title: 'Read the digest',
    says: 'On Monday at 09:00 everybody reads how the members are doing. Let the week pass.',
    button: 'Advance to Monday 09:00',
    take: readDigest,
  },
  {
    id: 'break',
    title: 'Break something',
    says: 'Slack delivers twice, connections drop half-way. A request must be neither lost nor doubled.',
    button: 'Break Slack while somebody asks',
    take: breakSlack,
  },
];

/** The tour through a running Riverbend Co-op. */
export function tourOf(stage: Stage): Tour {
  return {
    steps: STEPS.map(({ take: _take, ...step }) => step),
    take: async (stepId) => {
      const step = STEPS.find(({ id }) => id === stepId);
      if (!step) throw new Error(`The tour has no step called “${stepId}”.`);
      return step.take(stage);
    },
  };
}

async function ask(stage: Stage): Promise<TourStop> {
  const { as, channel, ts } = await askNext(stage, QUESTIONS);
  return {
    as,
    channel,
    ts,
    threadTs: ts,
    says: 'The request has a number, and the thread says what happens next. Nobody else was disturbed.',
  };
}

async function triage(stage: Stage): Promise<TourStop> {
  const { slack, deps, riverbend } = stage;
  const { rosa } = riverbend.ids;
  const where = { workspaceId: riverbend.workspaceId, state: 'open', isPrivate: false } as const;
  const open = await deps.db.ticket.findFirst({ where, orderBy: { openedAt: 'desc' } });
  const request = open ? { channel: open.channelId, ts: open.ts } : await askNext(stage, QUESTIONS);
  const card = { channel: riverbend.triage, ts: await until(() => cardOf(stage, request)) };
  await slack.press(rosa, card, { actionId: CLAIM_TICKET });
  await until(async () => JSON.stringify(slack.message(card.channel, card.ts)?.blocks).includes(rosa));
  await slack.press(rosa, card, { actionId: REPLY_TO_MEMBER });
  await slack.submit(rosa, topForm(slack, rosa), {
    'Your answer': 'Thank you for telling us. I am looking at it now and write here before noon.',
  });
  await until(async () =>
    slack.messages(request.channel, { threadTs: request.ts }).some(({ text }) => text.includes('before noon')),
  );
  return {
    as: rosa,
    channel: card.channel,
    ts: card.ts,
    says: 'Rosa claimed the newest open request and answered from its card. Press its other buttons, or act as the member and read the answer.',
  };
}

async function readDigest({ slack, riverbend, clock }: Stage): Promise<TourStop> {
  const { news, ids } = riverbend;
  const before = slack.messages(news).length;
  await clock.leap('monday');
  const digest = await until(async () => slack.messages(news).slice(before).at(-1));
  await until(async () => slack.messages(news, { threadTs: digest.ts }).some(({ files }) => files));
  return {
    as: ids.maya,
    channel: news,
    ts: digest.ts,
    threadTs: digest.ts,
    says: 'This is what everybody reads, with its chart in the thread. In #help-triage staff read an edition with the oldest unanswered request.',
  };
}

async function breakSlack(stage: Stage): Promise<TourStop> {
  const { slack } = stage;
  // Slack takes the bot's next post and then cuts the connection: the bot cannot know whether it is there.
  slack.faults.next('chat.postMessage', 'accept-then-drop');
  const { as, channel, ts } = await askNext(stage, WHILE_BROKEN, async () => {
    const delivery = slack.ledger.deliveries('message').at(-1);
    if (delivery) await Promise.all([slack.redeliver(delivery, 1), slack.redeliver(delivery, 2)]);
  });
  return {
    as,
    channel,
    ts,
    threadTs: ts,
    isInspected: true,
    says: 'Slack delivered this message three times and dropped the line just after it had taken a post of the bot. Still one request, one card, one answer. The inspector shows every try.',
  };
}

/** Within this time the same person's next message would join the request before it. */
const JOINS_WITHIN_MS = 6 * 60_000;

/** The next who has not asked just now asks; settles when their thread has its answer and staff have the card. */
async function askNext(stage: Stage, questions: Question[], meanwhile?: () => Promise<void>) {
  const { slack, riverbend } = stage;
  const channel = riverbend.channels.help;
  const lastOf = ([name]: Question) =>
    Number(slack.messages(channel).findLast(({ user }) => user === riverbend.ids[name])?.ts ?? 0);
  const isFree = (question: Question) => stage.clock.face().now - lastOf(question) * 1000 > JOINS_WITHIN_MS;
  const next = questions.find(isFree) ?? questions.toSorted((one, other) => lastOf(one) - lastOf(other))[0];
  if (!next) throw new Error('nobody is left to ask');
  const [name, text] = next;
  const as = riverbend.ids[name];
  const { ts } = await slack.post(as, channel, text);
  await meanwhile?.();
  await until(async () => slack.messages(channel, { threadTs: ts }).some(({ bot_id: bot }) => bot === slack.botId));
  await until(() => cardOf(stage, { channel, ts }));
  return { as, channel, ts };
}
