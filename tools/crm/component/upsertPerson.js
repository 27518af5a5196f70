exports.process = require('./crm').upsert('persons');
