import { expect, it } from 'vitest';
import { zoneGroups } from '#bot/settings/zones.ts';

it('offers every time zone once, in groups as small as Slack wants them', () => {
  const groups = zoneGroups('Europe/Madrid');
  const zones = groups.flatMap((group) => group.zones);

  expect(new Set(zones)).toEqual(new Set([...Intl.supportedValuesOf('timeZone'), 'UTC']));
  expect(zones).toHaveLength(new Set(zones).size);
  expect(groups.length).toBeLessThanOrEqual(100);
  for (const group of groups) expect(group.zones.length).toBeLessThanOrEqual(100);
});

it('splits a large region by the alphabet, so that a city is easy to find', () => {
  const american = zoneGroups('UTC').filter(({ label }) => label.startsWith('America '));

  expect(american.length).toBeGreaterThan(1);
  for (const { label, zones } of american) {
    const [first = '', last = ''] = label.replace('America ', '').split('–');
    for (const zone of zones) expect(zone.charAt(8) >= first && zone.charAt(8) <= last, zone).toBe(true);
  }
});

it('keeps a time zone that goes by an older name', () => {
  const [first] = zoneGroups('US/Pacific');

  expect(first).toEqual({ label: 'Chosen now', zones: ['US/Pacific'] });
});
