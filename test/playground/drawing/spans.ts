// What rich text is made of, as Slack has it: read from mrkdwn, or given as blocks.

export type Style = { bold?: true; italic?: true; strike?: true; underline?: true; code?: true };

export type Span = { style?: Style } & (
  | { type: 'text'; text: string }
  | { type: 'link'; url: string; text?: string }
  | { type: 'emoji'; name: string; unicode?: string; skin_tone?: number }
  /** An id may be followed by `|` and the name to show when nobody knows it. */
  | { type: 'user'; user_id: string }
  | { type: 'channel'; channel_id: string }
  | { type: 'usergroup'; usergroup_id: string }
  | { type: 'broadcast'; range: 'here' | 'channel' | 'everyone' }
  | { type: 'date'; timestamp: number; format: string; url?: string; fallback?: string }
  | { type: 'color'; value: string }
);

export type Part =
  | { type: 'rich_text_section'; elements: Span[] }
  | { type: 'rich_text_quote' | 'rich_text_preformatted'; elements: Span[]; border?: 1 }
  | { type: 'rich_text_list'; style: 'bullet' | 'ordered'; indent: number; offset: number; border?: 1; elements: Part[] };

/** A text as it is. */
export function plainPart(text: string): Part[] {
  return text === '' ? [] : [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }];
}

/** The same spans with fewer texts: neighbours that look the same become one. */
export function joined(spans: Span[]): Span[] {
  const joint: Span[] = [];
  for (const span of spans) {
    const last = joint.at(-1);
    if (span.type === 'text' && last?.type === 'text' && span.style === last.style) {
      joint[joint.length - 1] = { ...last, text: last.text + span.text };
    } else if (span.type !== 'text' || span.text !== '') joint.push(span);
  }
  return joint;
}
