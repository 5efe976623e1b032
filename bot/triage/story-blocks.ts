import { button, context, dateOf, fileContext, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, fromMessage, type NameOf, quoteBlock } from '#bot/slack/escape.ts';
import { MORE_MOVES, REPLY_TO_MEMBER, RESOLVE_TICKET } from '#bot/tickets/action-ids.ts';
import type { EventKind } from '#bot/tickets/events.ts';
import { IN_QUEUE } from '#bot/tickets/life.ts';
import { isInSlack, isOutside, usualTopic } from '#bot/tickets/ticket.ts';
import type { TicketView } from '#bot/tickets/views.ts';
import type { Said, Step, TicketStory } from './story.ts';

/** What can be pressed where only one person sees it: the answer takes the place of what they pressed in. */
export const STEPS = {
  claim: 'triage.claim',
  solve: 'triage.solve',
  dismiss: 'triage.dismiss',
  reopen: 'triage.reopen',
  undo: 'triage.undo',
} as const;
export type StepName = keyof typeof STEPS;

/** One ticket with its last steps and words, and the buttons of its card, for one person's eyes. */
export function ticketStoryBlocks({ view, steps, talk, names: namesInTalk }: TicketStory) {
  const { ticket, request, link, names } = view;
  const asked = request
    .map(({ text, deletedAt }) =>
      deletedAt && text === null ? '(deleted by the member)' : fromMessage(text ?? '', (id) => names.get(id)),
    )
    .join('\n');
  const where = isInSlack(ticket.channelId) ? ` · <${link}|Open the message>` : '';
  const heading = `*#${ticket.id}* from ${requesterOf(view)}: ${standing(ticket)}${where}`;
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
      ...(said.length > 0 ? [section(`*Last said*\n${said.join('\n')}`)] : []),
      ...fileContext(talk.flatMap(({ files }) => files)),
      section(`*What happened*\n${steps.map(stepLine).join('\n')}`),
      ...storyButtons(view),
      ...(ticket.isPrivate ? [context(':lock: Private: only its readers and the member see what it says.')] : []),
    ],
  };
}

function requesterOf({ ticket, requester }: TicketView): string {
  const who = isOutside(ticket.requesterId)
    ? `*${escapeText(cut(requester.name ?? 'Somebody', 100))}*`
    : `<@${ticket.requesterId}>`;
  return requester.organisation ? `${who} (${escapeText(cut(requester.organisation, 100))})` : who;
}

function storyButtons({ ticket, desk, canUndo }: TicketView) {
  const value = String(ticket.id);
  const inQueue = IN_QUEUE.includes(ticket.state);
  const reply = isOutside(ticket.requesterId) ? [] : [button(REPLY_TO_MEMBER, 'Reply', value)];
  const elements = [
    ...(ticket.state === 'open' ? [{ ...button(STEPS.claim, 'Claim', value), style: 'primary' as const }] : []),
    ...(inQueue || ticket.state === 'resolved' ? reply : []),
    ...(inQueue
      ? [
          button(STEPS.solve, cut(`Solved · ${usualTopic(ticket, desk)}`, 70), value),
          button(RESOLVE_TICKET, 'Resolve…', value),
          button(STEPS.dismiss, 'Not a request', value),
          button(MORE_MOVES, 'More…', value),
        ]
      : []),
    ...(ticket.state === 'resolved' ? [button(STEPS.reopen, 'Reopen', value)] : []),
    ...(canUndo ? [button(STEPS.undo, 'Undo', value)] : []),
  ];
  return elements.length > 0 ? [{ type: 'actions' as const, block_id: 'ticket', elements }] : [];
}

function standing({ state, waitingOn, waitingFor, ownerId, outcome, topic, mergedIntoId }: TicketView['ticket']): string {
  const owner = ownerId ? `<@${ownerId}>` : 'nobody';
  const how = escapeText(cut([outcome, topic].filter((part) => part !== null).join(' · '), 200));
  const words: Record<string, string> = {
    open: 'open, nobody has it yet',
    claimed: `${owner} has it`,
    waiting: `${owner} waits for ${waitingOn === 'member' ? 'the member' : escapeText(cut(waitingFor ?? 'somebody else', 100))}`,
    resolved: `resolved as ${how}, by ${owner}`,
    closed: `closed as ${how}, by ${owner}`,
    dismissed: 'not a request',
    merged: `joined to #${mergedIntoId}`,
  };
  return words[state] ?? state;
}

/** The links to what was sent follow in a line of their own, which nothing cuts. */
function spoken({ text, files, deletedAt }: Said, nameOf: NameOf): string {
  if (deletedAt && text === null) return '_(deleted)_';
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
  linked: 'connected it with another request',
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
  rating_asked: 'asked how it went',
  rated: 'said how it went',
  call_taken: 'takes it on to call them',
  called: 'called them',
};

function stepLine({ kind, actorId, at, outcome, topic }: Step): string {
  const how = [outcome, topic].filter((part) => part).join(' · ');
  return `• ${actorId ? `<@${actorId}>` : 'Rochdale'} ${STEP_WORDS[kind]}${how ? ` as ${escapeText(how)}` : ''} · ${dateOf(at)}`;
}
