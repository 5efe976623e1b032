import { formOf, type SettingsForm } from '#bot/settings/form.ts';
import type { Settings } from '#bot/settings/settings.ts';
import { DEFAULT_WORKING_HOURS } from '#reports/working-hours.ts';

/** A desk of two people, one of them a lead. */
export function someSettings(more: Partial<Settings> = {}): Settings {
  return {
    deskName: 'Help desk',
    helpChannelIds: ['CHELP'],
    triageChannelId: 'GTRIAGE',
    digestChannelId: 'CNEWS',
    staffIds: ['UANA', 'ULEA'],
    leadIds: ['ULEA'],
    readerIds: [],
    schedule: { ...DEFAULT_WORKING_HOURS, timeZone: 'Europe/Madrid' },
    topics: ['tool access', 'other'],
    acknowledgement: 'message',
    ...more,
  };
}

export function someForm(more: Partial<SettingsForm> = {}): SettingsForm {
  return { ...formOf(someSettings()), ...more };
}
