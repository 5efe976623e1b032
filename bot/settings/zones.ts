type ZoneGroup = { label: string; zones: string[] };

/** Slack shows at most so many choices under one heading. */
const LARGEST_GROUP = 100;

/** Every time zone by region, large regions split by the alphabet; a chosen one that is not among them comes first. */
export function zoneGroups(chosen: string): ZoneGroup[] {
  const known = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC');
  const regions = Map.groupBy(known, (zone) => zone.split('/')[0] ?? '');
  const groups = [
    { label: 'Everywhere', zones: ['UTC'] },
    ...[...regions].flatMap(([region, zones]) => splitRegion(region, zones)),
  ];
  return chosen === 'UTC' || known.includes(chosen) ? groups : [{ label: 'Chosen now', zones: [chosen] }, ...groups];
}

function splitRegion(region: string, zones: string[]): ZoneGroup[] {
  if (zones.length <= LARGEST_GROUP) return [{ label: region, zones }];
  const parts: { first: string; last: string; zones: string[] }[] = [];
  for (const [letter, cities] of Map.groupBy(zones.toSorted(), (zone) => zone.charAt(region.length + 1))) {
    const part = parts.at(-1);
    if (part && part.zones.length + cities.length <= LARGEST_GROUP) {
      part.zones.push(...cities);
      part.last = letter;
    } else parts.push({ first: letter, last: letter, zones: cities });
  }
  return parts.map((part) => ({ label: `${region} ${part.first}–${part.last}`, zones: part.zones }));
}
