import type { App } from '@slack/bolt';
import { deskForStaff } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { nearest, wordsOf } from '#bot/slack/nearest.ts';
import { workspaceOf } from '#bot/slack/payloads.ts';
import { digestHelp, digestMessage } from './blocks.ts';
import { postDigestNow, previewDigest } from './digests.ts';

const VERBS = ['preview', 'post', 'help'];

/** Connects the digest to Slack: `/digest`. */
export function registerReports(app: App, deps: SlackDeps): void {
  app.command('/digest', async ({ ack, command, context }) => {
    const workspaceId = workspaceOf(context);
    await deskForStaff(deps.db, workspaceId, command.user_id);
    const { verb } = wordsOf(command.text);
    if (verb === 'preview') {
      await ack({ response_type: 'ephemeral', ...digestMessage(await previewDigest(deps, workspaceId, command.user_id)) });
    } else if (verb === 'post') {
      await ack({ response_type: 'ephemeral', text: await postDigestNow(deps, workspaceId, command.user_id) });
    } else if (verb === '' || verb === 'help') {
      await ack({ response_type: 'ephemeral', text: digestHelp() });
    } else {
      const meant = nearest(verb, VERBS);
      throw new UserError(
        'no_such_command',
        meant
          ? `I don't know that one. Did you mean \`/digest ${meant}\`?`
          : 'I don’t know that one. `/digest help` lists what I can do.',
      );
    }
  });
}
