const assert = require('node:assert');
const { Given, Then, When } = require('@cucumber/cucumber');

Given('an empty purse', function () {
  this.purse = 0;
});
When('I put in {int}', function (n) {
  this.purse += n;
});
When('I format it', () => 'pending');
Then('it holds {int}', function (n) {
  assert.equal(this.purse, n);
});
