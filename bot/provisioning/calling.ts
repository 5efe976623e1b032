import { lookup as askDns } from 'node:dns/promises';
import { type ClientRequest, type RequestOptions, request as requestPlainly } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { bareHost, isLoopback, isPublic } from './addresses.ts';

/** Why an outside system was not reached or did not take what it was told; the message is for staff. */
export class CallProblem extends Error {
  /** No use to try again as things are. */
  readonly isFinal: boolean;

  constructor(message: string, { isFinal }: { isFinal: boolean }) {
    super(message);
    this.isFinal = isFinal;
  }
}

type Address = { address: string; family: number };
export type Calling = {
  /** As `WEBHOOK_HOSTS`: nothing else is called. */
  hosts: readonly string[];
  /** The addresses of a name; the system's own answer when left out. */
  addressesOf?: (name: string) => Promise<Address[]>;
  patienceMs?: number;
};

const PATIENCE_MS = 10_000;
/** Nobody reads more of an answer than this. */
const LONGEST_ANSWER = 16_384;

/** Whether a URL may be called at all, by the list of hosts; throws the reason when not. */
function checkAddress(address: string, hosts: readonly string[]): URL {
  const refuse = (why: string) => new CallProblem(why, { isFinal: true });
  if (!URL.canParse(address)) throw refuse('its address is none');
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') throw refuse('its address has a user name or password in it');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('its address does not begin with https://');
  if (!hosts.includes(url.host)) throw refuse(`${url.host} is not among the hosts of WEBHOOK_HOSTS`);
  const host = bareHost(url.hostname);
  // Plain HTTP never leaves the machine.
  if (url.protocol === 'http:' && host !== 'localhost' && !isLoopback(host))
    throw refuse('its address does not begin with https://');
  return url;
}

/**
 * Posts something to a listed host, once, and answers the status when it was taken (2xx).
 *
 * The name is resolved here, every address of it is checked, and the connection goes to what was checked: a name that points to
 * another address a moment later changes nothing. Redirects are not followed; an answer is read for so long and so far only.
 */
export async function callOutside(
  calling: Calling,
  to: { url: string; headers: Record<string, string>; body: string },
): Promise<number> {
  const url = checkAddress(to.url, calling.hosts);
  const addresses = await checkedAddresses(url, calling);
  const { patienceMs = PATIENCE_MS } = calling;
  const lookup: LookupFunction = (_name, { all }, done) => {
    const [first] = addresses;
    if (all) done(null, addresses);
    else done(null, first?.address ?? '', first?.family ?? 0);
  };
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...to.headers, 'content-length': Buffer.byteLength(to.body) },
    lookup,
    // A connection of its own: one that was kept might lead to an address nobody checked.
    agent: false,
    signal: AbortSignal.timeout(patienceMs),
  };
  const status = await statusOf(
    url.protocol === 'https:' ? requestSecurely(url, options) : requestPlainly(url, options),
    to.body,
  );
  if (status >= 200 && status < 300) return status;
  if (status >= 300 && status < 400)
    throw new CallProblem(`it answered with a redirect (${status}), which is not followed`, { isFinal: true });
  const isTemporary = status >= 500 || status === 408 || status === 425 || status === 429;
  throw new CallProblem(`it answered ${status}`, { isFinal: !isTemporary });
}

async function checkedAddresses({ hostname }: URL, { hosts, addressesOf = resolve }: Calling): Promise<Address[]> {
  const host = bareHost(hostname);
  // An address that is listed itself was meant.
  if (isIP(host) !== 0) return [{ address: host, family: isIP(host) }];
  const addresses = await addressesOf(host).catch(() => {
    throw new CallProblem(`the name ${host} is not known`, { isFinal: false });
  });
  if (addresses.length === 0) throw new CallProblem(`the name ${host} is not known`, { isFinal: false });
  const isNamed = (address: string) => (host === 'localhost' && isLoopback(address)) || isListed(address, hosts);
  if (addresses.every(({ address }) => isPublic(address) || isNamed(address))) return addresses;
  throw new CallProblem(`${host} leads to a private address, which WEBHOOK_HOSTS does not name`, { isFinal: true });
}

const resolve = (name: string): Promise<Address[]> => askDns(name, { all: true });

function isListed(address: string, hosts: readonly string[]): boolean {
  return hosts.some((host) => URL.canParse(`https://${host}`) && bareHost(new URL(`https://${host}`).hostname) === address);
}

function statusOf(request: ClientRequest, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request.on('error', (error) => reject(problemOf(error)));
    request.on('response', (answer) => {
      const { statusCode = 0 } = answer;
      let length = 0;
      const end = () => {
        resolve(statusCode);
        request.destroy();
      };
      answer.on('data', (part: Buffer) => {
        length += part.length;
        if (length > LONGEST_ANSWER) end();
      });
      answer.on('end', end);
      answer.on('error', (error) => reject(problemOf(error)));
    });
    request.end(body);
  });
}

function problemOf(error: Error & { code?: string }): CallProblem {
  const isLate = error.name === 'AbortError' || error.name === 'TimeoutError' || error.code === 'ABORT_ERR';
  return new CallProblem(isLate ? 'it did not answer in time' : `the connection failed (${error.code ?? error.name})`, {
    isFinal: false,
  });
}
