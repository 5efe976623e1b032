// A list of messages with the box to write in below it: the channel in the middle, the thread beside it.
import type { Item, SeenList } from '../seen.ts';
import { shared } from './client.ts';
import { type Composer, composerIn } from './composer.ts';
import { at, element } from './dom.ts';
import { icon } from './icons.ts';
import { type List, listIn } from './list.ts';
import { offerTools } from './message-tools.ts';
import { itemNode } from './messages.ts';

export type Talk = { list: List; composer: Composer; show: (seen: SeenList, hint: string, newFrom?: string) => void };

type Given = {
  box: HTMLElement;
  form: HTMLFormElement;
  newest: HTMLElement;
  isThread: boolean;
  after?: (item: Item) => HTMLElement | undefined;
  onRead?: () => void;
};

export function talkIn({ box, form, newest, isThread, after, onRead }: Given): Talk {
  const list = listIn({
    box,
    load: () => shared.refresh(),
    drawItem(item, above) {
      const node = itemNode(item, above, isThread);
      node.append(...[after?.(item)].filter((extra) => extra !== undefined));
      return node;
    },
    onEnd(isAtNewest) {
      newest.hidden = isAtNewest;
      if (isAtNewest) onRead?.();
    },
    onNew: tellNew,
  });
  newest.append(icon('down'), 'Jump to newest');
  newest.addEventListener('click', () => {
    list.toNewest();
    if (matchMedia('(pointer: fine)').matches) form.querySelector('textarea')?.focus();
  });
  offerTools(box, isThread, list.itemOf);
  const spotOf = () => ({ ...shared.place, threadTs: isThread ? shared.place.threadTs : '' });
  const sent = (): void => {
    at('notices').replaceChildren();
    list.toNewest();
  };
  const composer = composerIn(form, isThread, spotOf, sent);
  const empty = element('p', { class: 'empty quiet' });
  return {
    list,
    composer,
    show(seen, hint, newFrom) {
      empty.textContent = hint;
      if (seen.total > 0) empty.remove();
      else box.prepend(empty);
      list.show(seen, newFrom);
    },
  };
}

/** Says aloud what others wrote meanwhile. */
function tellNew(items: Item[]): void {
  const news = items.filter((item) => !item.isOwn);
  if (news.length === 0) return;
  const words = news.map(({ author, kind }) => `${author.name} ${kind === 'ephemeral' ? 'to you alone' : 'wrote'}`);
  at('heard').textContent = words.length > 3 ? `${words.length} new messages` : words.join(', ');
}
