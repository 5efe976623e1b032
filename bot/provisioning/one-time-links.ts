/** What is wrong with a link that staff or an outside system want to hand to a member. */
export type LinkFault = 'no link' | 'not secure' | 'has a password' | 'disguised' | 'other host' | 'no hosts';

export const LINK_FAULTS: Record<LinkFault, string> = {
  'no link': 'That is not a link. Credentials never go through Slack: make a one-time link and paste that.',
  'not secure': 'The link has to begin with https://.',
  'has a password': 'The link has a user name or password in it. Please paste a one-time link without.',
  disguised:
    'The link is not written the way it would open, so I do not hand it on. Please copy it again from where it was made.',
  'other host': 'I hand on links to certain hosts only; this one is not among those that the tool names.',
  'no hosts': 'The tool names no hosts for one-time links yet. A lead can add them with `/tools admin`.',
};

const LONGEST_LINK = 2000;

/**
 * A one-time link to one of these hosts, or what is wrong with it.
 *
 * The host is read from the text as well as from the parsed URL, and the two have to agree: what looks like one host and opens
 * another (foreign letters, percent signs, backslashes, a name before an @) is refused, whoever typed it.
 */
export function oneTimeLink(text: string, hosts: readonly string[]): { url: string } | { fault: LinkFault } {
  const written = text.trim();
  if (hosts.length === 0) return { fault: 'no hosts' };
  const [, scheme = '', authority = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(written) ?? [];
  if (scheme === '' || written.length > LONGEST_LINK || !URL.canParse(written)) return { fault: 'no link' };
  if (scheme.toLowerCase() !== 'https') return { fault: 'not secure' };
  const url = new URL(written);
  if (authority.includes('@') || url.username !== '' || url.password !== '') return { fault: 'has a password' };
  const isPlain = /^[a-z0-9.-]+(:\d+)?$/i.test(authority) && /^[!-~]+$/.test(written) && !/[\\<>"|`]/.test(written);
  const isAsItOpens = authority.toLowerCase().replace(/:443$/, '') === url.host;
  const isForeign = url.hostname.split('.').some((label) => label.startsWith('xn--') || label === '');
  if (!isPlain || !isAsItOpens || isForeign || /@|\/\//.test(url.hash)) return { fault: 'disguised' };
  return hosts.some((host) => host.trim().toLowerCase() === url.host) ? { url: written } : { fault: 'other host' };
}
