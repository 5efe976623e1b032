import type { Deps } from '#bot/deps.ts';
import { deskForStaff, deskOf, hoursOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { applyToAll, type BulkResult } from '#bot/handling/bulk.ts';
import { assignTicket, releaseTicket } from '#bot/handling/handing.ts';
import { linkTickets } from '#bot/handling/linking.ts';
import { mergeTicket } from '#bot/handling/merging.ts';
import { addNote } from '#bot/handling/notes.ts';
import { setPriority, setTopic } from '#bot/handling/sorting.ts';
import { waitForMember, waitForOthers } from '#bot/handling/waiting-moves.ts';
import { announceProblem, attachTicket, detachTicket } from '#bot/known-problems/known-problems.ts';
import { makePrivate } from '#bot/privacy/privacy.ts';
import { dateOf } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { findTicket } from '#bot/tickets/ticket.ts';
import {
  type Action,
  claimTicket,
  dismissTicket,
  reopenTicket,
  replyToMember,
  resolveAsUsual,
  resolveTicket,
  undoLastStep,
} from '#bot/tickets/tickets.ts';
import { type Command, LONGEST_TYPED } from './commands.ts';
import { momentMeant } from './dates.ts';
import { staffMeant } from './people.ts';

/** A command that changes something. */
export type StepCommand = Exclude<
  Command,
  { verb: 'list' | 'search' | 'stats' | 'next' | 'replies' | 'help' | 'show' | 'split' }
>;

/** What has been done, in a sentence, and what of it can be undone. */
export type Done = { text: string; undoable: number[] };

/** Who types; `key` names what they typed, so that a text sent twice is said once. */
export type Typing = { workspaceId: string; memberId: string; key: string };

type Rule = (deps: Deps, action: Action) => Promise<void>;
/** How a step is done to one ticket, and what is said of it: `are` for several. */
type Step = { rule: Rule; is: string; are?: string; canUndo?: true };

/** Does what a command says. Throws a sentence when it cannot be done; what was typed for others to read is in it, ready to copy. */
export async function doStep(deps: Deps, who: Typing, command: StepCommand): Promise<Done> {
  try {
    return await doIt(deps, who, command);
  } catch (error) {
    const text = textOf(command);
    if (!(error instanceof UserError) || text === null) throw error;
    throw new UserError(error.code, (words) => `${error.in(words)}\nYou typed: \`${text}\``);
  }
}

function textOf(command: StepCommand): string | null {
  const shown = (text: string) => escapeText(cut(text.replaceAll('`', '’').replaceAll(/\s+/g, ' '), LONGEST_TYPED));
  if ('text' in command) return shown(command.text);
  return command.verb === 'wait' && command.wait.on === 'other'
    ? shown(`on ${command.wait.whom} until ${command.wait.until}`)
    : null;
}

async function doIt(deps: Deps, who: Typing, command: StepCommand): Promise<Done> {
  const { workspaceId, memberId } = who;
  await deskForStaff(deps.db, workspaceId, memberId);
  const ids = 'ids' in command ? command.ids : [command.id];
  const step = await stepOf(deps, who, command, ids);
  const [only, ...others] = ids;
  if (only !== undefined && others.length === 0) {
    await findTicket(deps.db, workspaceId, only);
    await step.rule(deps, { workspaceId, ticketId: only, actorId: memberId });
    return { text: `Request #${only} ${step.is}.`, undoable: step.canUndo ? [only] : [] };
  }
  return several(await applyToAll(deps, workspaceId, memberId, ids, step.rule), step);
}

function several({ done, failed }: BulkResult, { is, are = is, canUndo }: Step): Done {
  const worked =
    done.length === 0 ? [] : [`${done.length === 1 ? 'Request' : 'Requests'} ${listed(done)} ${done.length === 1 ? is : are}.`];
  const refused = failed.map(({ ticketId, sentence }) => `#${ticketId}: ${sentence}`);
  return { text: [...worked, ...refused].join('\n'), undoable: canUndo ? done : [] };
}

function listed(ids: number[]): string {
  const all = ids.map((id) => `#${id}`);
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : (all[0] ?? '');
}

type Those<V extends StepCommand['verb']> = Extract<StepCommand, { verb: V }>;

async function stepOf(deps: Deps, who: Typing, command: StepCommand, ids: number[]): Promise<Step> {
  switch (command.verb) {
    case 'assign':
      return assigning(deps, who, command, ids);
    case 'wait':
      return waiting(deps, who, command, ids);
    case 'resolve':
      return { ...SIMPLE.resolve, ...(command.topic === null ? {} : { rule: asTopic(command.topic) }) };
    case 'topic':
      return saying(`is about ${escapeText(cut(command.topic, 80))} now`, (on, action) => setTopic(on, action, command.topic));
    case 'priority':
      return saying(`has the priority ${command.priority} now`, (on, action) => setPriority(on, action, command.priority));
    case 'note':
      return saying('has your note. Only staff see it', (on, action) =>
        addNote(on, action, { text: command.text, key: `note:${who.key}` }),
      );
    case 'reply':
      return saying('is answered: the member reads it with your name', (on, action) =>
        replyToMember(on, action, { text: command.text, key: `reply:${who.key}` }),
      );
    case 'problem':
      return saying('is a known problem now: members read it until it is resolved', (on, action) =>
        announceProblem(on, action, command.text),
      );
    case 'merge':
      return {
        ...saying(`goes on in #${command.otherId}, and its member is told`, (on, action) =>
          mergeTicket(on, action, command.otherId),
        ),
        canUndo: true,
      };
    case 'link':
      return saying(`is linked to #${command.otherId} now`, (on, action) => linkTickets(on, action, command.otherId));
    case 'attach':
      return saying(`is part of known problem #${command.otherId} now`, (on, action) =>
        attachTicket(on, action, command.otherId),
      );
    default:
      return SIMPLE[command.verb];
  }
}

const SIMPLE: Record<'claim' | 'release' | 'reopen' | 'undo' | 'dismiss' | 'private' | 'detach' | 'resolve', Step> = {
  claim: { rule: claimTicket, is: 'is yours now', are: 'are yours now', canUndo: true },
  release: { rule: releaseTicket, is: 'can be claimed by anybody again' },
  reopen: { rule: reopenTicket, is: 'is back in work', are: 'are back in work' },
  undo: { rule: undoLastStep, is: 'is as it was before', are: 'are as they were before' },
  dismiss: { rule: dismissTicket, is: 'is marked as not a request', are: 'are marked as not requests', canUndo: true },
  private: {
    rule: async (deps, action) => {
      await makePrivate(deps, action);
    },
    is: 'is private now: its talk goes on in a direct message',
    are: 'are private now: their talk goes on in direct messages',
  },
  detach: { rule: detachTicket, is: 'is part of no known problem any more', are: 'are part of no known problem any more' },
  resolve: { rule: resolveAsUsual, is: 'is resolved', are: 'are resolved', canUndo: true },
};

function saying(is: string, rule: (deps: Deps, action: Action) => Promise<unknown>): Step {
  const are = is.replace(/^is /, 'are ').replace(/^has /, 'have ');
  return {
    is,
    are,
    rule: async (deps, action) => {
      await rule(deps, action);
    },
  };
}

const asTopic =
  (topic: string): Rule =>
  (deps, action) =>
    resolveTicket(deps, action, { outcome: 'solved', topic });

/** Who is meant depends on the desk of the (first) ticket. */
async function assigning(deps: Deps, who: Typing, { person }: Those<'assign'>, [first = 0]: number[]): Promise<Step> {
  const { deskId } = await findTicket(deps.db, who.workspaceId, first);
  const memberId = await staffMeant(deps.db, who, deskId, person);
  const whose = memberId === who.memberId ? 'yours' : `<@${memberId}>’s`;
  return saying(`is ${whose} now`, (on, action) => assignTicket(on, action, memberId));
}

async function waiting(deps: Deps, who: Typing, { wait }: Those<'wait'>, [first = 0]: number[]): Promise<Step> {
  if (wait.on === 'member') return saying('waits for the member now: they are reminded if they do not answer', waitForMember);
  const { deskId } = await findTicket(deps.db, who.workspaceId, first);
  const until = momentMeant(hoursOf(await deskOf(deps.db, who.workspaceId, deskId)), deps.now(), wait.until);
  const is = `waits for ${escapeText(wait.whom)} and comes back ${dateOf(until)}`;
  return saying(is, (on, action) => waitForOthers(on, action, { whom: wait.whom, until }));
}
