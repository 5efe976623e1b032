import { context, dateOf, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { form } from '#bot/slack/form-parts.ts';
import type { DrawView } from './admin.ts';

const LINES_IN_A_SECTION = 12;
const MOST_SECTIONS = 80;

/** How a tool's seats were drawn, with all that somebody needs to draw them again by themselves. */
export function drawForm({ tool, draw }: DrawView) {
  const name = `*${escapeText(cut(tool.name, 80))}*`;
  const blocks = draw === null ? [section(`No seats of ${name} have been drawn yet.`)] : drawBlocks(name, draw);
  return form({ callbackId: 'tools.draw-shown', title: 'The draw', close: 'Back', metadata: '', blocks });
}

function drawBlocks(name: string, { drawnAt, seed, results }: NonNullable<DrawView['draw']>) {
  const lines = results.map(({ rank, signUpId, hasSeat, memberId, organisation }) => {
    const whose = organisation === null ? (memberId === null ? 'gone' : `<@${memberId}>`) : escapeText(cut(organisation, 40));
    return `${rank}. *S${signUpId}* · ${whose} · ${hasSeat ? ':seat: a seat' : 'on the list'}`;
  });
  const parts = Array.from({ length: Math.ceil(lines.length / LINES_IN_A_SECTION) }, (_, index) =>
    lines.slice(index * LINES_IN_A_SECTION, (index + 1) * LINES_IN_A_SECTION).join('\n'),
  );
  const left = lines.length - MOST_SECTIONS * LINES_IN_A_SECTION;
  const won = results.filter(({ hasSeat }) => hasSeat).length;
  return [
    section(`${name}, drawn ${dateOf(drawnAt)}: ${won} of ${lines.length} got a seat.\nSeed: \`${escapeText(cut(seed, 200))}\``),
    context(
      'A sign-up’s lot is the SHA-256 of the seed, a space and its number (without the S), in hexadecimal; the smallest comes first. Each organisation has its first turn before any has its second.',
    ),
    ...parts.slice(0, MOST_SECTIONS).map((part) => section(part)),
    ...(left > 0 ? [context(`… and ${left} more.`)] : []),
  ];
}
