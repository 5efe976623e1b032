import { SHOW_MESSAGE } from '#bot/answering/action-ids.ts';
import { button, context, dateOf, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import { SHOW_RESULTS } from '#bot/survey-results/action-ids.ts';
import { CHANGE_WAVE, CLOSE_WAVE, DROP_WAVE, EXTEND_WAVE, SEND_WAVE, STOP_REPEATING, WITHDRAW_WAVE } from './action-ids.ts';
import type { WaveCard } from './card.ts';
import { askedInWords, levelInWords, numberOf, peopleIn, planInWords, REPEATS_IN_WORDS } from './plan-words.ts';
import { skippedText } from './skips.ts';

type Pressable = ReturnType<typeof button> & { style?: 'primary' | 'danger'; confirm?: object };

/** The message in which whoever sends a wave reads how many it will ask, says yes, and follows it until it is closed. */
export function waveCard(card: WaveCard): Rendering {
  const { wave } = card;
  const heading = `*${escapeText(cut(card.survey, 100))}*`;
  const lines = linesOf(card);
  const left = wave.state === 'ready' || wave.state === 'scheduled' ? skippedText(wave.skipped) : [];
  const buttons = buttonsOf(card);
  return {
    text: cut(`${escapeText(cut(card.survey, 100))}: ${lines[0]}`, 2900),
    blocks: [
      section([heading, ...lines].join('\n')),
      ...(left.length > 0 ? [context(cut(`Left out: ${left.join('; ')}.`, 1900))] : []),
      ...(buttons.length > 0 ? [{ type: 'actions' as const, block_id: `wave:${wave.id}`, elements: buttons }] : []),
    ],
  };
}

function linesOf(card: WaveCard): string[] {
  const { wave } = card;
  switch (wave.state) {
    case 'counting':
      return [`Counting people… It is meant for ${askedInWords(wave.plan)}.`];
    case 'ready':
      return [readyLine(card), ...planLines(card)];
    case 'scheduled':
      return [scheduledLine(card), ...planLines(card)];
    case 'open':
      return openLines(card);
    case 'closed':
      return [
        `:white_check_mark: Closed. ${responsesIn(card)} from ${peopleIn(card.asked)} who ${card.asked === 1 ? 'was' : 'were'} asked.`,
        ...nextLine(card),
      ];
    case 'withdrawn':
      return [
        ':leftwards_arrow_with_hook: Taken back. What had been answered is deleted, and everybody who was asked reads in their message that it is off.',
      ];
    case 'dropped':
      return [droppedLine(card), ...nextLine(card)];
  }
}

function readyLine({ wave }: WaveCard): string {
  if (wave.invited === 0) return 'Nobody is left to ask, so there is nothing to send.';
  if (isTooFew(wave))
    return `Only ${peopleIn(wave.invited)} would be asked. An anonymous survey needs at least ${wave.smallestGroup}: with fewer, each could be told by what they answer.`;
  return `This will ask *${peopleIn(wave.invited)}*.`;
}

const isTooFew = ({ level, invited, smallestGroup }: WaveCard['wave']) => level === 'anonymous' && invited < smallestGroup;

function scheduledLine({ wave }: WaveCard): string {
  const when = wave.startsAt ? dateOf(wave.startsAt) : 'soon';
  const number = wave.countedAt ? `to about *${peopleIn(wave.invited)}*, ` : '';
  return `:alarm_clock: It goes out ${number}${when}. I count again just before, and it goes out by itself.`;
}

function planLines(card: WaveCard): string[] {
  const { wave, estimate, endsAt } = card;
  if (wave.state === 'ready' && wave.invited === 0) return [`It is meant for ${askedInWords(wave.plan)}.`];
  const starts = wave.startsAt ? dateOf(wave.startsAt) : 'when you say yes';
  const ends = endsAt ? dateOf(endsAt) : `${wave.opensForDays === 1 ? 'a day' : `${wave.opensForDays} days`} later`;
  return [`${estimate}. It starts ${starts} and ends ${ends}.`, levelInWords(wave), ...planInWords(wave)].map(
    (line) => `• ${line}`,
  );
}

function openLines(card: WaveCard): string[] {
  const { wave, asked, waiting, missed, endsAt } = card;
  const sent =
    waiting > 0
      ? `:outbox_tray: Sent to ${numberOf(asked)} of ${peopleIn(wave.invited)}.`
      : `:outbox_tray: Sent to ${peopleIn(asked)}.`;
  return [
    `${sent} ${responsesIn(card)} so far.`,
    ...(missed > 0
      ? [
          `${peopleIn(missed)} could not be asked any more: they had left, wanted no more surveys, or Slack did not let me write to them.`,
        ]
      : []),
    `${levelInWords(wave)} It ends ${endsAt ? dateOf(endsAt) : ''}.`,
    ...nextLine(card),
  ];
}

const responsesIn = ({ responses }: WaveCard) => (responses === 1 ? '1 response' : `${numberOf(responses)} responses`);

function nextLine({ wave, nextAt }: WaveCard): string[] {
  if (wave.repeats === null) return [];
  return nextAt
    ? [`It repeats ${REPEATS_IN_WORDS[wave.repeats]}; next ${dateOf(nextAt)}.`]
    : [`It repeats ${REPEATS_IN_WORDS[wave.repeats]}.`];
}

function droppedLine({ wave }: WaveCard): string {
  if (wave.countedAt === null || wave.repeats === null) return 'Dropped. Nothing was sent.';
  if (wave.invited === 0) return 'Not sent this time: nobody was left to ask.';
  return isTooFew(wave) ? 'Not sent this time: too few people were left for an anonymous survey.' : 'Dropped. Nothing was sent.';
}

function buttonsOf(card: WaveCard): Pressable[] {
  const { wave } = card;
  const value = String(wave.id);
  const message: Pressable = button(SHOW_MESSAGE, 'Show the message', value);
  const change: Pressable = button(CHANGE_WAVE, 'Change…', value);
  const drop: Pressable = button(DROP_WAVE, wave.state === 'scheduled' ? "Don't send it" : 'Drop it', value);
  const stop: Pressable[] = wave.repeats === null ? [] : [button(STOP_REPEATING, 'Stop repeating', value)];
  switch (wave.state) {
    case 'counting':
      return [change, drop];
    case 'ready':
      return [...(wave.invited === 0 || isTooFew(wave) ? [] : [yesButton(wave)]), message, change, drop];
    case 'scheduled':
      return [message, change, drop];
    case 'open':
      return [
        ...(wave.level === 'anonymous' ? [] : [button(SHOW_RESULTS, 'Show results', value)]),
        button(EXTEND_WAVE, 'More time…', value),
        closeButton(value),
        ...stop,
        withdrawButton(card),
      ];
    case 'closed':
      return [button(SHOW_RESULTS, 'Show results', value), ...stop];
    case 'dropped':
      return stop;
    default:
      return [];
  }
}

function yesButton({ id, invited, startsAt }: WaveCard['wave']): Pressable {
  const words = startsAt
    ? `It goes out by itself at its time, to about ${peopleIn(invited)}. Until then you can change or drop it.`
    : `${peopleIn(invited)} will get a direct message from me.`;
  return {
    ...button(SEND_WAVE, cut(`Yes, send to ${peopleIn(invited)}`, 75), String(id)),
    style: 'primary',
    confirm: { title: plain('Send it?'), text: plain(words), confirm: plain('Yes, send it'), deny: plain('Not yet') },
  };
}

function closeButton(value: string): Pressable {
  return {
    ...button(CLOSE_WAVE, 'Close now', value),
    confirm: {
      title: plain('Close it now?'),
      text: plain('No answers come in after that, and the results are final.'),
      confirm: plain('Close it'),
      deny: plain('Not yet'),
    },
  };
}

function withdrawButton({ wave, responses }: WaveCard): Pressable {
  const lost = responses === 0 ? '' : ` What has been answered so far is deleted.`;
  return {
    ...button(WITHDRAW_WAVE, 'Take it back', String(wave.id)),
    style: 'danger',
    confirm: {
      title: plain('Take it back?'),
      text: plain(`Nobody can answer any more, and everybody who was asked reads that it is off.${lost}`),
      confirm: plain('Take it back'),
      deny: plain('Leave it'),
      style: 'danger',
    },
  };
}
