// Messages and blocks as a reader sees them, drawn by slack-blocks-to-jsx. What it draws wrongly is mended in this room,
// which knows Slack's rules and nothing of the playground's page but the contract in seen.ts.
import type { Json } from '#test/workspace/state.ts';
import type { DrawnBlock, Html } from '../seen.ts';
import { wordedControl, wordsOf } from './controls.ts';
import { plainWords } from './emoji.ts';
import { drawnMarkdown, drawnTexts, framed, withoutParagraph } from './library.ts';
import { readMrkdwn } from './mrkdwn.ts';
import { richParts } from './rich-text.ts';
import { type Part, plainPart } from './spans.ts';
import { escaped, namedPicture, SLOT } from './tidy.ts';
import { type Ask, rememberedDrawings, type Viewer } from './viewer.ts';

const LIMIT = 16_000_000;
const texts = rememberedDrawings<Html>(LIMIT, (html) => html.length);
const blocks = rememberedDrawings<DrawnBlock>(LIMIT, (block) => JSON.stringify(block).length);

/** A message's `text`, which is mrkdwn. The page puts the markup into an element with the class `drawn`. */
export function drawText(text: string, viewer: Viewer): Html {
  try {
    return texts(text, viewer, (ask) => drawnTexts([readMrkdwn(text)], ask)[0] ?? '');
  } catch {
    return `<p>${escaped(text)}</p>`;
  }
}

/** A block, or a quiet `[type]` for one that cannot be drawn. What it gives is shared: not to be changed. */
export function drawBlock(block: Json, viewer: Viewer): DrawnBlock {
  try {
    return blocks(JSON.stringify(block), viewer, (ask) => drawn(block, ask));
  } catch {
    return { ...named(block), html: quiet(block) };
  }
}

function named(block: Json): { type: string; blockId: string } {
  const { type, block_id: blockId } = block ?? {};
  return { type: typeof type === 'string' ? type : 'block', blockId: typeof blockId === 'string' ? blockId : '' };
}

function quiet(block: Json): Html {
  return `<span class="quiet">[${escaped(named(block).type)}]</span>`;
}

type Draw = (block: Json, ask: Ask) => Omit<DrawnBlock, 'type' | 'blockId'>;

const DRAW: Record<string, Draw> = {
  section: (block, ask) => {
    const accessory = block.accessory as Json | undefined;
    const isPicture = accessory?.type === 'image';
    const html = drawnSection(block, ask);
    return accessory && !isPicture ? { html, accessory: wordedControl(accessory, ask) } : { html };
  },
  header: (block, ask) => {
    const [text = ''] = drawnTexts([partsOf(block.text, ask)], ask);
    const level = [1, 2, 3, 4].includes(block.level as number) ? { level: block.level } : {};
    return { html: framed({ type: 'header', text: slotText(), ...level }, [withoutParagraph(text)]) };
  },
  divider: () => ({ html: framed({ type: 'divider' }, []) }),
  context: (block, ask) => ({ html: drawnContext(block, ask) }),
  image: (block, ask) => {
    const title = block.title ? { title: slotText() } : {};
    const picture = pictureOf(block, ask);
    const alt = escaped(wordsIn(block.alt_text));
    const named = block.title ? [escaped(wordsOf(block.title, ask))] : [];
    if (picture === undefined) return { html: [...named, namedPicture(alt)].join(' ') };
    return { html: framed({ type: 'image', image_url: SLOT, alt_text: SLOT, ...title }, [...named, escaped(picture), alt]) };
  },
  rich_text: (block, ask) => ({ html: drawnTexts([richParts(block)], ask)[0] ?? '' }),
  markdown: (block) => ({ html: drawnMarkdown(wordsIn(block.text)) }),
  table: (block, ask) => ({ html: drawnTable(block, ask) }),
  alert: (block, ask) => {
    const level = ['info', 'warning', 'error', 'success'].includes(block.level as string) ? block.level : 'default';
    return { html: framed({ type: 'alert', level, text: slotText() }, drawnTexts([partsOf(block.text, ask)], ask)) };
  },
  actions: (block, ask) => ({ html: '', elements: (block.elements as Json[]).map((control) => wordedControl(control, ask)) }),
  input: (block, ask) => {
    const input = {
      element: wordedControl(block.element, ask),
      label: wordsOf(block.label, ask),
      hint: wordsOf(block.hint, ask),
      isOptional: block.optional === true,
      tellsAtOnce: block.dispatch_action === true,
    };
    return { html: '', input };
  },
};

