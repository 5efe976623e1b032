import belongingAndEquity from './catalogue/belonging-and-equity.json' with { type: 'json' };
import eventFeedback from './catalogue/event-feedback.json' with { type: 'json' };
import exit from './catalogue/exit.json' with { type: 'json' };
import memberPulse from './catalogue/member-pulse.json' with { type: 'json' };
import nps from './catalogue/nps.json' with { type: 'json' };
import onboarding from './catalogue/onboarding-day-30.json' with { type: 'json' };
import toolSatisfaction from './catalogue/tool-satisfaction.json' with { type: 'json' };
import { readSurvey } from './reading.ts';
import type { Survey } from './survey.ts';

export type ReadySurvey = { id: string; survey: Survey };

const WRITTEN: Record<string, unknown> = {
  'member-pulse': memberPulse,
  nps,
  'onboarding-day-30': onboarding,
  'tool-satisfaction': toolSatisfaction,
  'event-feedback': eventFeedback,
  'belonging-and-equity': belongingAndEquity,
  exit,
};

let ready: ReadySurvey[] | undefined;

/** The surveys that staff can begin with, checked once, at their first use. */
export function readySurveys(): ReadySurvey[] {
  ready ??= Object.entries(WRITTEN).map(([id, written]) => {
    const read = readSurvey(written);
    if ('problems' in read) throw new Error(`the ready survey ${id}: ${JSON.stringify(read.problems)}`);
    return { id, survey: read.survey };
  });
  return ready;
}
