exports.process = require('./crm').upsert('organizations');
