import type { BlockAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';

type Pressed = Pick<BlockAction, 'trigger_id' | 'view'>;

/** Opens a form for whoever pressed: in place of the one they pressed in (Slack stacks three at most), or on its own. */
export async function openForm(client: WebClient, { trigger_id, view: pressedIn }: Pressed, form: ModalView): Promise<void> {
  if (pressedIn?.type !== 'modal') await client.views.open({ trigger_id, view: form });
  else await client.views.update({ view_id: pressedIn.id, view: form });
}
