import type { Deps } from '#bot/deps.ts';
import { deskOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { escapeText } from '#bot/slack/escape.ts';
import { nearest } from '#bot/slack/nearest.ts';
import { recordEvent } from '#bot/tickets/events.ts';
import { PRIORITIES, type Priority } from '#bot/tickets/ticket.ts';
import { type Action, topicNamed } from '#bot/tickets/tickets.ts';
import { alreadySo, handle, requireInQueue } from './handling.ts';

/** Says how urgent a ticket is; the one before stays in its history. */
export function setPriority(deps: Deps, action: Action, priority: Priority): Promise<void> {
  return handle(deps, action, async (tx, ticket, at) => {
    requireInQueue(ticket, action.actorId);
    const { workspaceId, id, priority: before } = ticket;
    if (before === priority) throw alreadySo(`Request #${id} is ${priority} already.`);
    await tx.ticket.updateMany({ where: { workspaceId, id, priority: before }, data: { priority } });
    const detail = { priority, before: { priority: before } };
    await recordEvent(tx, { ...action, kind: 'prioritised', at, detail });
  });
}

/** Throws a sentence with the four there are. */
export function priorityNamed(typed: string): Priority {
  const meant = nearest(typed, PRIORITIES);
  const exact = PRIORITIES.find((priority) => priority === typed.trim().toLowerCase());
  if (exact) return exact;
  const near = meant ? ` Did you mean \`${meant}\`?` : '';
  throw new UserError('no_such_priority', `A priority is \`low\`, \`normal\`, \`high\` or \`urgent\`.${near}`);
}

/** Says what a ticket is about, by one of its desk's topics. */
export function setTopic(deps: Deps, action: Action, typed: string): Promise<void> {
  return handle(deps, action, async (tx, ticket, at) => {
    requireInQueue(ticket, action.actorId);
    const { workspaceId, id } = ticket;
    const topic = topicNamed(await deskOf(tx, workspaceId, ticket.deskId), typed);
    if (ticket.topic === topic) throw alreadySo(`Request #${id} is about ${escapeText(topic)} already.`);
    await tx.ticket.updateMany({ where: { workspaceId, id, topic: ticket.topic }, data: { topic } });
    await recordEvent(tx, { ...action, kind: 'topic_chosen', at, detail: { topic, before: { topic: ticket.topic } } });
  });
}
