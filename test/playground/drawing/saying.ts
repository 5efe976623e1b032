// What a reader is told in place of ids, shortcodes and timestamps.
import { dateWords } from './dates.ts';
import { emojiCalled } from './emoji.ts';
import type { Part, Span } from './spans.ts';
import type { Ask } from './viewer.ts';

type Named = 'person' | 'channel' | 'group';

/** `Ana Silva` for `U1`; for an id nobody knows, the name it came with (`U1|ana`), or the id. */
export function nameOf(kind: Named, idAndLabel: string, ask: Ask): string {
  const bar = idAndLabel.indexOf('|');
  const id = bar < 0 ? idAndLabel : idAndLabel.slice(0, bar);
  const label = bar < 0 ? '' : idAndLabel.slice(bar + 1);
  const name = ask((viewer) => viewer.names[kind](id));
  // Names of groups may come with their sign.
  return (name ?? (label || id)).replace(/^[@#]/, '');
}

/** The characters of an emoji; one that only its workspace knows stays as its writer typed it. */
export function emojiWords({ name, unicode, skin_tone: tone }: { name: string; unicode?: string; skin_tone?: number }): string {
  const [base = '', inName] = name.split('::skin-tone-');
  const points = (unicode ?? '').split('-').map((point) => Number.parseInt(point, 16));
  const given = points.every((point) => point > 0x20 && point <= 0x10ffff) ? String.fromCodePoint(...points) : undefined;
  return given ?? emojiCalled(base, tone ?? Number(inName ?? 0)) ?? `:${name}:`;
}

/** Far from every moment, so that each is written with its year. */
const NEVER = Number.POSITIVE_INFINITY;

/** A moment for the reader: in words, and whole. Undefined when there is no such moment. */
export function dateSaid(timestamp: number, format: string, ask: Ask): { iso: string; words: string; whole: string } | undefined {
  const when = new Date(timestamp * 1000);
  if (Number.isNaN(when.getTime())) return undefined;
  return {
    iso: when.toISOString(),
    words: ask((viewer) => dateWords(when, format || '{date_short_pretty} at {time}', viewer)),
    whole: dateWords(when, '{date_long} at {time_secs}', { timeZone: ask((viewer) => viewer.timeZone), now: NEVER }),
  };
}

/** Parts as bare words, for where Slack shows no marks: confirmations, labels. */
export function partWords(parts: Part[], ask: Ask): string {
  return parts
    .map((part) =>
      part.type === 'rich_text_list' ? partWords(part.elements, ask) : part.elements.map((span) => spanWords(span, ask)).join(''),
    )
    .join('\n');
}

function spanWords(span: Span, ask: Ask): string {
  switch (span.type) {
    case 'text':
      return span.text;
    case 'link':
      return span.text || span.url.replace(/^mailto:/i, '');
    case 'emoji':
      return emojiWords(span);
    case 'user':
      return `@${nameOf('person', span.user_id, ask)}`;
    case 'channel':
      return `#${nameOf('channel', span.channel_id, ask)}`;
    case 'usergroup':
      return `@${nameOf('group', span.usergroup_id, ask)}`;
    case 'broadcast':
      return `@${span.range}`;
    case 'date':
      return dateSaid(span.timestamp, span.format, ask)?.words ?? span.fallback ?? '';
    case 'color':
      return span.value;
  }
}
