import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  bsonSize,
  ComponentRepository,
  enriched,
  LARGEST_BODY,
  LARGEST_DOCUMENT,
  problemOf,
  type RepositoryOptions,
} from '../../../tools/oih/services/componentRepository';
import { hostServices, type ServiceHost } from '../../../tools/oih/services/http';
import { register, sizeOf } from '../../../tools/register/register';
import { type ComponentJson, registrationOf } from '../../../tools/register/registration';
import { Repository } from '../../../tools/register/repository';
import { ROOT } from '../../support/component';

const TOKEN = 'iam-token-0123456789';
const SOURCE = 'https://github.com/example/intercom-component';
const IMAGE = 'registry.example.com/intercom-component:1.0.0';
const OLDER = 'registry.example.com/intercom-component:0.9.0';
const fileOf = (repository: string, path: string): string | undefined =>
  repository === SOURCE && existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : undefined;
/** As `fileOf`, with schemas that hold nothing: what enrich makes of ours is looked at by itself. */
const smallFileOf = (repository: string, path: string): string | undefined =>
  path === 'component.json' ? fileOf(repository, path) : '{}';
const COMPONENT: ComponentJson = JSON.parse(readFileSync(join(ROOT, 'component.json'), 'utf8'));

describe('register', () => {
  let hosts: ServiceHost[] = [];
  afterEach(async () => {
    await Promise.all(hosts.map((host) => host.close()));
    hosts = [];
  });

  async function platform(
    options: RepositoryOptions = { fileOf: smallFileOf },
  ): Promise<{ stub: ComponentRepository; url: string }> {
    const stub = new ComponentRepository(options);
    const host = await hostServices(TOKEN, [stub]);
    hosts.push(host);
    return { stub, url: host.url };
  }

  async function run(
    url: string,
    choices: Partial<Parameters<typeof registrationOf>[1]> = {},
    id?: string,
  ): Promise<string[]> {
    const said: string[] = [];
    const registration = registrationOf(COMPONENT, { image: IMAGE, ...choices });
    await register(new Repository(url, TOKEN), registration, {
      say: (line) => said.push(line),
      ...(id !== undefined && { id }),
    });
    return said;
  }

  describe('the registration', () => {
    const registration = registrationOf(COMPONENT, { image: IMAGE, repository: SOURCE });

    it('fits what the platform takes, with room for half as many functions again', () => {
      assert.ok(sizeOf(registration) * 1.5 < LARGEST_BODY, String(sizeOf(registration)));
      assert.equal(problemOf({ ...registration }), undefined);
      assert.ok(registration.description.length <= 300);
    });

    it('lists every function by what a flow designer reads', () => {
      const { actions, triggers } = registration.descriptor;
      assert.deepEqual(
        [...actions, ...triggers].map(({ key }) => key).sort(),
        Object.keys({ ...COMPONENT.actions, ...COMPONENT.triggers }).sort(),
      );
      for (const { title, description } of [...actions, ...triggers]) assert.ok(title && description);
      assert.ok(triggers.every(({ type }) => type === 'polling' || type === 'webhook'));
      assert.ok(actions.some(({ key }) => key === 'lookup'));
    });

    it('switches REST on, raises the limits and names the resources', () => {
      const { restAPI, environment } = registration.descriptor;
      assert.equal(restAPI, true);
      assert.deepEqual(environment.variables, {
        OUTPUT_RATE_LIMIT: '1000',
        SNAPSHOT_RATE_LIMIT: '20',
        ERROR_RATE_LIMIT: '1000',
      });
      assert.deepEqual(Object.keys(registration.resources.limits), ['cpu', 'memory']);
    });

    it('finds the logo in the repository, however its address ends', () => {
      for (const repository of [SOURCE, `${SOURCE}/`, `${SOURCE}.git`]) {
        const { logo, repository: sent } = registrationOf(COMPONENT, { image: IMAGE, repository });
        assert.equal(logo, 'https://raw.githubusercontent.com/example/intercom-component/master/logo.png');
        assert.equal(sent, SOURCE);
      }
    });

    for (const repository of [
      'git@github.com:example/intercom-component.git',
      'http://github.com/example/intercom-component',
      'https://gitlab.com/example/intercom-component',
      'https://github.com.example.com/example/intercom-component',
      'https://user:secret@github.com/example/intercom-component',
      'https://github.com/example',
      'https://github.com/example/.git',
      'https://github.com/example/..',
      `${SOURCE}/tree/master`,
      `${SOURCE}?tab=readme`,
      `${SOURCE} `,
      'example/intercom-component',
      '',
    ])
      it(`refuses '${repository}' for a repository, and does not repeat it`, () => {
        assert.throws(
          () => registrationOf(COMPONENT, { image: IMAGE, repository }),
          (error: Error) => {
            assert.equal(
              error.message,
              '--repository must be https://github.com/<owner>/<name>: the platform looks nowhere else.',
            );
            return true;
          },
        );
      });

    for (const image of [
      '',
      ' ',
      'two words',
      'registry.example.com/intercom-component:',
      'https://registry.example.com/a',
    ])
      it(`refuses '${image}' for an image`, () => {
        assert.throws(() => registrationOf(COMPONENT, { image }), /^Error: --image must name an image/);
      });

    for (const image of [
      'intercom',
      'a/b_c:v1.0-x',
      'registry.example.com:5000/a/b',
      `r.example.com/a@sha256:${'0'.repeat(64)}`,
    ])
      it(`takes ${image} for an image`, () => {
        assert.equal(registrationOf(COMPONENT, { image }).distribution.image, image);
      });

    it('refuses what the platform would', () => {
      assert.throws(() => registrationOf(COMPONENT, { image: IMAGE, name: ' ' }), /The name is empty/);
      assert.throws(
        () => registrationOf(COMPONENT, { image: IMAGE, name: 'x'.repeat(51) }),
        /name has 51 characters; the platform takes 50/,
      );
      assert.throws(
        () => registrationOf({ ...COMPONENT, description: 'x'.repeat(301) }, { image: IMAGE }),
        /takes 300/,
      );
      const [action] = registration.descriptor.actions;
      assert.ok(action);
      const actions = Array.from({ length: 400 }, () => ({ ...action, description: 'x'.repeat(300) }));
      const large = { ...registration, descriptor: { ...registration.descriptor, actions } };
      assert.throws(() => sizeOf(large), /bytes, and the platform takes 102400/);
    });
  });

  describe("what enrich makes of the repository's branch", () => {
    const document = enriched(readFileSync(join(ROOT, 'component.json'), 'utf8'), (path) => fileOf(SOURCE, path));

    it('is stored: no key is refused, and it fits one document with room to spare', () => {
      const component = { name: 'Intercom', distribution: { image: IMAGE }, ...document };
      assert.equal(problemOf(component), undefined);
      assert.ok(bsonSize(component) < LARGEST_DOCUMENT * 0.75, String(bsonSize(component)));
    });

    it('holds every schema', () => {
      const functions = Object.entries({ ...Object(document.actions), ...Object(document.triggers) });
      assert.ok(functions.length > 200);
      for (const [name, entry] of functions) {
        const { in: input, out } = Object(entry).metadata;
        assert.equal(typeof input, 'object', name);
        assert.equal(typeof out, 'object', name);
      }
    });
  });

  it('creates the component and has the schemas fetched', async () => {
    const { stub, url } = await platform();
    const said = await run(url, { repository: SOURCE });
    const [component] = stub.list();
    assert.equal(stub.list().length, 1);
    assert.equal(component?.name, 'Intercom');
    assert.equal(component?.access, 'private');
    assert.deepEqual(Object.keys(Object(component?.actions)), Object.keys(COMPONENT.actions));
    assert.deepEqual(said, [
      `Registered as component ${component?.id}.`,
      'The platform fetches component.json and the schemas; this can take minutes.',
      'It has the schemas of every function.',
    ]);
    assert.deepEqual(stub.orders, []);
  });

  it('changes nothing the second time', async () => {
    const { stub, url } = await platform();
    await run(url, { repository: SOURCE, global: true });
    const before = structuredClone(stub.list());
    const said = await run(url, { repository: SOURCE, global: true });
    assert.deepEqual(stub.list(), before);
    assert.deepEqual(stub.orders, [{ id: before[0]?.id, order: 'start' }]);
    assert.deepEqual(said[0], `Brought component ${before[0]?.id} up to date.`);
    assert.equal(said.at(-1), 'It runs already, with this image.');
  });

  it('takes a global component to its new image, also without being told that it is global', async () => {
    const { stub, url } = await platform();
    await run(url, { global: true });
    await run(url, { image: 'registry.example.com/intercom-component:2.0.0' });
    assert.deepEqual(
      stub.orders.map(({ order }) => order),
      ['start', 'stop', 'start'],
    );
    assert.equal(stub.list()[0]?.isGlobal, true);
  });

  it('finds it among hundreds of others, and leaves those of others alone', async () => {
    const { stub, url } = await platform();
    const other = (name: string) => ({ name, distribution: { image: OLDER }, access: 'public' });
    for (let n = 0; n < 250; n += 1) stub.add(other(`Component ${n}`), 'somebody');
    const { id } = stub.add(other('Intercom'));
    await run(url);
    assert.equal(stub.list().length, 251);
    assert.deepEqual(stub.list().find((one) => one.id === id)?.distribution, { type: 'docker', image: IMAGE });
  });

  it('asks which one where several have the name, and takes the one that is named', async () => {
    const { stub, url } = await platform();
    const twins = [1, 2].map(() => stub.add({ name: 'Intercom', distribution: { image: 'x' } }));
    await assert.rejects(
      run(url),
      new RegExp(`2 components named Intercom: ${twins.map(({ id }) => id).join(', ')}.* --id`),
    );
    await run(url, {}, twins[1]?.id);
    assert.deepEqual(
      stub.list().map(({ distribution }) => Object(distribution).image),
      ['x', IMAGE],
    );
  });

  const theirs: [title: string, component: object, choices: Parameters<typeof run>[1], says: RegExp][] = [
    ['has another image', { distribution: { image: 'registry.example.com/other:1.0.0' } }, {}, /has another image/],
    ['has no image', {}, {}, /has another image/],
    [
      'has an image whose name only begins like ours',
      { distribution: { image: `${IMAGE.split(':')[0]}s:1.0.0` } },
      {},
      /has another image/,
    ],
    ['comes from elsewhere', { repository: `${SOURCE}s` }, { repository: SOURCE }, /another --repository/],
    ['would become global', { distribution: { image: OLDER } }, { global: true }, /is not global so far/],
    ['would become public', { distribution: { image: OLDER } }, { public: true }, /is not public so far/],
  ];
  for (const [title, component, choices, says] of theirs)
    it(`leaves a component alone that has the name and ${title}, though an administrator may change it`, async () => {
      const { stub, url } = await platform();
      const { id } = stub.add({ name: 'Intercom', access: 'private', ...component }, 'somebody');
      const before = structuredClone(stub.list());
      await assert.rejects(run(url, choices), (error: Error) => {
        assert.match(error.message, says);
        assert.match(error.message, new RegExp(`with --id ${id}; else choose another --name`));
        return true;
      });
      assert.deepEqual(stub.list(), before);
      assert.deepEqual(stub.orders, []);
      await run(url, { ...choices, name: 'Our Intercom' });
      assert.deepEqual(stub.list()[0], before[0]);
      await run(url, choices, id);
      assert.deepEqual(stub.list()[0]?.distribution, { type: 'docker', image: IMAGE });
    });

  for (const [title, component] of [
    ['another tag', { distribution: { image: OLDER } }],
    ['a digest', { distribution: { image: `${IMAGE.split(':')[0]}@sha256:${'0'.repeat(64)}` } }],
    ['no tag', { distribution: { image: `${IMAGE.split(':')[0]}` } }],
    ['another registry, from the same source', { distribution: { image: 'x' }, repository: SOURCE }],
  ] as const)
    it(`knows its own again by ${title}`, async () => {
      const { stub, url } = await platform();
      stub.add({ name: 'Intercom', access: 'private', ...component });
      await run(url, { repository: SOURCE });
      assert.deepEqual(
        stub.list().map(({ distribution }) => distribution),
        [{ type: 'docker', image: IMAGE }],
      );
    });

  it('warns where the repository has no component.json on its branch', async () => {
    const { url } = await platform({});
    const said = await run(url, { repository: SOURCE });
    assert.match(
      said.at(-1) ?? '',
      /^Warning: the platform has no schemas of \d+ functions\. It reads the branch master/,
    );
  });

  const refusals: [
    title: string,
    options: RepositoryOptions,
    prepare: (stub: ComponentRepository) => void,
    says: RegExp,
  ][] = [
    [
      'may not create',
      { permissions: ['component.update'] },
      () => {},
      /The token may not create a component: it needs component\.create/,
    ],
    [
      'may not start',
      { permissions: ['component.create', 'component.update'] },
      () => {},
      /The token may not start a global component: .*administrator/,
    ],
    [
      "would change somebody else's component",
      { permissions: ['component.create', 'component.update'] },
      (stub) =>
        stub.add({ name: 'Intercom', distribution: { image: OLDER }, access: 'public', isGlobal: true }, 'somebody'),
      /The token may not change this component: .*only its owner or an administrator/,
    ],
    [
      'meets a platform that fails',
      {},
      (stub) => Object.assign(stub, { fault: 503 }),
      /The platform failed with 503 when asked to list the components\. It says: told to fail\./,
    ],
    ['meets a conflict', {}, (stub) => Object.assign(stub, { fault: 409 }), /has something of this kind already/],
    [
      'is too large for this platform',
      {},
      (stub) => Object.assign(stub, { fault: 413 }),
      /larger than the platform takes/,
    ],
    ['is cut off', {}, (stub) => Object.assign(stub, { fault: 'reset' }), /gave no answer \(\w+\): check --url/],
  ];
  for (const [title, options, prepare, says] of refusals)
    it(`says in plain words when it ${title}`, async () => {
      const { stub, url } = await platform(options);
      prepare(stub);
      await assert.rejects(run(url, { global: true }), says);
    });

  it('says in plain words when the token is not accepted, the address is wrong, or nothing is there', async () => {
    const { url } = await platform();
    const registration = registrationOf(COMPONENT, { image: IMAGE });
    const attempt = (to: string, token = TOKEN) => register(new Repository(to, token), registration, { say: () => {} });
    await assert.rejects(attempt(url, 'another-token'), (error: Error) => {
      assert.match(error.message, /^The platform does not accept the token/);
      return !error.message.includes('another-token');
    });
    await assert.rejects(async () => attempt('component-repository'), /--url must be the address/);
    await assert.rejects(async () => attempt(url, 'a b'), /token is empty or holds blanks/);
    await assert.rejects(attempt('http://127.0.0.1:9'), /gave no answer/);
    await assert.rejects(
      attempt(`${url}/elsewhere`),
      /The platform has nothing at this address when asked to list the components: check --url/,
    );
  });

  it('does not take a web page for a component repository', async () => {
    const server = createServer((_request, response) => response.end('<html></html>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      await assert.rejects(run(`http://127.0.0.1:${port}`), /answers, but not as a component repository does/);
    } finally {
      server.close();
    }
  });

  describe('the command', function () {
    this.timeout(30_000);
    const command = (args: string[], env: Record<string, string> = {}) =>
      promisify(execFile)(process.execPath, ['--require', 'tsx/cjs', join(ROOT, 'tools/register/index.ts'), ...args], {
        cwd: ROOT,
        env: { PATH: process.env.PATH, ...env },
        maxBuffer: 10_000_000,
      });

    it('prints what it would send, and sends nothing', async () => {
      const { stdout, stderr } = await command([
        '--image',
        IMAGE,
        '--dry-run',
        '--url',
        'http://127.0.0.1:9',
        '--token',
        TOKEN,
      ]);
      assert.deepEqual(JSON.parse(stdout), JSON.parse(JSON.stringify(registrationOf(COMPONENT, { image: IMAGE }))));
      assert.match(stderr, /^\d+ bytes; nothing was sent/);
      assert.ok(!(stdout + stderr).includes(TOKEN));
    });

    it('registers with what stands in the environment', async () => {
      const { stub, url } = await platform();
      const { stdout } = await command(['--image', IMAGE], { OIH_URL: url, OIH_TOKEN: TOKEN });
      assert.match(stdout, /^Registered as component [0-9a-f]{24}\.\nWithout --repository the platform has no schemas/);
      assert.equal(stub.list().length, 1);
    });

    it('ends with 1 and a line where it could not', async () => {
      await assert.rejects(command(['--image', IMAGE]), (error: Error & { code?: number; stderr?: string }) => {
        assert.equal(error.code, 1);
        assert.equal(error.stderr, 'Where to? Give --url or OIH_URL.\n');
        return true;
      });
    });
  });
});
