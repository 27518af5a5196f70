import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { isLoopbackHost, isPublicAddress, PRIVATE_ADDRESS, publicLookup } from '../../lib/intercom/address';

describe('addresses', () => {
  it('are public', () => {
    for (const address of [
      '8.8.8.8',
      '172.32.0.1',
      '100.128.0.1',
      '::ffff:8.8.8.8',
      '::ffff:808:808',
      '2606:4700::1',
    ]) {
      assert.equal(isPublicAddress(address), true, address);
    }
  });

  it('are not public, in whatever spelling', () => {
    const private4 =
      '0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 127.8.8.8 169.254.169.254 172.16.0.1 172.31.255.255 192.168.0.1';
    const reserved4 = '192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255';
    const six = ':: ::1 fc00::1 fdff::1 fe80::1 ff02::1 2001:db8::1 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::1 2001:0:1::1';
    const mapped =
      '::ffff:127.0.0.1 ::ffff:7f00:1 ::FFFF:169.254.169.254 ::ffff:a9fe:a9fe ::127.0.0.1 0:0:0:0:0:ffff:10.0.0.1';
    for (const address of [private4, reserved4, six, mapped].join(' ').split(' ')) {
      assert.equal(isPublicAddress(address), false, address);
    }
    for (const text of ['', 'example.com', '127.1', '0x7f.0.0.1']) assert.equal(isPublicAddress(text), false, text);
  });

  it('are this machine', () => {
    for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '[::1]', '[::ffff:7f00:1]']) {
      assert.equal(isLoopbackHost(host), true, host);
    }
    for (const host of ['example.com', 'localhost.example.com', '10.0.0.1', '[fe80::1]']) {
      assert.equal(isLoopbackHost(host), false, host);
    }
  });

  it('are looked up once, and refused where one of them is not public', async () => {
    const found = await new Promise<[NodeJS.ErrnoException | null, string | LookupAddress[]]>((resolve) => {
      publicLookup('localhost', { all: true }, (error, address) => resolve([error, address]));
    });
    assert.equal(found[0]?.code, PRIVATE_ADDRESS);
    assert.deepEqual(found[1], '', 'no address to connect to');
  });
});
