import { describe, expect, it } from 'vitest';
import { oneTimeLink } from '#bot/provisioning/one-time-links.ts';

const HOSTS = ['vault.example.org', 'send.example.org:8443'];

describe('a one-time link', () => {
  it.each([
    'https://vault.example.org/s/8fK2',
    '  https://vault.example.org/s/8fK2?x=1&y=2  ',
    'https://VAULT.example.org/s/8fK2',
    'https://vault.example.org:443/s',
    'https://send.example.org:8443/#a-key_of/a=send',
  ])('is taken as it was pasted: %s', (text) => {
    expect(oneTimeLink(text, HOSTS)).toEqual({ url: text.trim() });
  });

  it.each([
    ['hunter2', 'no link'],
    ['', 'no link'],
    ['vault.example.org/s/1', 'no link'],
    ['https://', 'no link'],
    [`https://vault.example.org/${'a'.repeat(2000)}`, 'no link'],
    ['http://vault.example.org/s', 'not secure'],
    ['javascript://vault.example.org/%0aalert(1)', 'not secure'],
    ['https://ana:secret@vault.example.org/s', 'has a password'],
    ['https://ana@vault.example.org/s', 'has a password'],
    ['https://vault.example.org@evil.example/s', 'has a password'],
    ['https://@vault.example.org/s', 'has a password'],
    ['https://evil.example/s', 'other host'],
    ['https://evil.example#vault.example.org', 'other host'],
    ['https://evil.example?vault.example.org', 'other host'],
    ['https://vault.example.org.evil.example/', 'other host'],
    ['https://sub.vault.example.org/', 'other host'],
    ['https://vault.example.org:8443/', 'other host'],
    ['https://127.0.0.1/', 'other host'],
    ['https://vault.example.org./', 'disguised'],
    ['https://vault%2eexample.org/', 'disguised'],
    ['https://vаult.example.org/', 'disguised'],
    ['https://xn--vult-7cd.example.org/', 'disguised'],
    ['https://vault。example.org/', 'disguised'],
    ['https://ⓥault.example.org/', 'disguised'],
    ['https:\\\\vault.example.org/', 'no link'],
    ['https://evil.example\\@vault.example.org/', 'has a password'],
    ['https://vault.example.org\\.evil.example/', 'disguised'],
    ['https://vault.example.org/a b', 'disguised'],
    ['https://vault.example.org/\u202egro', 'disguised'],
    ['https://vault.example.org/s|label>', 'disguised'],
    ['https://vault.example.org/#@evil.example', 'disguised'],
    ['https://vault.example.org/#//evil.example', 'disguised'],
    ['https://2130706433/', 'disguised'],
    ['https://vault.exam\tple.org/', 'disguised'],
  ])('is not this: %s', (text, fault) => {
    expect(oneTimeLink(text, HOSTS)).toEqual({ fault });
  });

  it('has nowhere to be while the tool names no host, and no look-alike that is listed by mistake', () => {
    expect(oneTimeLink('https://vault.example.org/s', [])).toEqual({ fault: 'no hosts' });
    expect(oneTimeLink('https://xn--vult-7cd.example.org/', ['xn--vult-7cd.example.org'])).toEqual({ fault: 'disguised' });
  });
});
