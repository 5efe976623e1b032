import type { BlockAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';

type Pressed = Pick<BlockAction, 'trigger_id' | 'view'>;

/** Opens a form for whoever pressed: in place of the one they pressed in (Slack stacks three at most), or on its own. */
export async function openForm(client: WebClient, { trigger_id, view: pressedIn }: Pressed, form: ModalView): Promise<void> {
  if (pressedIn?.type !== 'modal') await client.views.open({ trigger_id, view: form });
  else await client.views.update({ view_id: pressedIn.id, view: form });
}

/** Opens a form over the one that was pressed in, so that closing it leads back there; over a third nothing can be, so it takes its place. */
export async function openOnTop(client: WebClient, pressed: Pressed, form: ModalView): Promise<void> {
  const { trigger_id, view: below } = pressed;
  if (below?.type === 'modal' && !isThird(below)) await client.views.push({ trigger_id, view: form });
  else await openForm(client, pressed, form);
}

/** Slack stacks three forms at most; whether this is the last that fits. */
export function isThird(view: unknown): boolean {
  const { previous_view_id: below, root_view_id: root } = (view ?? {}) as { previous_view_id?: unknown; root_view_id?: unknown };
  return typeof below === 'string' && typeof root === 'string' && below !== root;
}
