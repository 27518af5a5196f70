// The functions of a component as other applications of the hub have them. JavaScript, because ferryman loads it as it is.

const SECOND = 1000;

async function ask(cfg, method, path, body) {
  const response = await fetch(`${cfg.crmUrl}${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!response.ok) throw new Error(`The CRM answered ${response.status}: ${await response.text()}`);
  return response.json();
}

const applicationOf = (cfg) => cfg.nodeSettings?.applicationUid ?? cfg.applicationUid ?? 'crm';

/** A record as the hub's model has it. `lastUpdate` tells when somebody edited it, wherever that was. */
const dataOf = ({ fields, edited }) => ({ ...fields, lastUpdate: new Date(edited * SECOND).toISOString() });

exports.polling = (kind) =>
  async function polling(_message, cfg, snapshot = {}) {
    const { records, serial } = await ask(cfg, 'GET', `/${kind}?since=${snapshot.serial ?? 0}`);
    for (const record of records) {
      const metadata = { applicationUid: applicationOf(cfg), recordUid: record.uid };
      if (!record.deleted) await this.emit('data', { metadata, data: dataOf(record) });
      else if (cfg.deletes) await this.emit('data', { metadata, data: { deleteRequested: true } });
    }
    await this.emit('snapshot', { serial });
  };

exports.upsert = (kind) =>
  async function upsert({ data = {}, metadata = {} }, cfg) {
    // A request to delete is the other branch's business.
    if (data.deleteRequested || data.delete) return;
    const { lastUpdate, ...fields } = data;
    const edited = Math.floor(Date.parse(lastUpdate) / SECOND);
    const incoming = { uid: metadata.recordUid, fields, ...(Number.isFinite(edited) && { edited }) };
    const { record } = await ask(cfg, 'POST', `/${kind}`, incoming);
    const { oihUid } = metadata;
    await this.emit('data', { metadata: { ...(oihUid && { oihUid }), recordUid: record.uid }, data: dataOf(record) });
  };

exports.remove = (kind) =>
  async function remove({ data = {}, metadata = {} }, cfg) {
    if (data.deleteRequested !== true) return;
    const { oihUid, recordUid } = metadata;
    const obeyed = Boolean(cfg.deletes && recordUid);
    if (obeyed) await ask(cfg, 'DELETE', `/${kind}/${encodeURIComponent(recordUid)}`);
    const outcome = { delete: obeyed ? 'confirmed' : 'denied', timestamp: String(Date.now()) };
    await this.emit('data', { metadata: { oihUid, recordUid }, data: outcome });
  };
