// The pane beside the channel with one thread in it.
import type { Item, Seen } from '../seen.ts';
import { currentChannel } from './channel.ts';
import { shared } from './client.ts';
import { at, element } from './dom.ts';
import { icon } from './icons.ts';
import { type Talk, talkIn } from './talk.ts';

let talk: Talk | undefined;

export function startThread(): Talk {
  at('close-thread').append(icon('close'));
  at('thread-back').append(icon('back'));
  talk = talkIn({
    box: at('thread'),
    form: at<HTMLFormElement>('thread-composer'),
    newest: at('thread-newest'),
    isThread: true,
    after: countOfReplies,
  });
  for (const id of ['close-thread', 'thread-back']) at(id).addEventListener('click', () => void closeThread());
  at('thread-pane').addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && !isTyping()) void closeThread();
  });
  return talk;
}

function isTyping(): boolean {
  return document.activeElement instanceof HTMLTextAreaElement && document.activeElement.value !== '';
}

async function closeThread(): Promise<void> {
  const { threadTs } = shared.place;
  await shared.go({ threadTs: '' });
  const root = at('messages').querySelector<HTMLElement>(`[data-ts="${CSS.escape(threadTs)}"]`);
  (root ?? at('messages').querySelector<HTMLElement>('.item[tabindex="0"]'))?.focus({ preventScroll: true });
}

function countOfReplies(item: Item): HTMLElement | undefined {
  if (!item.replies || item.ts !== shared.place.threadTs) return undefined;
  const { count } = item.replies;
  return element('div', { class: 'day count-of-replies' }, element('span', {}, `${count} ${count === 1 ? 'reply' : 'replies'}`));
}

/** Shows or hides the pane, at once when one goes somewhere. */
export function drawThreadPane(): void {
  const isOpen = shared.place.threadTs !== '';
  at('thread-pane').hidden = !isOpen;
  document.body.classList.toggle('with-thread', isOpen);
}

export function drawThread(seen: Seen): void {
  drawThreadPane();
  if (shared.place.threadTs === '' || !talk) return;
  const channel = currentChannel(seen);
  const name = channel?.kind === 'app' ? channel.name : `#${channel?.name ?? ''}`;
  at('thread-of').textContent = name;
  const items = seen.thread?.items ?? [];
  const closed = seen.thread ? undefined : 'There is no such thread here (any more).';
  talk.composer.show('Reply…', channel?.isArchived ? `${name} is archived: nobody can write here any more.` : closed);
  talk.show({ from: 0, total: items.length, items }, '');
}
