import type { KnownBlock, ModalView } from '@slack/types';
import type { SignUp } from '#bot/sign-ups/sign-up.ts';
import { button, context, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { form, personField } from '#bot/slack/form-parts.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import type { Tool } from '#bot/tools/tool.ts';
import type { Words } from '#bot/words/words.ts';
import { endingValue, GIVE_SEAT_BACK, KEEP_SEAT, SEAT_NEEDED, SEAT_NOT_NEEDED } from './action-ids.ts';
import { MARK_CLEARED } from './clearing.ts';

export const HAND_OVER_FORM = 'terms.hand-over-form';
export const HEIR_FIELD = { blockId: 'heir', actionId: 'person' };
export const USAGE_FORM = 'terms.usage-form';
export const USAGE_FILE = { blockId: 'file', actionId: 'value' };

/** One seat in a reminder: the end it was reminded of, and what is shown of days is written already. */
export type EndingLine = { signUp: SignUp; tool: Tool; remindedOf: Date; endDay: string; goneDay: string; people: number };

const ENDINGS_SHOWN = 20;

/** All the seats that end of one person or organisation, each with how it stands and what can be pressed. */
export function endingMessage(lines: EndingLine[], organisation: string | null, days: number, words: Words): Rendering {
  const { terms } = words;
  const shown = lines.slice(0, ENDINGS_SHOWN);
  const name = organisation ? escapeText(cut(organisation, 100)) : null;
  const parts = shown.map((line) => endingPart(line, words));
  // Who has said to give it back can still change their mind, but is asked nothing.
  const isOpen = parts.some(({ buttons }) => buttons.length > 1);
  const asks = name === null ? terms.endings(lines.length) : terms.endingsOf(name, lines.length);
  const head = isOpen ? asks : name === null ? terms.endingsOver : terms.endingsOverOf(name);
  const more = lines.length > ENDINGS_SHOWN ? [context(terms.andMore(lines.length - ENDINGS_SHOWN))] : [];
  const blocks: KnownBlock[] = parts.flatMap(({ text, buttons }, index) => [
    section(text),
    ...(buttons.length > 0 ? [{ type: 'actions' as const, block_id: `ending-${index}`, elements: buttons }] : []),
  ]);
  return {
    text: cut([head, ...parts.map(({ text }) => text)].join('\n'), 3000),
    blocks: [section(head), ...blocks, ...more, ...(isOpen ? [context(terms.silence(days))] : [])],
  };
}

/** What is said of one seat, and its buttons. */
function endingPart({ signUp, tool, remindedOf, endDay, goneDay, people }: EndingLine, { terms }: Words) {
  const [name, number] = [escapeText(cut(tool.name, 100)), `S${signUp.id}`];
  const value = signUp.endsAt ? endingValue(signUp.id, signUp.endsAt) : String(signUp.id);
  const keep = (label = terms.keep) => ({ ...button(KEEP_SEAT, label, value), style: 'primary' as const });
  const giveBack = (label = terms.giveBack) => button(GIVE_SEAT_BACK, label, value);
  if (signUp.state === 'suspended') return { text: terms.isSuspended(name, number, goneDay), buttons: [keep(), giveBack()] };
  if (signUp.state === 'renewal') return { text: terms.beingDecided(name, number), buttons: [] };
  if (signUp.state !== 'ready') return { text: terms.hasEnded(name, number), buttons: [] };
  if (signUp.endsAt && signUp.endsAt > remindedOf) return { text: terms.keptUntil(name, number, endDay), buttons: [] };
  if (signUp.renewalAnswer === 'give back')
    return signUp.declineReason === null
      ? { text: terms.endsThen(name, number, endDay), buttons: [keep(terms.keepAfterAll)] }
      : { text: terms.notRenewedLine(name, number, endDay), buttons: [] };
  const asks = [
    terms.endsOn(name, number, endDay),
    ...(people > 1 ? [terms.people(people)] : []),
    ...(tool.renewal === 'approval' ? [terms.neededApproval] : []),
  ];
  return { text: asks.join(' '), buttons: [keep(), giveBack()] };
}

export type NewsLine = EndingLine & { news: string; by: string };

/** What became of a seat, said once to who had it. */
export function termNews({ news, by, ...line }: NewsLine, words: Words): Rendering {
  const { signUp, tool, goneDay } = line;
  const said = words.terms.news;
  const [name, number] = [escapeText(cut(tool.name, 100)), `S${signUp.id}`];
  if (news === 'suspended') {
    const text = said.suspended(name, number, goneDay);
    const { buttons } = endingPart(line, words);
    const press = buttons.length > 0 ? [{ type: 'actions' as const, block_id: 'ending', elements: buttons }] : [];
    return { text, blocks: [section(text), ...press] };
  }
  if (news === 'ended') return { text: signUp.declineReason ? said.notRenewed(name, number) : said.ended(name, number) };
  if (news === 'lost') return { text: said.lost(name, number) };
  if (news === 'removed') return { text: said.removed(`<@${by}>`, name, number) };
  if (news === 'handed over') return { text: said.handedOver(name, number) };
  throw new Error(`nobody says ${news}`);
}

/** The question whether an unused seat is still needed. */
export function neededMessage(
  { signUp, tool, isKept }: { signUp: SignUp; tool: Tool; isKept: boolean },
  { terms }: Words,
): Rendering {
  const [name, number, value] = [escapeText(cut(tool.name, 100)), `S${signUp.id}`, String(signUp.id)];
  if (signUp.endedAt !== null) return { text: terms.hasEnded(name, number), blocks: [section(terms.hasEnded(name, number))] };
  if (isKept) return { text: terms.stillNeeded(name, number), blocks: [section(terms.stillNeeded(name, number))] };
  const text = terms.needed(name, number, tool.unusedDays ?? 0);
  const elements = [button(SEAT_NEEDED, terms.yesNeeded, value), button(SEAT_NOT_NEEDED, terms.giveBack, value)];
  return { text, blocks: [section(text), { type: 'actions', block_id: 'needed', elements }] };
}

/** The task for staff to take away what was set up outside Slack. */
export function clearingMessage(facts: {
  signUp: SignUp;
  tool: Tool;
  organisation: string | null;
  people: string[];
  /** As mrkdwn. */
  clearedBy: string;
}): Rendering {
  const { signUp, tool, organisation, people, clearedBy } = facts;
  const whose = organisation ? `*${escapeText(cut(organisation, 100))}*` : `<@${signUp.memberId}>`;
  const what = `*${escapeText(cut(tool.name, 100))}* (*S${signUp.id}*) of ${whose}`;
  if (signUp.clearedAt !== null) {
    const text = `:white_check_mark: What was set up for ${what} was taken away by ${clearedBy}.`;
    return { text, blocks: [section(text)] };
  }
  const why = signUp.endReason ? ` (${escapeText(signUp.endReason)})` : '';
  const text = `:broom: ${what} has ended${why}. Please take away what was set up outside Slack.`;
  const names = people.slice(0, 30).map((who) => (who.includes('@') ? escapeText(who) : `<@${who}>`));
  const more = people.length > 30 ? [`and ${people.length - 30} more`] : [];
  const list = names.length > 0 ? [context(`Its people: ${[...names, ...more].join(', ')}`)] : [];
  const done = { ...button(MARK_CLEARED, 'Done', String(signUp.id)), style: 'primary' as const };
  return { text, blocks: [section(text), ...list, { type: 'actions', block_id: 'clearing', elements: [done] }] };
}

export function handOverForm(value: string, { terms }: Words): ModalView {
  return form({
    callbackId: HAND_OVER_FORM,
    title: terms.handOverTitle,
    metadata: value,
    submit: terms.save,
    close: terms.cancel,
    blocks: [personField(HEIR_FIELD, { label: terms.handOverTo, hint: terms.handOverHint })],
  });
}

/** After "Yearly review…" on the page of a tool. */
export function reviewBegunForm(): ModalView {
  const words = 'It has begun. The list of its seats is in your direct messages and in those of its owner.';
  return form({
    callbackId: 'terms.review-begun',
    title: 'Yearly review',
    metadata: '',
    close: 'Back',
    blocks: [section(words)],
  });
}

/** Asks for a file of who used a tool when; the tool, where it is known. */
export function usageForm(tool: { id: string; name: string } | null): ModalView {
  const columns = tool ? '`e-mail, last used`' : '`tool, e-mail, last used`';
  return form({
    callbackId: USAGE_FORM,
    title: 'Who uses it',
    metadata: tool?.id ?? '',
    submit: 'Read it',
    blocks: [
      section(
        `A CSV file of who used ${tool ? `*${escapeText(cut(tool.name, 100))}*` : 'which tool'} last when. Its first row names the columns: ${columns}. A day that is older than the one we know changes nothing.`,
      ),
      {
        type: 'input',
        block_id: USAGE_FILE.blockId,
        label: plain('The file'),
        element: { type: 'file_input', action_id: USAGE_FILE.actionId, filetypes: ['csv', 'tsv', 'txt'], max_files: 1 },
      },
    ],
  });
}