function drawn(block: Json, ask: Ask): DrawnBlock {
  const { type, blockId } = named(block);
  const draw = Object.hasOwn(DRAW, type) ? DRAW[type] : undefined;
  return { type, blockId, ...(draw ? draw(block, ask) : { html: quiet(block) }) };
}

function drawnSection(block: Json, ask: Ask): Html {
  const fields = (block.fields as Json[] | undefined) ?? [];
  const shown = [...(block.text ? [block.text] : []), ...fields];
  const fillings = drawnTexts(
    shown.map((text) => partsOf(text, ask)),
    ask,
  );
  const accessory = block.accessory as Json | undefined;
  const picture = accessory?.type === 'image' ? pictureOf(accessory, ask) : undefined;
  const alt = escaped(wordsIn(accessory?.alt_text));
  const frame = {
    type: 'section',
    ...(block.text ? { text: slotText() } : {}),
    ...(fields.length > 0 ? { fields: fields.map(slotText) } : {}),
    ...(picture === undefined ? {} : { accessory: { type: 'image', image_url: SLOT, alt_text: SLOT } }),
  };
  const html = framed(frame, picture === undefined ? fillings : [...fillings, escaped(picture), alt]);
  return accessory?.type === 'image' && picture === undefined ? html + namedPicture(alt) : html;
}

/** Pictures that may not be loaded stand among the words, by name. */
function drawnContext(block: Json, ask: Ask): Html {
  const elements = block.elements as Json[];
  const pictures = elements.map((one) => (one.type === 'image' ? pictureOf(one, ask) : undefined));
  const drawnWords = drawnTexts(
    elements.map((one) => (one.type === 'image' ? [] : partsOf(one, ask))),
    ask,
  );
  const fillings = elements.flatMap((one, index) => {
    if (one.type !== 'image') return [drawnWords[index] ?? ''];
    const alt = escaped(wordsIn(one.alt_text));
    const picture = pictures[index];
    return picture === undefined ? [namedPicture(alt)] : [escaped(picture), alt];
  });
  const slots = pictures.map((picture) =>
    picture === undefined ? slotText() : { type: 'image', image_url: SLOT, alt_text: SLOT },
  );
  return framed({ type: 'context', elements: slots }, fillings);
}

function drawnTable(block: Json, ask: Ask): Html {
  const rows = block.rows as Json[][];
  const fillings = drawnTexts(
    rows.flat().map((cell) => partsOf(cell, ask)),
    ask,
  );
  const columns = Array.isArray(block.column_settings) ? { column_settings: block.column_settings } : {};
  return framed(
    { type: 'table', ...columns, rows: rows.map((row) => row.map(() => ({ type: 'raw_text', text: SLOT }))) },
    fillings,
  );
}

function slotText(): Json {
  return { type: 'plain_text', text: SLOT };
}

/** A text object, or a cell of a table, as rich text. */
function partsOf(value: unknown, ask: Ask): Part[] {
  const { type, text, verbatim } = (value ?? {}) as Json;
  if (type === 'rich_text') return richParts(value);
  if (type === 'mrkdwn') return readMrkdwn(wordsIn(text), verbatim === true);
  if (type === 'raw_text') return plainPart(plainWords(wordsIn(text)));
  return plainPart(typeof text === 'string' ? wordsOf(value, ask) : wordsIn((value as Json | undefined)?.value));
}

function pictureOf(image: Json, ask: Ask): string | undefined {
  const { id } = (image.slack_file ?? {}) as { id?: unknown };
  return typeof id === 'string' ? ask((viewer) => viewer.picture(id)?.address) : undefined;
}

function wordsIn(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
