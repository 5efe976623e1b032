import type { Deps } from '#bot/deps.ts';
import { addJobs } from '#bot/queue.ts';
import { SYNC_MESSAGE, syncSoon } from '#bot/slack/outbox.ts';
import type { Tx } from '#prisma/db.ts';
import { channelPostKey, type Wave, waveCardKey } from './wave.ts';

type Shown = Pick<Wave, 'workspaceId' | 'id' | 'createdById'>;

/** Has a wave's card rendered again. */
export async function showCard(tx: Tx, deps: Pick<Deps, 'dueAt'>, { workspaceId, id, createdById }: Shown): Promise<void> {
  await syncSoon(tx, deps, workspaceId, [{ key: waveCardKey(id), channelId: createdById }]);
}

/** The same a while later, once for everything that changes meanwhile. */
export async function showCardWithin(
  tx: Tx,
  deps: Deps,
  { workspaceId, id, createdById }: Shown,
  seconds: number,
): Promise<void> {
  const key = waveCardKey(id);
  const at = new Date(deps.now().getTime() + seconds * 1000);
  const payload = { workspaceId, key, channelId: createdById };
  await addJobs(tx, deps, [{ task: SYNC_MESSAGE, payload, key: `sync:${workspaceId}:${key}`, at }]);
}

/** Has a wave's card and its posts in channels rendered again. */
export async function showEverywhere(tx: Tx, deps: Pick<Deps, 'dueAt'>, wave: Wave): Promise<void> {
  const { workspaceId, id, plan } = wave;
  const posts = plan.channelIds.map((channelId) => ({ key: channelPostKey(id, channelId), channelId }));
  await syncSoon(tx, deps, workspaceId, posts);
  await showCard(tx, deps, wave);
}
