import { context, plain } from '#bot/slack/block-parts.ts';
import { form } from '#bot/slack/form-parts.ts';
import type { Asked } from './asked.ts';
import { askingMessage } from './invitation.ts';

type Blocks = Parameters<typeof form>[0]['blocks'];

/** The message that a wave sends, for whoever sends it: word for word, and with buttons that are only named. */
export function messagePage(asked: Asked) {
  return form({
    callbackId: 'answering.message',
    title: 'What members read',
    metadata: '',
    close: 'Close',
    blocks: [
      context('This is the message that each of them gets, in your language. Its buttons are only named here.'),
      { type: 'divider' },
      ...askingMessage(asked).blocks.map(withoutButtons),
    ],
  });
}

function withoutButtons(block: object): Blocks[number] {
  const shown = block as Blocks[number];
  if (shown.type !== 'actions') return shown;
  const labels = shown.elements.flatMap((element) => ('text' in element && element.text ? `[ ${element.text.text} ]` : []));
  return { type: 'context', elements: [plain(labels.join('  '))] };
}
