exports.process = require('./crm').polling('organizations');
