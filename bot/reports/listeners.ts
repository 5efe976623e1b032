import type { App } from '@slack/bolt';
import { deskForStaff } from '#bot/desks/desks.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { noSuchCommand, wordsOf } from '#bot/slack/nearest.ts';
import { workspaceOf } from '#bot/slack/payloads.ts';
import { digestHelp, digestMessage, figuresExplained } from './blocks.ts';
import { postDigestNow, previewDigest } from './digests.ts';

const VERBS = ['preview', 'explain', 'post', 'help'];

/** Connects the digest to Slack: `/digest`. */
export function registerReports(app: App, deps: SlackDeps): void {
  app.command('/digest', async ({ ack, command, context }) => {
    const workspaceId = workspaceOf(context);
    await deskForStaff(deps.db, workspaceId, command.user_id);
    const { verb, rest } = wordsOf(command.text);
    if (verb === 'preview') {
      await ack({ response_type: 'ephemeral', ...digestMessage(await previewDigest(deps, workspaceId, command.user_id)) });
    } else if (verb === 'post') {
      await ack({ response_type: 'ephemeral', text: await postDigestNow(deps, workspaceId, command.user_id) });
    } else if (verb === 'explain') {
      await ack({ response_type: 'ephemeral', ...figuresExplained() });
    } else if (verb === '' || verb === 'help') {
      await ack({ response_type: 'ephemeral', text: digestHelp() });
    } else {
      throw noSuchCommand('/digest', { verb, rest }, VERBS);
    }
  });
}
