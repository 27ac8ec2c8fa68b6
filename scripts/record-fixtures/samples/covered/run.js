const { price } = require('./shop.js');
const tax = require('./tax.js');

price(10, false);
tax(10);
tax(200);
