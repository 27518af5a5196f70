exports.process = require('./crm').polling('persons');
