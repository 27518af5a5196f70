exports.process = require('./crm').remove('organizations');
