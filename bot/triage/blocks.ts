import type { Button, KnownBlock } from '@slack/types';
import { cut, escapeText, fromMessage, mrkdwn, quoteBlock } from '#bot/slack/escape.ts';
import type { QueuePage, Step, TicketLine, TicketStory } from './triage.ts';

export const NEXT_PAGE = 'triage.next-page';
export const FIRST_PAGE = 'triage.first-page';

type Answer = { text: string; blocks: KnownBlock[] };

/** A page of the queue for one person's eyes. */
export function queueList({ lines, open, next, isFirst, desk }: QueuePage): Answer {
  if (open === 0) return sentence(`Nothing waits at *${escapeText(desk.name)}*. Enjoy the quiet!`);
  const heading = `*${escapeText(desk.name)}*: ${open === 1 ? '1 open request' : `${open} open requests`}, oldest first`;
  const rest = lines.length === 0 ? 'No more requests after these.' : lines.map(queueLine).join('\n');
  const buttons: Button[] = [
    ...(isFirst ? [] : [button(FIRST_PAGE, 'Back to the first', '0')]),
    ...(next === null ? [] : [button(NEXT_PAGE, 'Next page', String(next))]),
  ];
  return {
    text: `${heading}\n${rest}`,
    blocks: [
      section(heading),
      section(rest),
      ...(buttons.length > 0 ? [{ type: 'actions' as const, block_id: 'pages', elements: buttons }] : []),
      {
        type: 'context',
        elements: [mrkdwn('`/triage show 12` shows one, `/triage claim 12` makes it yours, `/triage help` lists the rest.')],
      },
    ],
  };
}

function queueLine({ id, requesterId, state, waitingOn, ownerId, openedAt, firstReplyAt, text }: TicketLine): string {
  const who = ownerId ? `<@${ownerId}>` : '*nobody yet*';
  const turn =
    state === 'waiting'
      ? ` · waits for ${waitingOn === 'member' ? 'the member' : 'somebody else'}`
      : firstReplyAt
        ? ''
        : ' · unanswered';
  const words = cut(escapeText(cut(fromMessage(text).replaceAll(/\s+/g, ' '), 90)), 150) || '(no text)';
  return `*#${id}* <@${requesterId}>: ${words}\n      ${who}${turn} · ${when(openedAt)}`;
}

/** One ticket with its last steps and words, for one person's eyes. */
export function ticketStoryBlocks({ view, steps, talk }: TicketStory): Answer {
  const { ticket, request, link, names } = view;
  const asked = request
    .map(({ text, deletedAt }) => (deletedAt ? '(deleted by the member)' : fromMessage(text ?? '', (id) => names.get(id))))
    .join('\n');
  const heading = `*#${ticket.id}* from <@${ticket.requesterId}>: ${standing(ticket)} · <${link}|Open the message>`;
  const said = talk.map(
    (line) =>
      `${line.authorId ? `<@${line.authorId}>` : 'Somebody'}${line.standing === 'note' ? ' (note)' : ''}: ${spoken(line)}`,
  );
  return {
    text: `${heading}\n${escapeText(cut(asked, 500))}`,
    blocks: [
      section(heading),
      quoteBlock(cut(asked, 1500) || '(no text)'),
      ...(said.length > 0 ? [section(cut(`*Last said*\n${said.join('\n')}`, 2900))] : []),
      section(cut(`*What happened*\n${steps.map(stepLine).join('\n')}`, 2900)),
    ],
  };
}

function standing({ state, waitingOn, ownerId, outcome, topic, mergedIntoId }: TicketStory['view']['ticket']): string {
  const owner = ownerId ? `<@${ownerId}>` : 'nobody';
  const how = escapeText([outcome, topic].filter((part) => part !== null).join(' · '));
  const words: Record<string, string> = {
    open: 'open, nobody has it yet',
    claimed: `${owner} has it`,
    waiting: `${owner} waits for ${waitingOn === 'member' ? 'the member' : 'somebody else'}`,
    resolved: `resolved as ${how}, by ${owner}`,
    closed: `closed as ${how}, by ${owner}`,
    dismissed: 'not a request',
    merged: `joined to #${mergedIntoId}`,
  };
  return words[state] ?? state;
}

function spoken({ text, deletedAt }: { text: string | null; deletedAt: Date | null }): string {
  return deletedAt ? '_(deleted)_' : escapeText(cut(fromMessage(text ?? '').replaceAll(/\s+/g, ' '), 200));
}

const STEP_WORDS: Record<string, string> = {
  opened: 'asked',
  joined: 'added to the request',
  member_wrote: 'wrote in the thread',
  replied: 'answered',
  noted: 'left a note',
  edited: 'edited a message',
  deleted: 'deleted a message',
  resumed: 'answered what we waited for',
  linked: 'wrote again after it was closed',
  claimed: 'made it theirs',
  resolved: 'resolved it',
  reopened: 'brought it back',
  closed: 'closed it',
  dismissed: 'marked it as not a request',
  merged: 'joined it to another',
  undone: 'took the last step back',
};

function stepLine({ kind, actorId, at, outcome, topic }: Step): string {
  const how = [outcome, topic].filter((part) => part).join(' · ');
  return `• ${actorId ? `<@${actorId}>` : 'Rochdale'} ${STEP_WORDS[kind] ?? kind}${how ? ` as ${escapeText(how)}` : ''} · ${when(at)}`;
}

/** What `/triage` can do, with an example each. */
export function triageHelp(): Answer {
  return sentence(
    [
      '*What you can type*',
      '• `/triage list` shows the open requests, oldest first',
      '• `/triage show 12` shows request #12 with what happened and what was said',
      '• `/triage claim 12` makes it yours',
      '• `/triage resolve 12` resolves it as solved, with its usual topic; `/triage resolve 12 billing` names the topic',
      '• `/triage reopen 12` takes it back into work, for 7 days after it was resolved',
      'The same and more is on every card in this desk’s triage channel. In a thread, use the buttons: Slack does not take commands there.',
    ].join('\n'),
  );
}

export function sentence(text: string): Answer {
  return { text, blocks: [section(text)] };
}

const section = (text: string) => ({ type: 'section' as const, text: mrkdwn(text) });
const when = (at: Date) =>
  `<!date^${Math.floor(at.getTime() / 1000)}^{date_short_pretty} at {time}|${at.toISOString().slice(0, 16).replace('T', ' ')} UTC>`;
const button = (actionId: string, label: string, value: string): Button => ({
  type: 'button',
  action_id: actionId,
  text: { type: 'plain_text', text: label },
  value,
});
