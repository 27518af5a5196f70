exports.process = require('./crm').remove('persons');
