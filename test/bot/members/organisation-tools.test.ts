import { expect, it } from 'vitest';
import { organisationRecord } from '#bot/members/records.ts';
import { ANA, WORKSPACE } from '#test/support/factories.ts';
import { openTools } from '#test/support/tools.ts';

it('an organisation’s record has what it has of each tool, and nothing of what is over or another’s', async () => {
  const { deps, addSignUp, addTool } = await openTools();
  await addTool({ id: 'maps', name: 'Mapping' });
  const row = (memberId: string, state: 'ready' | 'asked' | 'waiting' | 'ended' | 'suspended', more = {}) =>
    addSignUp({ memberId, state, organisationId: 'maple', openKey: null, ...more });
  await row('U1', 'ready', { seats: 2 });
  await row('U2', 'suspended');
  await row('U3', 'asked');
  await row('U4', 'waiting', { toolId: 'maps' });
  await row('U5', 'ended', { toolId: 'maps' });
  await row('U6', 'ready', { organisationId: 'harbor' });

  const { tools } = await organisationRecord(deps, { workspaceId: WORKSPACE, actorId: ANA }, 'maple');

  expect(tools).toEqual([
    { name: 'Data warehouse', seats: 3, undecided: 1, waiting: 0 },
    { name: 'Mapping', seats: 0, undecided: 0, waiting: 1 },
  ]);
});
