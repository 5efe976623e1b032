import { UserError } from '#bot/errors.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { withinLimits } from '#bot/slack/limits.ts';
import { isPlatformError } from '#bot/slack/own-messages.ts';
import { download } from './downloads.ts';

/** Fetches a file that this person gave to Slack; anybody else's is none of theirs to name. Throws a sentence when it is not to be had. */
export async function givenFile(deps: SlackDeps, workspaceId: string, giverId: string, fileId: string): Promise<Uint8Array> {
  const client = await deps.slack.client(workspaceId);
  const installation = await deps.slack.installation(workspaceId);
  const { file } = await withinLimits(deps, workspaceId, 'files.info', () => client.files.info({ file: fileId })).catch(
    (error: unknown) => {
      if (['file_not_found', 'file_deleted', 'missing_scope'].some((name) => isPlatformError(error, name)))
        return { file: undefined };
      throw error;
    },
  );
  const url = file?.url_private_download ?? file?.url_private;
  if (!installation || !url || file?.user !== giverId)
    throw new UserError('no_file', 'Slack does not let me read that file. Was it deleted? Please give it to me once more.');
  return download({ url, token: installation.botToken, apiUrl: client.slackApiUrl });
}
