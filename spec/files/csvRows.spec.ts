import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { csvRows, FileEndError, FileFormatError, type Row } from '../../lib/files/csvRows';
import { ConnectionError } from '../../lib/intercom/errors';

async function* cut(bytes: Buffer, at: number, error?: Error): AsyncGenerator<Buffer> {
  if (at > 0) yield bytes.subarray(0, at);
  if (error) throw error;
  if (at < bytes.length) yield bytes.subarray(at);
}

async function rowsOf(content: string | Buffer, at = 1, error?: Error): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of csvRows(cut(Buffer.from(content), at, error))) rows.push(row);
  return rows;
}

describe('rows of a CSV file', () => {
  it('have commas, quotes and ends of lines in their cells', async () => {
    const csv = 'id,remark\r\n1,"a, b"\r\n2,"she said ""yes""\r\nand left"\r\n3,\r\n';
    const rows = [
      { id: '1', remark: 'a, b' },
      { id: '2', remark: 'she said "yes"\r\nand left' },
      { id: '3', remark: '' },
    ];
    assert.deepEqual(await rowsOf(csv), rows);
    assert.deepEqual(await rowsOf(gzipSync(csv)), rows);
  });

  it('come through wherever the bytes are parted', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', 'ü', '🦊', ' ', ';') });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell)),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        async (cells, part, packed) => {
          const text = ['id,"na,me"', ...cells.map(([a, b]) => `${quoted(a)},${quoted(b)}`)].join('\n');
          const bytes = packed ? gzipSync(text) : Buffer.from(text);
          const rows = await rowsOf(bytes, Math.floor(part * bytes.length));
          assert.deepEqual(
            rows,
            cells.map(([id, name]) => ({ id, 'na,me': name })),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('lose no cell, and no column to another of its name', async () => {
    assert.deepEqual(await rowsOf('a,a,,__proto__\n1,2,3,4,5\n6\n'), [
      Object.fromEntries([
        ['a', '1'],
        ['column_2', '2'],
        ['column_3', '3'],
        ['__proto__', '4'],
        ['column_5', '5'],
      ]),
      { a: '6' },
    ]);
  });

  it('begin after a byte order mark', async () => {
    assert.deepEqual(await rowsOf('\ufeffid\n1\n'), [{ id: '1' }]);
  });

  it('are none in a file without any', async () => {
    for (const csv of ['', 'id,name\n', gzipSync(''), gzipSync('id,name')]) assert.deepEqual(await rowsOf(csv), []);
  });

  const lines = Array.from({ length: 50_000 }, (_, n) => `${n},${n * 7919}`).join('\n');
  const packed = gzipSync(`id,number\n${lines}\n`);
  const isSaid = (text: RegExp) => (error: unknown) => error instanceof FileFormatError && text.test(error.message);

  it('end where the gzip is broken', async () => {
    const broken = Buffer.from(packed);
    broken.fill(0xaa, packed.length / 2, packed.length / 2 + 100);
    await assert.rejects(rowsOf(broken), isSaid(/no sound gzip: it is damaged/));
    const wrongSum = Buffer.from(packed);
    wrongSum.fill(0, packed.length - 8);
    await assert.rejects(rowsOf(wrongSum), isSaid(/no sound gzip: it is damaged/));
  });

  it('end where the end of the gzip is missing', async () => {
    await assert.rejects(rowsOf(packed.subarray(0, packed.length / 2)), FileEndError);
    await assert.rejects(rowsOf(packed.subarray(0, packed.length - 1)), FileEndError);
  });

  it('end with the error of the connection where that is cut', async () => {
    const error = new ConnectionError('cut', true);
    await assert.rejects(rowsOf(packed, packed.length / 2, error), error);
    await assert.rejects(rowsOf(`id\n${lines}`, 200_000, error), error);
  });

  it('do not gather the rest of the file behind a quote that is never closed', async () => {
    await assert.rejects(
      rowsOf(`id,remark\n1,"${'x\n'.repeat(3_000_000)}`),
      isSaid(/no sound CSV \(CSV_MAX_RECORD_SIZE\)/),
    );
    await assert.rejects(rowsOf('id,remark\n1,"open'), isSaid(/no sound CSV \(CSV_QUOTE_NOT_CLOSED\)/));
  });

  it('end without a word of what the cell holds where a quote is in the wrong place', async () => {
    await assert.rejects(
      rowsOf('id,email\n1,ana@example.com" x\n'),
      isSaid(/^The file is no sound CSV \(INVALID_OPENING_QUOTE\)\.$/),
    );
    await assert.rejects(
      rowsOf('id,email\n1,"ana@example.com"x\n'),
      isSaid(/^The file is no sound CSV \(CSV_\w+\)\.$/),
    );
  });

  it('are not looked for in a zip archive', async () => {
    await assert.rejects(rowsOf(Buffer.from('PK\u0003\u0004 and so on')), isSaid(/is a zip archive/));
  });
});
