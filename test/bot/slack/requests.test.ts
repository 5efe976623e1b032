import { describe, expect, it } from 'vitest';
import { giveRequestBack, requestKey, takeRequest } from '#bot/slack/requests.ts';
import { openDesk, WORKSPACE } from '#test/support/factories.ts';

describe('what tells requests apart', () => {
  const press = { type: 'block_actions', trigger_id: '1.2.abc', actions: [{ value: '1' }] };

  it('is the trigger that Slack gives to each press, whatever else is in it', () => {
    expect(requestKey(press)).toBe(requestKey({ ...press, actions: [{ value: '2' }] }));
    expect(requestKey(press)).not.toBe(requestKey({ ...press, trigger_id: '1.2.abd' }));
    expect(requestKey(press)).not.toBe(requestKey({ ...press, type: 'view_submission' }));
  });

  it.each([undefined, '', null, 5, {}])('is everything in it when the trigger is %o', (trigger_id) => {
    const body = { ...press, trigger_id };

    expect(requestKey(body)).toBe(requestKey(structuredClone(body)));
    expect(requestKey(body)).not.toBe(requestKey({ ...body, actions: [{ value: '2' }] }));
  });

  it('has no words of a member in it', () => {
    expect(requestKey({ command: '/triage', text: 'my secret' })).not.toContain('secret');
  });
});

describe('taking a request', () => {
  it('28: of many at once one gets it', async () => {
    const { db, deps } = await openDesk();

    const taken = await Promise.all(Array.from({ length: 10 }, () => takeRequest(deps, WORKSPACE, 'command:1')));

    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await db.handledRequest.count()).toBe(1);
  });

  it('in one workspace takes nothing from another', async () => {
    const { deps } = await openDesk();

    expect([await takeRequest(deps, WORKSPACE, 'command:1'), await takeRequest(deps, 'T0OTHER', 'command:1')]).toEqual([
      true,
      true,
    ]);
  });

  it('can be tried again when it was given back', async () => {
    const { deps } = await openDesk();
    await takeRequest(deps, WORKSPACE, 'command:1');

    await giveRequestBack(deps, WORKSPACE, 'command:1');

    expect(await takeRequest(deps, WORKSPACE, 'command:1')).toBe(true);
  });
});
