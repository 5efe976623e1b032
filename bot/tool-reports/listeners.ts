import type { App, BlockButtonAction, BlockStaticSelectAction, RespondFn } from '@slack/bolt';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { actorIn, jsonIn, workspaceOf } from '#bot/slack/payloads.ts';
import { verbOf } from '#bot/tools/verbs.ts';
import { CHOOSE_PERIOD, EXPORT_REPORT, exportComing, reportBlocks, TURN, turnId } from './blocks.ts';
import { PeriodName, periodTyped } from './periods.ts';
import { askForExport, ReportView, toolReport } from './tool-reports.ts';

/** Connects to Slack what leads read of tools: `/tools report`, its pages, and its export. */
export function registerToolReports(app: App, deps: SlackDeps): void {
  // Other rooms listen to the same command; each answers its own verbs only.
  app.command('/tools', async ({ ack, command, context }) => {
    const typed = verbOf(command.text ?? '');
    if (typed.verb !== 'report') return;
    const reader = { workspaceId: workspaceOf(context), actorId: command.user_id };
    // Before anything typed is judged: who is no lead hears only that.
    await requireRight(deps.db, 'see tool reports', reader);
    const report = await toolReport(deps, reader, firstPage(periodTyped(typed.rest)));
    await ack({ response_type: 'ephemeral', ...reportBlocks(report) });
  });

  for (const turn of TURN) {
    app.action<BlockButtonAction>(turnId(turn), async ({ ack, action, body, context, respond }) => {
      const reader = actorIn(context, body);
      const view = ReportView.safeParse(jsonIn(action.value));
      if (!view.success) throw noSuchReport();
      const report = await toolReport(deps, reader, view.data);
      await ack();
      await show(respond, reportBlocks(report));
    });
  }

  app.action<BlockStaticSelectAction>(CHOOSE_PERIOD, async ({ ack, action, body, context, respond }) => {
    const reader = actorIn(context, body);
    const report = await toolReport(deps, reader, firstPage(periodIn(action.selected_option?.value)));
    await ack();
    await show(respond, reportBlocks(report));
  });

  app.action<BlockButtonAction>(EXPORT_REPORT, async ({ ack, action, body, context, respond }) => {
    const reader = actorIn(context, body);
    const key = `tools-${deps.now().toISOString().slice(0, 10)}-${String(action.action_ts ?? '')
      .replaceAll(/\D/g, '')
      .slice(-9)}`;
    await askForExport(deps, reader, periodIn(action.value), key);
    await ack();
    await respond({ response_type: 'ephemeral', replace_original: false, ...exportComing });
  });
}

const firstPage = (period: PeriodName): ReportView => ({ period, tools: 0, undecided: 0, organisations: 0 });

function periodIn(value: unknown): PeriodName {
  const parsed = PeriodName.safeParse(value);
  if (parsed.success) return parsed.data;
  throw noSuchReport();
}

const noSuchReport = () => new UserError('no_report', 'That report cannot be found. Please type `/tools report` again.');

async function show(respond: RespondFn, answer: ReturnType<typeof reportBlocks>): Promise<void> {
  await respond({ response_type: 'ephemeral', replace_original: true, ...answer });
}
