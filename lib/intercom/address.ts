import { type LookupAddress, lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** What is no address of the public internet, from IANA's registries of special-purpose addresses. */
const SPECIAL_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** Only 2000::/3 is handed out, and of that some parts carry an IPv4 address within, which may be any. */
const SPECIAL_6 = ['::/3', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '4000::/2', '8000::/1'];

// A list for each family: node holds an IPv4 address against rules of IPv6, too, as ::ffff:a.b.c.d. Made when the first
// file is fetched, since most processes fetch none.
let special: { 4: BlockList; 6: BlockList } | undefined;

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** The address within `::ffff:a.b.c.d`, in either spelling; others as they are. */
function unmapped(address: string): string {
  const [, dotted, high, low] = /^::ffff:(?:(\d+(?:\.\d+){3})|([\da-f]{1,4}):([\da-f]{1,4}))$/i.exec(address) ?? [];
  if (dotted) return dotted;
  if (high === undefined || low === undefined) return address;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join('.');
}

/** Whether an IP address is one of the public internet: neither private nor link-local, loopback, reserved, or a disguise of one. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  special ??= { 4: listOf(SPECIAL_4), 6: listOf(SPECIAL_6) };
  const bare = unmapped(address);
  return isIP(bare) === 6 ? !special[6].check(bare, 'ipv6') : !special[4].check(bare, 'ipv4');
}

/** Whether a URL's host is this machine. A URL spells an address in one way only. */
export function isLoopbackHost(hostname: string): boolean {
  const bare = unmapped(hostname.replace(/^\[|\]$/g, ''));
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

/** A host name leads to an address that is not public. */
export const PRIVATE_ADDRESS = 'EPRIVATE';

/**
 * Resolves a host for node's `net`, which connects to the very address that it gets here: a name that resolves to a
 * public address when it is checked and to a private one when it is used gains nothing. One address that is not
 * public refuses the whole name. The error's code is PRIVATE_ADDRESS.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    const refused = error ?? refusal(addresses);
    const [first] = addresses ?? [];
    if (refused || !first) callback(refused ?? notFound(hostname), '', 0);
    else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

function refusal(addresses: readonly LookupAddress[]): NodeJS.ErrnoException | undefined {
  if (addresses.every(({ address }) => isPublicAddress(address))) return undefined;
  return Object.assign(new Error('The host has an address that is not public'), { code: PRIVATE_ADDRESS });
}

function notFound(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`No address for ${hostname}`), { code: 'ENOTFOUND' });
}
