import { expect, it } from 'vitest';
import { sealToken } from '#bot/slack/tokens.ts';
import { openOutbox } from '#test/support/posting.ts';

const KEY = Buffer.alloc(32, 7);

it('takes a token that another instance has sealed anew once Slack refuses the old one', async () => {
  const { posting, db, workspaceId, slack } = await openOutbox();
  const encryptedToken = sealToken('xoxb-old', KEY, workspaceId);
  await db.workspace.updateMany({ data: { encryptedToken } });
  const whoAmI = async () => (await posting.slack.client(workspaceId)).auth.test();
  await expect(whoAmI()).rejects.toThrow('invalid_auth');

  await db.workspace.updateMany({ data: { encryptedToken: sealToken(slack.botToken, KEY, workspaceId) } });

  expect(await whoAmI()).toMatchObject({ ok: true });
});

it('asks the store for a token once, as long as Slack takes it', async () => {
  const { posting, db, workspaceId } = await openOutbox();
  const whoAmI = async () => (await posting.slack.client(workspaceId)).auth.test();
  await whoAmI();

  await db.workspace.updateMany({ data: { encryptedToken: 'v1.nonsense' } });

  expect(await whoAmI()).toMatchObject({ ok: true });
});
