import type { Button, KnownBlock } from '@slack/types';
import { button, context, dateOf, fileContext, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, fromMessage, type NameOf, quoteBlock } from '#bot/slack/escape.ts';
import type { EventKind } from '#bot/tickets/events.ts';
import type { QueuePage, Said, Step, TicketLine, TicketStory } from './triage.ts';

export const NEXT_PAGE = 'triage.next-page';
export const FIRST_PAGE = 'triage.first-page';

type Answer = { text: string; blocks: KnownBlock[] };

/** A page of the queue for one person's eyes. */
export function queueList({ lines, names, open, next, isFirst, desk }: QueuePage): Answer {
  if (open === 0) return sentence(`Nothing waits at *${escapeText(desk.name)}*. Enjoy the quiet!`);
  const heading = `*${escapeText(desk.name)}*: ${open === 1 ? '1 open request' : `${open} open requests`}, oldest first`;
  const rest =
    lines.length === 0 ? 'No more requests after these.' : lines.map((line) => queueLine(line, (id) => names.get(id))).join('\n');
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
      context('`/triage show 12` shows one, `/triage claim 12` makes it yours, `/triage help` lists the rest.'),
    ],
  };
}

function queueLine(line: TicketLine, nameOf: NameOf): string {
  const { id, requesterId, state, waitingOn, ownerId, openedAt, firstReplyAt, text } = line;
  const who = ownerId ? `<@${ownerId}>` : '*nobody yet*';
  const turn =
    state === 'waiting'
      ? ` · waits for ${waitingOn === 'member' ? 'the member' : 'somebody else'}`
      : firstReplyAt
        ? ''
        : ' · unanswered';
  const words = cut(escapeText(cut(fromMessage(text, nameOf).replaceAll(/\s+/g, ' '), 90)), 150) || '(no text)';
  return `*#${id}* <@${requesterId}>: ${words}\n      ${who}${turn} · ${dateOf(openedAt)}`;
}

/** One ticket with its last steps and words, for one person's eyes. */
export function ticketStoryBlocks({ view, steps, talk, names: namesInTalk }: TicketStory): Answer {
  const { ticket, request, link, names } = view;
  const asked = request
    .map(({ text, deletedAt }) => (deletedAt ? '(deleted by the member)' : fromMessage(text ?? '', (id) => names.get(id))))
    .join('\n');
  const heading = `*#${ticket.id}* from <@${ticket.requesterId}>: ${standing(ticket)} · <${link}|Open the message>`;
  const said = talk.map(
    (line) =>
      `${line.authorId ? `<@${line.authorId}>` : 'Somebody'}${line.standing === 'note' ? ' (note)' : ''}: ${spoken(line, (id) => namesInTalk.get(id))}`,
  );
  return {
    text: `${heading}\n${escapeText(cut(asked, 500))}`,
    blocks: [
      section(heading),
      quoteBlock(cut(asked, 1500) || '(no text)'),
      ...fileContext(view.files),
      ...(said.length > 0 ? [section(cut(`*Last said*\n${said.join('\n')}`, 2900))] : []),
      ...fileContext(talk.flatMap(({ files }) => files)),
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

/** The links to what was sent follow in a line of their own, which nothing cuts. */
function spoken({ text, files, deletedAt }: Said, nameOf: NameOf): string {
  if (deletedAt) return '_(deleted)_';
  const sent = files.length > 0 ? ` :paperclip: ${escapeText(cut(files.map(({ name }) => name).join(', '), 80))}` : '';
  return `${escapeText(cut(fromMessage(text ?? '', nameOf).replaceAll(/\s+/g, ' '), 200))}${sent}`;
}

const STEP_WORDS: Record<EventKind, string> = {
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
  released: 'gave it back',
  assigned: 'gave it to somebody',
  waiting: 'waits for an answer',
  resolved: 'resolved it',
  reopened: 'brought it back',
  closed: 'closed it',
  dismissed: 'marked it as not a request',
  merged: 'joined it to another',
  undone: 'took the last step back',
  withdrawn: 'took it back',
  prioritised: 'changed how urgent it is',
  topic_chosen: 'chose its topic',
  split: 'made part of it a request of its own',
  made_private: 'made it private',
  nudged: 'reminded the member',
  attached: 'made it part of a known problem',
  detached: 'took it out of a known problem',
  announced: 'announced it as a known problem',
  problem_updated: 'told everybody what is new',
  rated: 'said how it went',
  call_taken: 'takes it on to call them',
  called: 'called them',
};

function stepLine({ kind, actorId, at, outcome, topic }: Step): string {
  const how = [outcome, topic].filter((part) => part).join(' · ');
  return `• ${actorId ? `<@${actorId}>` : 'Rochdale'} ${STEP_WORDS[kind]}${how ? ` as ${escapeText(how)}` : ''} · ${dateOf(at)}`;
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
